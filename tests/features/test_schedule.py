"""The feature `schedule`: EventBridge Scheduler invokes the function, and an alarm misses it."""

import json

import hcl2
import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.hcl.type_constraints import Value
from tests.features.modules import added, block, deployed, flat, module, values
from tests.unit.hcl_text import plain

WORDS = ("schedule_", "aws_scheduler", "missed-run", "missed_run", "scheduler.amazonaws")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["schedule"]
(ALARM,) = FEATURE.alarms
KEY = "arn:aws:kms:us-east-1:123456789012:key/456789ab-89ab-cdef-0123-456789abcdef"
NIGHTLY = "cron(30 3 * * ? *)"


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("schedule") == {"schedule.tf", "tests/test_schedule.py"}


@pytest.mark.parametrize(
    ("given", "period"),
    [
        ({"schedule_expression": "rate(5 minutes)"}, 300 + 60 + 240),
        ({"schedule_expression": "rate(1 day)", "timeout": 900}, 86_400 + 60 + 1080),
        ({"schedule_expression": NIGHTLY, "schedule_interval_seconds": 90_000}, 90_000 + 300),
        (
            {"schedule_expression": "rate(1 hour)", "schedule_flexible_window_minutes": 15},
            3600 + 60 + 900 + 240,
        ),
    ],
)
def test_window(given: dict[str, Value], period: int) -> None:
    """It is the interval, what a start may be late, and what metrics are later than a start."""
    alarm = deployed(ALARM, **given)
    assert (alarm.period, alarm.evaluation_periods, alarm.datapoints_to_alarm) == (period, 1, 1)
    assert alarm.treat_missing_data.value == "breaching"
    assert alarm.breaches(0)
    assert not alarm.breaches(1)


def test_silence_is_a_point() -> None:
    """A period without any invocation has the value 0."""
    alarm = deployed(ALARM, schedule_expression="rate(1 hour)")
    assert alarm.value_of(lambda _: None)() == 0
    assert alarm.value_of(lambda _: 2)() == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, True),
        ({"schedule_expression": NIGHTLY}, False),
        ({"schedule_expression": NIGHTLY, "enable_missed_run_alarm": False}, True),
        ({"schedule_expression": NIGHTLY, "schedule_interval_seconds": 86_400}, True),
        ({"schedule_expression": "rate(1 day)", "schedule_interval_seconds": 86_400}, False),
        ({"schedule_expression": "rate(7 days)"}, False),
        ({"schedule_kms_key_arn": KEY}, False),
        ({"schedule_expression": "rate(1 day)", "schedule_kms_key_arn": KEY}, True),
        ({"schedule_expression": "rate(7 days)", "enable_missed_run_alarm": False}, True),
        ({"schedule_expression": "rate(6 days)", "timeout": 900}, True),
    ],
)
def test_refusals(given: dict[str, Value], kept: bool) -> None:  # noqa: FBT001 - parametrised
    """Nobody guesses an interval, and no alarm that CloudWatch refuses is asked for."""
    every = values(**given)
    assert all(each.holds(every) for each in FEATURE.relations) is kept


def test_role_can_invoke_the_function_and_nothing_else() -> None:
    """Scheduler takes the role for schedules of this group only, to invoke this function only."""
    text = module("schedule")["schedule.tf"]
    role = block(text, "resource", "aws_iam_role", "schedule")
    policy = block(text, "resource", "aws_iam_role_policy", "schedule")
    condition = flat(role["assume_role_policy"])
    assert "aws_scheduler_schedule_group.this[0].arn" in condition
    assert "local.account_id" in condition
    assert "Resource = aws_lambda_function.this.arn" in flat(text)
    assert flat(text).count("lambda:InvokeFunction") == 1
    assert "aws_iam_role.schedule[0].name" in policy["role"]


def test_key_is_for_this_schedule_only() -> None:
    """Only the event of this schedule can be decrypted, by its role and by who may use the key."""
    files = module("schedule")
    text, key_policy = flat(files["schedule.tf"]), flat(files["kms.tf"])
    condition = '"kms:EncryptionContext:aws:scheduler:schedule:arn" = local.schedule_arn'
    assert text.count(condition) == key_policy.count(condition) == 1
    assert "for arn in compact([var.schedule_kms_key_arn])" in text
    assert "kms_key_arn = var.schedule_kms_key_arn" in text
    assert (
        'schedule_arn = "arn:${local.partition}:scheduler:${local.region}:${local.account_id}'
        ':schedule/${var.function_name}/${var.function_name}"'
    ) in text


def test_nothing_without_an_expression() -> None:
    """Without an expression there is no schedule, no role and no alarm."""
    text = module("schedule")["schedule.tf"]
    resources = [
        body
        for each in plain(hcl2.loads(text))["resource"]
        for named in each.values()
        for body in named.values()
    ]
    assert len(resources) == 4
    assert {each["count"] for each in resources} == {"${var.schedule_expression == null ? 0 : 1}"}
    assert ALARM.exists.value(values()) is False


def test_it_waits_until_the_function_is_ready() -> None:
    """A rate begins at once, when the role of the function must have its policies."""
    text = flat(module("schedule")["schedule.tf"])
    assert "aws_iam_role_policy_attachment.additional," in text
    assert "aws_lambda_function_event_invoke_config.this," in text


def test_suite_knows_when_invocations_are_due() -> None:
    """The suite proves the deployed alarm with the rhythm of the case."""
    parameters = json.loads(module("schedule")["tests/parameters.json"])
    (record,) = (each for each in parameters["alarms"] if each["name"] == "missed-run")
    assert len(record["rhythm"]) == 2
    assert record["window"] == []


def test_readme() -> None:
    """Readers learn what the alarm sees, when it is raised, and what they have to say."""
    text = flat(module("schedule")["README.md"])
    assert "## Schedule" in text
    assert "Any invocation counts, yours too." in text
    assert "A new function has not been invoked" in text


def test_runs_of_terraform_test() -> None:
    """`terraform test` tries a rate with everything, and a cron expression."""
    files = module("schedule")
    (given,) = hcl2.loads(files["tests/full.tftest.hcl"])["variables"]
    assert "rate" in given["schedule_expression"]
    assert 'run "schedule_by_cron"' in files["tests/module.tftest.hcl"]
