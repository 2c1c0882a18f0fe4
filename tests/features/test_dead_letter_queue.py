"""The feature `dead_letter_queue`: where events go that the function failed to handle."""

import pytest

from lambda_monitored_gen.alarms import read_alarm
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rules import InRegion, OfService
from lambda_monitored_gen.testing.alarm_proofs import describe_for_proof
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("dead_letters", "dead_letter_target", "dead_letter_queue")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["dead_letter_queue"]
DEPTH, LOST = FEATURE.alarms
FILE = "dead_letters.tf"


def test_off_unless_asked_for() -> None:
    """The published module has no such queue, and an upgrade brings none."""
    assert not FEATURE.default


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("dead_letter_queue") == {FILE, "tests/test_dead_letter_queue.py"}


def test_function_sends_what_it_failed_to_handle() -> None:
    """The function names the queue or the given target, and waits for the permission."""
    text = flat(module("dead_letter_queue")["lambda.tf"])
    assert "dead_letter_config { target_arn = local.dead_letter_target_arn }" in text
    assert FEATURE.function.depends_on == ("aws_iam_role_policy.lambda_dead_letters",)


def test_what_is_made_is_known_when_planning() -> None:
    """Nothing that is counted depends on an ARN, which another resource of the apply may have."""
    text = module("dead_letter_queue")[FILE]
    for kind in ("aws_sqs_queue", "aws_sqs_queue_policy"):
        count = block(text, "resource", kind, "dead_letters")["count"]
        assert count == "${var.dead_letter_target_type == null ? 1 : 0}"
    assert DEPTH.exists.hcl == "var.dead_letter_target_type == null"


def test_queue_is_encrypted() -> None:
    """SQS encrypts the queue with its own key, or with the caller's."""
    queue = block(module("dead_letter_queue")[FILE], "resource", "aws_sqs_queue", "dead_letters")
    assert queue["kms_master_key_id"] == "${var.dead_letter_kms_key_arn}"
    switch = "${var.dead_letter_kms_key_arn == null ? true : null}"
    assert queue["sqs_managed_sse_enabled"] == switch


def test_name_fits() -> None:
    """The longest name of a function leaves room for the queue's, which has 80 characters.

    <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html>
    """
    queue = block(module("dead_letter_queue")[FILE], "resource", "aws_sqs_queue", "dead_letters")
    assert len(queue["name"].replace("${var.function_name}", "x" * 64)) <= 80


def test_role_may_send_and_nothing_else() -> None:
    """The role may send to exactly that queue or topic, and use exactly the given key."""
    text = flat(module("dead_letter_queue")[FILE])
    assert '"sns" ? "sns:Publish" : "sqs:SendMessage" Resource = local.dead_letter' in text
    assert 'Action = ["kms:Decrypt", "kms:GenerateDataKey"] Resource = arn' in text
    assert text.count('Effect = "Allow"') == 2
    (policy,) = FEATURE.role_policies
    assert policy.exists.value(values()) is True


@pytest.mark.parametrize("arrival", [1, 100])
def test_an_event_raises_the_alarm(arrival: int) -> None:
    """One event is enough, and it rings until none is left, whoever looks at it meanwhile."""
    alarm = read_alarm(describe_for_proof(DEPTH, values()))
    assert alarm.breaches(arrival)
    assert not alarm.breaches(0)
    assert {each.metric.name for each in alarm.metrics.values()} == {
        "ApproximateNumberOfMessagesVisible",
        "ApproximateNumberOfMessagesNotVisible",
        "NumberOfMessagesSent",
    }
    assert (alarm.period, alarm.evaluation_periods, alarm.datapoints_to_alarm) == (60, 4, 1)


def test_a_full_queue_without_data_is_not_over() -> None:
    """SQS has no data of a queue that nobody uses, and the alarm stays as it is."""
    assert DEPTH.treat_missing_data == "ignore"


def test_alarms_exist() -> None:
    """The depth is that of the module's queue; events can be lost wherever they go."""
    theirs = values(dead_letter_target_type="sns", dead_letter_target_arn="arn:aws:sns:x")
    assert DEPTH.exists.value(values()) is True
    assert DEPTH.exists.value(theirs) is False
    assert LOST.exists.value(theirs) is True


def test_one_lost_event_raises_the_alarm() -> None:
    """One event that Lambda could not send is enough, also after the longest invocation."""
    alarm = deployed(LOST, timeout=900)
    assert alarm.breaches(1)
    assert not alarm.breaches(0)
    assert (alarm.evaluation_periods, alarm.datapoints_to_alarm) == (19, 1)


def test_relations() -> None:
    """Type and ARN agree, and the key is one of the region."""
    service, region = FEATURE.relations
    assert service == OfService("dead_letter_target_arn", "dead_letter_target_type")
    assert isinstance(region, InRegion)
    assert region.variable == "dead_letter_kms_key_arn"


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sqs:us-east-1:123456789012:failed.fifo",
        "arn:aws:sns:us-east-1:123456789012:failed.fifo",
        "arn:aws:lambda:us-east-1:123456789012:function:failed",
        "arn:aws:sqs:us-east-1:123456789012:" + "x" * 81,
        "https://sqs.us-east-1.amazonaws.com/123456789012/failed",
        "",
    ],
)
def test_targets_that_lambda_refuses(arn: str) -> None:
    """A dead-letter target is a standard queue or topic."""
    (rule,) = CATALOG.variables["dead_letter_target_arn"].rules
    assert list(rule.violations(arn))


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws-cn:sqs:cn-north-1:123456789012:failed",
        "arn:aws-us-gov:sns:us-gov-west-1:123456789012:failed_2-x",
    ],
)
def test_targets_of_all_partitions(arn: str) -> None:
    """Queues and topics of every partition are taken."""
    (rule,) = CATALOG.variables["dead_letter_target_arn"].rules
    assert not list(rule.violations(arn))


def test_readme() -> None:
    """The README says how events are sent again, for SQS's own redrive cannot."""
    text = module("dead_letter_queue")["README.md"]
    assert "\n## Dead-letter queue\n" in text
    assert "aws sqs delete-message" in text


def test_runs_of_terraform_test() -> None:
    """`terraform test` sends failed events to a queue and to a topic of the caller's."""
    text = module("dead_letter_queue")["tests/module.tftest.hcl"]
    for kind in ("sqs", "sns"):
        assert f'run "dead_letters_to_{kind}"' in text
