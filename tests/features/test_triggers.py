"""The feature `triggers`: who may invoke the function, and what it reads from."""

from typing import Any

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, block, deployed, flat, module

WORDS = ("event_sources", "invoke_permissions", "iterator", "queue_age", "queue-age")
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
    """It has a file of its own."""
    assert added("triggers") == {"triggers.tf"}


@pytest.mark.parametrize(
    ("item", "allowed"),
    [
        ({"principal": "sns.amazonaws.com", "source_arn": "arn:aws:sns:x"}, True),
        ({"principal": "s3.amazonaws.com", "source_account": "123456789012"}, True),
        ({"principal": "123456789012"}, True),
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
    """Each kind has its actions on the ARNs that are given, and none on all."""
    text = module("triggers")["triggers.tf"]
    assert '"*"' not in text
    policy = block(text, "resource", "aws_iam_role_policy", "lambda_triggers")
    assert policy["count"] == "${length(var.event_sources) > 0 ? 1 : 0}"
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


def test_each_queue_has_an_alarm() -> None:
    """An alarm for each queue misses none, and says which."""
    text = module("triggers")["triggers.tf"]
    alarm = block(text, "resource", "aws_cloudwatch_metric_alarm", "queue_age")
    assert (
        alarm["alarm_name"] == '"${var.function_name}-queue-age-${each.key}"'
        or alarm["alarm_name"] == "${var.function_name}-queue-age-${each.key}"
    )
    assert 'source.kind == "sqs"' in flat(text)


def test_readme() -> None:
    """Readers learn what a queue needs that the module cannot see."""
    assert "six times `timeout`" in flat(module("triggers")["README.md"])
