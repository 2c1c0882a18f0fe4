"""The feature `failure_destination`: where records of failed asynchronous invocations go."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rules import OfService
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("failure_destination", "failure-destination", "failure destination", "DestinationDelivery")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["failure_destination"]
(ALARM,) = FEATURE.alarms
FILE = "failure_destination.tf"
ARNS = {
    "sqs": "arn:aws:sqs:us-east-1:123456789012:failed",
    "sns": "arn:aws-cn:sns:cn-north-1:123456789012:failed",
    "lambda": "arn:aws:lambda:us-east-1:123456789012:function:failed",
    "events": "arn:aws-us-gov:events:us-gov-west-1:123456789012:event-bus/failed",
    "s3": "arn:aws:s3:::failed.invocations",
}


def test_off_unless_asked_for() -> None:
    """An upgrade leaves the caller's own destination alone."""
    assert not FEATURE.default


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("failure_destination") == {FILE, "tests/test_failure_destination.py"}


def test_destination_is_part_of_the_configuration() -> None:
    """Terraform sees a change of the destination, and leaves everything else alone."""
    text = flat(module("failure_destination")["lambda.tf"])
    assert (
        'dynamic "destination_config" { for_each = var.failure_destination_type == null ? [] : '
        "[true] content { on_failure { destination = var.failure_destination_arn } } }"
    ) in text
    ignored = "[maximum_event_age_in_seconds, maximum_retry_attempts]"
    assert f"lifecycle {{ ignore_changes = {ignored} }}" in text


def test_with_settings_nothing_is_ignored() -> None:
    """With `async_settings` all of the configuration is the module's."""
    text = flat(module("failure_destination", "async_settings")["lambda.tf"])
    config = text.partition('"aws_lambda_function_event_invoke_config"')[2]
    assert "ignore_changes" not in config
    assert "on_failure" in config


def test_what_is_made_is_known_when_planning() -> None:
    """Nothing that is counted depends on an ARN, which another resource of the apply may have."""
    policy = block(
        module("failure_destination")[FILE],
        "resource",
        "aws_iam_role_policy",
        "lambda_failure_destination",
    )
    assert policy["count"] == "${var.failure_destination_type == null ? 0 : 1}"
    assert ALARM.exists.hcl == "var.failure_destination_type != null"


def test_permissions_by_kind() -> None:
    """The role may do what AWS's page says for the kind of destination, and nothing else."""
    text = flat(module("failure_destination")[FILE])
    assert (
        'sqs = { "sqs:SendMessage" = "" } sns = { "sns:Publish" = "" } '
        'lambda = { "lambda:InvokeFunction" = "" } events = { "events:PutEvents" = "" } '
        's3 = { "s3:ListBucket" = "", "s3:PutObject" = "/*" } }'
    ) in text
    assert FEATURE.function.depends_on == ("aws_iam_role_policy.lambda_failure_destination",)
    (policy,) = FEATURE.role_policies
    assert policy.exists.value(values()) is False
    assert policy.exists.value(values(failure_destination_type="s3")) is True


@pytest.mark.parametrize("kind", ARNS)
def test_destinations(kind: str) -> None:
    """Each kind of destination is taken in every partition, and by its own name only."""
    type_rule, arn_rule = (
        CATALOG.variables[f"failure_destination_{each}"].rules[0] for each in ("type", "arn")
    )
    assert not [*type_rule.violations(kind), *arn_rule.violations(ARNS[kind])]
    (relation,) = FEATURE.relations
    assert isinstance(relation, OfService)
    for other in ARNS:
        given = {"failure_destination_arn": ARNS[kind], "failure_destination_type": other}
        assert relation.holds(values(**given)) is (other == kind)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sqs:us-east-1:123456789012:failed.fifo",
        "arn:aws:sns:us-east-1:123456789012:failed.fifo",
        "arn:aws:s3:::failed/prefix",
        "arn:aws:events:us-east-1:123456789012:rule/failed",
        "arn:aws:kinesis:us-east-1:123456789012:stream/failed",
        "kafka://failed",
    ],
)
def test_destinations_that_lambda_refuses(arn: str) -> None:
    """What cannot get records of asynchronous invocations is refused."""
    (rule,) = CATALOG.variables["failure_destination_arn"].rules
    assert list(rule.violations(arn))


def test_one_lost_record_raises_the_alarm() -> None:
    """One record that Lambda could not send is enough, also after the longest invocation."""
    alarm = deployed(ALARM, timeout=900)
    assert alarm.breaches(1)
    assert not alarm.breaches(0)
    assert (alarm.evaluation_periods, alarm.datapoints_to_alarm) == (19, 1)
    assert ALARM.exists.value(values()) is False


def test_readme() -> None:
    """The README says why the type is given, and what becomes of a caller's own configuration."""
    text = flat(module("failure_destination")["README.md"])
    assert "## Records of failed invocations" in text
    assert "Terraform must know it when it plans" in text
    assert "terraform state rm" in text
    assert "invocation is not retried |" in text


def test_runs_of_terraform_test() -> None:
    """`terraform test` has a run for each kind, and one with a key of nothing."""
    text = module("failure_destination")["tests/module.tftest.hcl"]
    for kind in ARNS:
        assert f'run "failure_destination_{kind}"' in text
    assert 'run "key_of_no_failure_destination"' in text
