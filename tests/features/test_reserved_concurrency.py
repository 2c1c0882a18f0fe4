"""The feature `reserved_concurrency`: a limit for the function, and an alarm before it is met."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rules import Between
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("reserved_concurren", "reserved-concurrency", "## reserved concurrency")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["reserved_concurrency"]
(ALARM,) = FEATURE.alarms
RESERVED, PERCENT = "reserved_concurrent_executions", "reserved_concurrency_threshold_percent"


def test_files() -> None:
    """It has a test in the module's suite, and no file of Terraform of its own."""
    assert added("reserved_concurrency") == {"tests/test_reserved_concurrency.py"}


def test_function_has_what_is_reserved() -> None:
    """The function has what the caller reserves; null is the provider's default, which is none."""
    text = flat(module("reserved_concurrency")["lambda.tf"])
    assert "reserved_concurrent_executions = var.reserved_concurrent_executions" in text


def test_metric() -> None:
    """It watches the most invocations that ran at a time, of this function."""
    alarm = block(
        module("reserved_concurrency")["alarms.tf"],
        "resource",
        "aws_cloudwatch_metric_alarm",
        "reserved_concurrency",
    )
    assert (alarm["namespace"], alarm["metric_name"], alarm["statistic"]) == (
        "AWS/Lambda",
        "ConcurrentExecutions",
        "Maximum",
    )
    assert list(alarm["dimensions"]) == ["FunctionName"]


@pytest.mark.parametrize(
    ("reserved", "percent", "quiet", "raised"),
    [(10, 90, 9, 10), (10, 75, 7, 8), (1, 90, 0, 1), (1, 100, 0, 1), (7, 100, 6, 7)],
)
def test_threshold(reserved: int, percent: int, quiet: int, raised: int) -> None:
    """More than the given percentage of what is reserved raises it, or all of it at 100."""
    alarm = deployed(ALARM, **{RESERVED: reserved, PERCENT: percent})
    assert not alarm.breaches(quiet)
    assert alarm.breaches(raised)


def test_late_data_is_seen() -> None:
    """One minute is enough, and is in the window even if it is stamped with the start of a run."""
    alarm = deployed(ALARM, **{RESERVED: 10, "timeout": 900})
    assert (alarm.period, alarm.datapoints_to_alarm) == (60, 1)
    assert alarm.evaluation_periods * 60 >= 900 + 180 + 60


@pytest.mark.parametrize(("reserved", "exists"), [(None, False), (0, False), (1, True)])
def test_exists(reserved: int | None, *, exists: bool) -> None:
    """There is nothing to watch where nothing is reserved, or where the function is stopped."""
    assert ALARM.exists.value(values(**{RESERVED: reserved})) is exists


def test_zero_is_allowed_and_explained() -> None:
    """Zero is a limit of its own, and variable and README say what it does."""
    variable = CATALOG.variables[RESERVED]
    (rule,) = (each for each in variable.rules if isinstance(each, Between))
    assert (rule.minimum, rule.above, rule.whole) == (0, False, True)
    assert "With 0 the function is stopped" in variable.description
    readme = module("reserved_concurrency")["README.md"]
    assert "With `reserved_concurrent_executions = 0` the function is **stopped**" in readme


def test_description() -> None:
    """The alarm says what was used of how much."""
    said = [ALARM.description.value(values(**{RESERVED: 8, PERCENT: each})) for each in (90, 100)]
    assert said == [
        "Lambda function pay used more than 90 % of its reserved concurrency of 8.",
        "Lambda function pay used all of its reserved concurrency of 8.",
    ]
