"""The feature `async_settings`: how long Lambda tries to handle asynchronous events."""

import json
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, deployed, flat, module, values

WORDS = ("async_event", "AsyncEvent", "async-event", "event age")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["async_settings"]
AGE, DROPPED = FEATURE.alarms
LIMITS = json.loads(
    (Path(__file__).parents[1] / "facts" / "aws_api_limits.json").read_text(encoding="utf-8")
)["lambda"]["ops"]["PutFunctionEventInvokeConfig"]


def test_files() -> None:
    """It changes files that every module has, and adds a test to the module's suite."""
    assert added("async_settings") == {"tests/test_async_settings.py"}


def test_off_unless_asked_for() -> None:
    """An upgrade brings no alarms, and the caller's own configuration stays."""
    assert not FEATURE.default


def test_callers_decide() -> None:
    """The variables take the place of the fixed numbers, and Terraform sees their changes."""
    text = flat(module("async_settings")["lambda.tf"])
    assert "maximum_event_age_in_seconds = var.async_maximum_event_age_in_seconds" in text
    assert "maximum_retry_attempts = var.async_maximum_retry_attempts" in text
    assert "lifecycle { ignore_changes = [destination_config] }" in text
    assert "stays" not in text


def test_defaults_are_those_of_a_module_without_it() -> None:
    """Who switches it on changes nothing but what is given."""
    text = flat(module()["lambda.tf"])
    for variable, argument in (
        ("async_maximum_event_age_in_seconds", "maximum_event_age_in_seconds"),
        ("async_maximum_retry_attempts", "maximum_retry_attempts"),
    ):
        assert f"{argument} = {CATALOG.variables[variable].default} " in text


@pytest.mark.parametrize(
    ("variable", "field"),
    [
        ("async_maximum_event_age_in_seconds", "MaximumEventAgeInSeconds"),
        ("async_maximum_retry_attempts", "MaximumRetryAttempts"),
    ],
)
def test_limits_are_those_of_the_api(variable: str, field: str) -> None:
    """What AWS takes is taken, and nothing else."""
    (rule,) = CATALOG.variables[variable].rules
    least, most = LIMITS[field]["min"], LIMITS[field]["max"]
    assert not [*rule.violations(least), *rule.violations(most)]
    for bad in (least - 1, most + 1, least + 0.5):
        assert list(rule.violations(bad))


@pytest.mark.parametrize(
    ("age", "percent", "milliseconds"),
    [(21600, 50, 10_800_000), (60, 25, 15_000), (61, 10, 6_100)],
)
def test_threshold_of_the_age(age: int, percent: float, milliseconds: int) -> None:
    """The threshold is that share of the maximum age, in the milliseconds of the metric."""
    alarm = deployed(
        AGE,
        async_maximum_event_age_in_seconds=age,
        async_event_age_threshold_percent=percent,
    )
    assert alarm.threshold == milliseconds
    assert not alarm.breaches(milliseconds)
    assert alarm.breaches(milliseconds + 1)


def test_the_whole_age() -> None:
    """No event gets older than it may: with 100 percent, one that is as old breaches."""
    alarm = deployed(AGE, async_event_age_threshold_percent=100)
    assert alarm.breaches(21_600_000)
    assert not alarm.breaches(21_599_999)


def test_alarms_exist() -> None:
    """Whoever has the feature has both alarms."""
    assert AGE.exists.value(values()) is DROPPED.exists.value(values()) is True


def test_one_dropped_event_raises_the_alarm() -> None:
    """One event is enough, also one of a function that was idle, after the longest invocation."""
    alarm = deployed(DROPPED, timeout=900)
    assert alarm.breaches(1)
    assert not alarm.breaches(0)
    assert (alarm.evaluation_periods, alarm.datapoints_to_alarm) == (19, 1)
    assert {each.treat_missing_data for each in FEATURE.alarms} == {"notBreaching"}


def test_readme() -> None:
    """The README says how often Lambda tries, and what becomes of a caller's own configuration."""
    text = module("async_settings")["README.md"]
    assert "\n## Asynchronous events\n" in text
    assert "invocation is retried `async_maximum_retry_attempts` times |" in text
    without = module()["README.md"]
    assert "invocation is not retried, unless you make an `aws_lambda_function_event_" in without
