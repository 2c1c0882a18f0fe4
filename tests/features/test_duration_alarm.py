"""The feature `duration_alarm`: an alarm for invocations that come near the timeout."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("duration_threshold", "duration_alarm", "duration alarm", "-duration`", '-duration"')
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["duration_alarm"]
(ALARM,) = FEATURE.alarms


def test_files() -> None:
    """It adds an alarm to files that every module has, and no file."""
    assert added("duration_alarm") == set()


@pytest.mark.parametrize(
    ("timeout", "percent", "milliseconds"),
    [(60, 80, 48_000), (1, 50, 500), (3, 33, 990), (900, 99, 891_000), (20, 0.5, 100)],
)
def test_threshold(timeout: int, percent: float, milliseconds: int) -> None:
    """The threshold is that share of the timeout, in the milliseconds of the metric."""
    alarm = deployed(ALARM, timeout=timeout, duration_threshold_percent=percent)
    assert alarm.threshold == milliseconds
    assert not alarm.breaches(milliseconds)
    assert alarm.breaches(milliseconds + 1)


def test_the_whole_timeout() -> None:
    """Nothing takes more than the timeout: with 100 percent, what takes all of it breaches."""
    alarm = deployed(ALARM, timeout=900, duration_threshold_percent=100)
    assert alarm.breaches(900_000)
    assert not alarm.breaches(899_999)


def test_threshold_follows_the_timeout() -> None:
    """Terraform computes the threshold from the timeout, so that one change moves both."""
    text = flat(module("duration_alarm")["alarms.tf"])
    assert "threshold = var.timeout * 10 * var.duration_threshold_percent # milliseconds" in text


def test_the_longest_invocation_counts() -> None:
    """It is about the longest invocation of each minute: one of them is enough."""
    alarm = block(
        module("duration_alarm")["alarms.tf"],
        "resource",
        "aws_cloudwatch_metric_alarm",
        "duration",
    )
    assert (alarm["namespace"], alarm["metric_name"], alarm["statistic"]) == (
        "AWS/Lambda",
        "Duration",
        "Maximum",
    )
    found = deployed(ALARM, timeout=60, duration_threshold_percent=80)
    assert (found.period, found.evaluation_periods, found.datapoints_to_alarm) == (60, 5, 1)
    assert deployed(ALARM, timeout=900, duration_threshold_percent=80).evaluation_periods == 19


def test_it_is_there_when_asked_for() -> None:
    """Without a percentage there is no alarm, and in the suite's full case there is one."""
    assert ALARM.exists.value(values()) is False
    assert ALARM.exists.value(values(duration_threshold_percent=1)) is True
    assert ALARM.exists.value(values(**FEATURE.suite.everything)) is True


@pytest.mark.parametrize("percent", [0, -1, 100.5])
def test_percentages(percent: float) -> None:
    """A share of nothing or of more than the timeout would always or never raise an alarm."""
    (variable,) = FEATURE.variables
    assert [found for rule in variable.rules for found in rule.violations(percent)]


def test_description() -> None:
    """The alarm says which share of which timeout was exceeded."""
    given = values(timeout=30, duration_threshold_percent=80)
    text = ALARM.description.value(given)
    assert isinstance(text, str)
    assert "pay" in text
    assert "more than 80 % of its timeout of 30 s" in text
    whole = ALARM.description.value(values(timeout=30, duration_threshold_percent=100))
    assert whole == "An invocation of Lambda function pay took its whole timeout of 30 s."
