"""The feature `trial_queue`: events that the function failed to handle are kept."""

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, deployed, flat, module

WORDS = ("failed_event", "failed-event")
"""What readers would recognise it by; a module without it has none of these."""

(ALARM,) = CATALOG.features["trial_queue"].alarms


def test_files() -> None:
    """It has a file of its own."""
    assert added("trial_queue") == {"failed_events.tf"}


def test_events_are_kept() -> None:
    """The queue keeps events as long as the caller says."""
    text = flat(module("trial_queue")["failed_events.tf"])
    assert "message_retention_seconds = var.failed_event_retention_seconds" in text


def test_function_sends_failed_events() -> None:
    """The function puts what it fails to handle into the queue, which its role allows."""
    files = module("trial_queue")
    wanted = "dead_letter_config { target_arn = aws_sqs_queue.failed_events.arn }"
    assert wanted in flat(files["lambda.tf"])
    statement = 'Action = ["sqs:SendMessage"] Resource = [aws_sqs_queue.failed_events.arn]'
    assert statement in flat(files["iam.tf"])


def test_one_event_raises_the_alarm() -> None:
    """The first event in the queue raises the alarm."""
    alarm = deployed(ALARM)
    assert alarm.breaches(1)
    assert not alarm.breaches(0)


def test_readme() -> None:
    """The README says where failed events are."""
    assert "\n## Failed events\n" in module("trial_queue")["README.md"]


def test_run_of_terraform_test() -> None:
    """`terraform test` tries to keep events for too short a time."""
    assert (
        'run "failed_events_for_too_short_a_time"'
        in module("trial_queue")["tests/module.tftest.hcl"]
    )
