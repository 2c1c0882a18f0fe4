"""The feature `triggers`: who may invoke the function, and what it reads from."""

from typing import Any

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("event_sources", "invoke_permissions", "iterator")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["triggers"]
(ALARM,) = FEATURE.alarms
VARIABLES = {each.name: each for each in FEATURE.variables}
QUEUE = "arn:aws-cn:sqs:cn-north-1:123456789012:orders"


def faults(name: str, **item: Any) -> list[str]:
    """What the rules say of one item of a variable."""
    value = {"one": item}
    return [each.requirement for rule in VARIABLES[name].rules for each in rule.violations(value)]


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("triggers") == {"triggers.tf", "tests/test_triggers.py"}


@pytest.mark.parametrize(
    ("item", "allowed"),
    [
        ({"principal": "sns.amazonaws.com", "source_arn": "arn:aws:sns:x"}, True),
        ({"principal": "s3.amazonaws.com", "source_account": "123456789012"}, True),
        ({"principal": "logs.cn-north-1.amazonaws.com.cn", "source_arn": "arn:aws-cn:x"}, True),
        ({"principal": "logs.cn-north-1.amazonaws.com.cn"}, False),
        ({"principal": "s3.amazonaws.com.example.org", "source_arn": "arn:aws:s3:::x"}, False),
        ({"principal": "123456789012"}, True),
        ({"principal": "arn:aws:iam::123456789012:role/x.amazonaws.com/y"}, True),
        ({"principal": "arn:aws:iam::123456789012:role/caller"}, True),
        ({"principal": "sns.amazonaws.com"}, False),
        ({"principal": "*"}, False),
        ({"source_arn": "arn:aws:sns:x"}, False),
        ({"principal": "s3.amazonaws.com", "source_account": "12"}, False),
    ],
)
def test_no_service_is_a_confused_deputy(item: dict[str, str], *, allowed: bool) -> None:
    """A service names what it invokes the function for; nobody may be everybody."""
    assert (faults("invoke_permissions", **item) == []) is allowed


@pytest.mark.parametrize(
    ("item", "allowed"),
    [
        ({"kind": "sqs", "arn": QUEUE}, True),
        ({"kind": "sqs", "arn": f"{QUEUE}.fifo", "batch_size": 10_000}, True),
        ({"kind": "kinesis", "arn": QUEUE, "maximum_record_age_in_seconds": -1}, True),
        ({"kind": "kinesis", "arn": QUEUE, "maximum_record_age_in_seconds": 604_801}, False),
        ({"kind": "sqs"}, False),
        ({"arn": QUEUE}, False),
        ({"kind": "kafka", "arn": QUEUE}, False),
        ({"kind": "sqs", "arn": "orders"}, False),
        ({"kind": "sqs", "arn": QUEUE, "batch_size": 0}, False),
        ({"kind": "kinesis", "arn": QUEUE, "starting_position": "NEWEST"}, False),
    ],
)
def test_sources(item: dict[str, Any], *, allowed: bool) -> None:
    """A source has a kind and an ARN, and numbers within Lambda's limits."""
    assert (faults("event_sources", **item) == []) is allowed


def test_role_may_read_the_given_sources_only() -> None:
    """Each kind has its actions on the ARNs that are given."""
    text = module("triggers")["triggers.tf"]
    for each in ("local.queues", "local.shards", "local.changes", "[source.kms_key_arn]"):
        assert f"Resource = {each}" in flat(text)


def test_everything_is_named_by_keys() -> None:
    """What callers name decides what exists, for ARNs may be unknown when planning."""
    text = module("triggers")["triggers.tf"]
    mapping = block(text, "resource", "aws_lambda_event_source_mapping", "this")
    permission = block(text, "resource", "aws_lambda_permission", "this")
    assert mapping["for_each"] == "${var.event_sources}"
    assert permission["for_each"] == "${var.invoke_permissions}"


def test_age_of_records() -> None:
    """The threshold is in seconds, the metric in milliseconds."""
    alarm = deployed(ALARM, iterator_age_threshold_seconds=60)
    assert alarm.breaches(60_001)
    assert not alarm.breaches(60_000)


def test_policy_exists_with_sources_only() -> None:
    """The suite expects the policy of the role exactly where Terraform makes it."""
    (policy,) = FEATURE.role_policies
    text = module("triggers")["triggers.tf"]
    made = block(text, "resource", "aws_iam_role_policy", "lambda_triggers")
    assert made["count"] == f"${{{policy.exists.count}}}"
    assert not policy.exists.value(values())
    assert policy.exists.value(values(event_sources={"orders": {"kind": "sqs", "arn": QUEUE}}))


def test_only_listing_is_allowed_on_all() -> None:
    """AWS takes no narrower resource to list streams of tables; all else is of given ARNs."""
    text = flat(module("triggers")["triggers.tf"])
    assert text.count('"*"') == 1
    assert 'Action = ["dynamodb:ListStreams"] Resource = ["*"]' in text


@pytest.mark.parametrize("with_alias", [False, True])
def test_triggers_go_to_the_alias(*, with_alias: bool) -> None:
    """Where there is an alias, events and permissions are its own."""
    features = ("triggers", "provisioned_concurrency") if with_alias else ("triggers",)
    text = module(*features)["triggers.tf"]
    mapping = block(text, "resource", "aws_lambda_event_source_mapping", "this")
    permission = block(text, "resource", "aws_lambda_permission", "this")
    target = "aws_lambda_alias.live" if with_alias else "aws_lambda_function.this"
    assert mapping["function_name"] == f"${{{target}.arn}}"
    assert permission.get("qualifier") == ("${aws_lambda_alias.live.name}" if with_alias else None)


def test_no_alarm_of_the_queue() -> None:
    """Readers learn that the age of messages is for the owner of the queue to watch."""
    files = module("triggers")
    assert "AWS/SQS" not in files["triggers.tf"]
    assert "is for whoever owns the queue to watch" in flat(files["README.md"])


def test_readme() -> None:
    """Readers learn what a queue needs that the module cannot see."""
    assert "six times `timeout`" in flat(module("triggers")["README.md"])
