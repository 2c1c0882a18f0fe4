"""The feature `recommended_alarms`: those of AWS's recommendations that the module lacked."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from lambda_monitored_gen.alarms import (
    AlarmState,
    MetricAlarm,
    Sample,
    Scenario,
    Watched,
    evaluate_over_time,
    prove,
)
from lambda_monitored_gen.alarms.search import RANGES
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.features.recommended_alarms import LEFT_OUT
from lambda_monitored_gen.hcl.type_constraints import Value
from tests.features.modules import added, block, deployed, module, values

WORDS = ("recommended_alarm", "duration_p90", "sustained", "alarms that aws recommends")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["recommended_alarms"]
ALARMS = {each.name: each for each in FEATURE.alarms}
FACTS = Path(__file__).parents[1] / "facts" / "cloudwatch_recommended_lambda_alarms.json"
RECOMMENDED = {each["metric"]: each for each in json.loads(FACTS.read_bytes())["alarms"]}

DIFFERENCES = {
    "evaluation_periods": "data comes late, and AWS promises to look back no further",
    "treat_missing_data": "no alarm of the module goes to INSUFFICIENT_DATA in an idle function",
}
"""Fields of a recommendation that the module has otherwise, and why; its README says so."""

MINUTE, NOON = 60, 1_767_268_800

every_alarm = pytest.mark.parametrize("name", ALARMS)


def rendered(name: str) -> dict[str, object]:
    """The arguments of an alarm in a rendered module, without quotes."""
    text = module("recommended_alarms")["alarms.tf"]
    return block(text, "resource", "aws_cloudwatch_metric_alarm", name)


def test_files() -> None:
    """It has no file of its own."""
    assert added("recommended_alarms") == set()


def test_every_recommendation_is_there_or_left_out() -> None:
    """Each alarm that AWS recommends is rendered, or named as left out with a reason; no other."""
    watched = [str(rendered(name)["metric_name"]) for name in ALARMS]
    assert sorted([*watched, *LEFT_OUT]) == sorted(RECOMMENDED)
    assert all(reason and not reason.endswith(".") for reason in LEFT_OUT.values())


@every_alarm
def test_recommended_settings(name: str) -> None:
    """Metric, statistic, period, M and comparison are AWS's; what differs is listed with why."""
    hcl = rendered(name)
    recommended = RECOMMENDED[str(hcl["metric_name"])]
    alarm = deployed(ALARMS[name])
    assert {
        "metric": hcl["metric_name"],
        "statistic": hcl.get("statistic", hcl.get("extended_statistic")),
        "period": alarm.period,
        "datapoints_to_alarm": alarm.datapoints_to_alarm,
        "comparison": alarm.comparison,
    } == {
        key: value
        for key, value in recommended.items()
        if key not in {*DIFFERENCES, "threshold", "dimensions"}
    }
    assert hcl["treat_missing_data"] == "notBreaching" != recommended["treat_missing_data"]
    assert alarm.evaluation_periods > recommended["evaluation_periods"]


def test_concurrency_is_of_the_function() -> None:
    """No alarm is of the account, which would ring once for each function."""
    assert {tuple(rendered(name)["dimensions"]) for name in ALARMS} == {("FunctionName",)}  # type: ignore[arg-type]
    assert RECOMMENDED["ClaimedAccountConcurrency"]["dimensions"] == []
    assert "not of the function" in LEFT_OUT["ClaimedAccountConcurrency"]


def test_concurrency_threshold_is_that_of_the_default_quota() -> None:
    """Without a word the alarm has the recommended share of the quota that AWS gives by default."""
    assert RECOMMENDED["ConcurrentExecutions"]["threshold"].startswith("90 % ")
    assert CATALOG.variables["concurrent_executions_threshold"].default == 1000 * 90 / 100


def test_percentile_is_an_extended_statistic() -> None:
    """Terraform takes a percentile by another argument, and it counts whatever the samples."""
    hcl = rendered("duration_p90")
    assert hcl["extended_statistic"] == "p90"
    assert "statistic" not in hcl
    assert hcl["evaluate_low_sample_count_percentiles"] == "evaluate"
    assert not deployed(ALARMS["duration_p90"]).keeps_state_at_few_samples


@pytest.mark.parametrize(
    ("name", "given", "quiet", "raised"),
    [
        ("throttles_sustained", {}, 0, 1),
        ("throttles_sustained", {"sustained_throttles_threshold": 10}, 9, 10),
        ("duration_p90", {"timeout": 10}, 8000, 8001),
        ("duration_p90", {"timeout": 10, "duration_p90_threshold_percent": 100}, 9999, 10_000),
        ("concurrency", {}, 900, 901),
    ],
)
def test_threshold(name: str, given: dict[str, Value], quiet: int, raised: int) -> None:
    """A minute breaches where it should, and not before."""
    alarm = deployed(ALARMS[name], **given)
    assert not alarm.breaches(quiet)
    assert alarm.breaches(raised)


def evaluated(alarm: MetricAlarm, minutes: int, known: int, value: float) -> Iterator[bool]:
    """Whether an alarm rings for minutes that breach, by each range that AWS may look at.

    Args:
        alarm: The alarm.
        minutes: How many breach, one after the other.
        known: Seconds from the start of a minute until CloudWatch knows what it holds.
        value: What they hold.
    """
    (stat,) = alarm.metrics.values()
    stamps = [NOON + MINUTE * each for each in range(minutes)]
    samples = {stat.metric: [Sample(each, each + known, value) for each in stamps]}
    end = stamps[-1] + known + 10 * MINUTE
    for parameters in RANGES.values():
        timeline = evaluate_over_time(
            alarm, samples, start=NOON - 60 * MINUTE, end=end, parameters=parameters
        )
        yield AlarmState.ALARM in timeline.states


def worst(name: str, timeout: int) -> float:
    """What a minute of an alarm's metric holds when it is as bad as can be."""
    return timeout * 1000.0 if name == "duration_p90" else 10_000.0


@pytest.mark.parametrize(("name", "timeout"), [*product(ALARMS, [3, 60, 61, 900])])
def test_what_lasts_rings_however_late_it_is_known(name: str, timeout: int) -> None:
    """Minutes as many as must breach raise the alarm, at every delay; one less never does."""
    alarm = deployed(ALARMS[name], timeout=timeout)
    needed = alarm.datapoints_to_alarm
    longest = 180 if name == "throttles_sustained" else timeout + 180
    # Of invocations that start in the first and in the last second of the minute.
    for known in {1, MINUTE, longest, longest + MINUTE - 1}:
        assert all(evaluated(alarm, needed, known, worst(name, timeout))), known
        assert not any(evaluated(alarm, needed - 1, known, worst(name, timeout))), known


@every_alarm
def test_no_window_is_longer_than_it_has_to_be(name: str) -> None:
    """With a period less, as with AWS's own window, an alarm may never ring for late data."""
    alarm = deployed(ALARMS[name], timeout=60)
    longest = 180 if name == "throttles_sustained" else 240
    for periods in (alarm.evaluation_periods - 1, alarm.datapoints_to_alarm):
        short = replace(alarm, evaluation_periods=periods)
        rings = evaluated(
            short, alarm.datapoints_to_alarm, longest + MINUTE - 1, worst(name, timeout=60)
        )
        assert not all(rings)


def test_one_switch() -> None:
    """One variable decides about all of them."""
    for each in ALARMS.values():
        assert each.exists.value(values()) is True
        assert each.exists.value(values(enable_recommended_alarms=False)) is False


def test_readme() -> None:
    """The README says what differs from the recommendations, and what is left out and why."""
    readme = module("recommended_alarms")["README.md"]
    section = readme.partition("\n## Alarms that AWS recommends\n")[2].partition("\n## ")[0]
    for metric, reason in LEFT_OUT.items():
        assert f"- `{metric}`: {reason}." in section
    assert "The window is longer than the minutes that must breach" in section
    assert "A minute without data is not breaching" in section


@pytest.mark.parametrize(
    ("name", "watched"),
    [("throttles_sustained", Watched.THROTTLE_RATE), ("duration_p90", Watched.DURATION_RATE)],
)
@pytest.mark.parametrize("timeout", [3, 900])
def test_proven(name: str, watched: Watched, timeout: int) -> None:
    """They ring whenever it lasts for as many minutes as must breach, and not with AWS's window."""
    alarm = deployed(ALARMS[name], timeout=timeout)
    assert ALARMS[name].watches == watched.value
    assert prove(Scenario(alarm, watched, timeout)).rings
    narrow = replace(alarm, evaluation_periods=alarm.datapoints_to_alarm)
    assert not prove(Scenario(narrow, watched, timeout)).rings
