"""Deployed alarms, evaluated on the data that CloudWatch returns."""

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from lambda_monitored_gen.alarms import (
    AlarmError,
    AlarmEvaluator,
    AlarmState,
    Evaluation,
    EvaluationParameters,
)

NOON = dt.datetime(2026, 1, 1, 12, 0, tzinfo=dt.timezone.utc)
NAME = "payments-errors"
FUNCTION = [{"Name": "FunctionName", "Value": "payments"}]

SIMPLE = {
    "AlarmName": NAME,
    "StateValue": "INSUFFICIENT_DATA",
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": FUNCTION,
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 0,
    "TreatMissingData": "notBreaching",
}


def _metric(name: str, period: int = 60, stat: str = "Sum") -> dict[str, Any]:
    return {
        "Id": f"{name}_{stat}".lower(),
        "MetricStat": {
            "Metric": {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": FUNCTION},
            "Period": period,
            "Stat": stat,
        },
        "ReturnData": False,
    }


def _rate(period: int) -> dict[str, Any]:
    share = "IF(invocations_sum >= 5, 100 * errors_sum / invocations_sum, 0)"
    return {
        "AlarmName": NAME,
        "EvaluationPeriods": 2,
        "DatapointsToAlarm": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 20.0,
        "TreatMissingData": "notBreaching",
        "Metrics": [
            {"Id": "rate", "Expression": share, "ReturnData": True},
            _metric("Errors", period),
            _metric("Invocations", period),
        ],
    }


STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "Sum": math.fsum,
    "SampleCount": len,
    "Average": lambda values: math.fsum(values) / len(values),
    "Maximum": max,
    "Minimum": min,
    "p90": max,
}


class FakeCloudWatch:
    """Holds one alarm, and samples by the minute before noon that they were in.

    Like CloudWatch it takes the statistic of what lies in a period, returns the newest point first,
    and pages.
    """

    def __init__(
        self, alarm: Mapping[str, Any], samples: Mapping[str, Mapping[int, Sequence[float]]]
    ) -> None:
        self.alarm = alarm
        self.samples = samples
        self.asked: list[dict[str, Any]] = []

    def describe_alarms(self, **arguments: Any) -> dict[str, Any]:
        """Find the alarm by its name."""
        assert arguments["AlarmTypes"] == ["MetricAlarm"]
        found = self.alarm["AlarmName"] in arguments["AlarmNames"]
        return {"MetricAlarms": [self.alarm] if found else []}

    def get_paginator(self, operation: str) -> "FakeCloudWatch":
        """Be the paginator of the one operation that has one."""
        assert operation == "get_metric_data"
        return self

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        """Return a page for each point."""
        self.asked.append(request)
        for query in request["MetricDataQueries"]:
            stat = query["MetricStat"]
            if stat["Stat"] not in STATISTICS:
                continue
            points: dict[dt.datetime, list[float]] = {}
            for minute, values in self.samples.get(stat["Metric"]["MetricName"], {}).items():
                time = NOON - dt.timedelta(minutes=minute)
                seconds = int(time.timestamp()) // stat["Period"] * stat["Period"]
                start = dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
                if request["StartTime"] <= time < request["EndTime"]:
                    points.setdefault(start, []).extend(values)
            for start in sorted(points, reverse=True):
                value = STATISTICS[stat["Stat"]](points[start])
                yield {
                    "MetricDataResults": [
                        {"Id": query["Id"], "Timestamps": [start], "Values": [value]}
                    ]
                }


def _evaluation(
    alarm: Mapping[str, Any],
    samples: Mapping[str, Mapping[int, Sequence[float]]],
    second: float = 30,
    **parameters: Any,
) -> Evaluation:
    fake = FakeCloudWatch(alarm, samples)
    evaluator = AlarmEvaluator(fake, fake, parameters=EvaluationParameters(**parameters))
    return evaluator.evaluate(NAME, at=NOON + dt.timedelta(seconds=second))


def test_the_minute_in_progress_counts_with_what_it_has() -> None:
    """An error of this minute raises the alarm at once, as the end of the minute will."""
    assert _evaluation(SIMPLE, {"Errors": {0: [1]}}).state is AlarmState.ALARM
    assert _evaluation(SIMPLE, {"Errors": {0: [0], 1: [1]}}).state is AlarmState.OK
    assert _evaluation(SIMPLE, {}).state is AlarmState.OK


def test_a_full_minute_is_evaluated_with_the_minutes_before() -> None:
    """On the second in which a minute ends, the next one is not yet looked at."""
    samples = {"Errors": {0: [1.0], 1: [0.0]}}
    assert _evaluation(SIMPLE, samples, second=0).state is AlarmState.OK
    assert _evaluation(SIMPLE, samples, second=0.5).state is AlarmState.ALARM
    assert _evaluation(SIMPLE, samples, second=60).state is AlarmState.ALARM


def test_a_time_without_a_zone() -> None:
    """A time that is another one on each machine is refused."""
    fake = FakeCloudWatch(SIMPLE, {})
    with pytest.raises(AlarmError, match="2026-01-01 12:00:00 has no zone"):
        AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON.replace(tzinfo=None))


def test_without_a_time_it_is_now() -> None:
    """The clock of this machine decides which data is asked for."""
    fake = FakeCloudWatch(SIMPLE, {})
    before = dt.datetime.now(dt.timezone.utc)
    AlarmEvaluator(fake, fake).evaluate(NAME)
    end = fake.asked[0]["EndTime"]
    assert before <= end <= dt.datetime.now(dt.timezone.utc) + dt.timedelta(seconds=61)


def test_data_is_asked_for_as_the_alarm_has_it() -> None:
    """Namespace, name, dimensions, statistic and unit are the alarm's, over the whole range."""
    fake = FakeCloudWatch({**SIMPLE, "Unit": "Count"}, {})
    AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON + dt.timedelta(seconds=59))
    (request,) = fake.asked
    values, counts = (query["MetricStat"] for query in request["MetricDataQueries"])
    assert values == {
        "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": FUNCTION},
        "Period": 60,
        "Stat": "Sum",
        "Unit": "Count",
    }
    assert counts == {**values, "Stat": "SampleCount"}
    assert request["StartTime"] == NOON - dt.timedelta(minutes=6)
    assert request["EndTime"] == NOON + dt.timedelta(minutes=1)


@pytest.mark.parametrize(("second", "end"), [(0, 0), (1, 60), (59, 60), (60, 60)])
def test_data_is_asked_for_up_to_one_evaluation(second: int, end: int) -> None:
    """The one of that second, or the next, and none after it."""
    fake = FakeCloudWatch(SIMPLE, {})
    AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON + dt.timedelta(seconds=second))
    (request,) = fake.asked
    assert request["EndTime"] == NOON + dt.timedelta(seconds=end)
    for query in request["MetricDataQueries"]:
        assert query["ReturnData"] is True
        assert "Unit" not in query["MetricStat"]


def test_no_samples_are_no_point() -> None:
    """An emulator that counts nothing as 0 has measured nothing."""
    assert (
        _evaluation({**SIMPLE, "Statistic": "SampleCount"}, {"Errors": {0: []}}).points[-1] is None
    )


def test_the_evaluation_range_is_a_parameter() -> None:
    """Who knows better how far CloudWatch looks back can say so."""
    samples = {"Errors": {9: [1.0]}}
    assert _evaluation(SIMPLE, samples).state is AlarmState.OK
    assert _evaluation(SIMPLE, samples, extra_periods=9).state is AlarmState.ALARM


def test_a_division_by_zero_is_no_point() -> None:
    """A period without invocations has no rate, so that older periods come into their own."""
    share = {"Id": "rate", "Expression": "100 * errors_sum / invocations_sum"}
    alarm = {**_rate(60), "Metrics": [share, *_rate(60)["Metrics"][1:]], "EvaluationPeriods": 1}
    found = _evaluation(alarm, {"Errors": {0: [0], 1: [5]}, "Invocations": {0: [0], 1: [5]}})
    assert found.points == (None, None, None, None, None, 100, None)
    assert found.breaching == (None, None, None, None, None, True, None)
    assert str(found) == f"{NAME} is ALARM with the points - - - - - 100 -"


def test_long_periods_slide() -> None:
    """Five minutes are those that end with this minute, wherever the clock has its multiples."""
    samples = {
        "Errors": {4: [1.0], 5: [4.0]},
        "Invocations": {minute: [1.0] for minute in range(20)},
    }
    found = _evaluation(_rate(300), samples)
    assert found.points == (0, 0, 80, 20)
    assert found.state is AlarmState.ALARM


@pytest.mark.parametrize(
    ("statistic", "wanted"),
    [("Average", 3), ("Sum", 9), ("Maximum", 6), ("Minimum", 1), ("SampleCount", 3)],
)
def test_minutes_add_up_to_longer_periods(statistic: str, wanted: float) -> None:
    """The statistic of a longer period is that of all its samples."""
    alarm = {**SIMPLE, "Period": 300, "Statistic": statistic}
    found = _evaluation(alarm, {"Errors": {0: [1, 2], 3: [6]}})
    assert found.points == (None, None, wanted)


def test_an_emulator_without_sample_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values count although nobody says how many samples they are of."""
    monkeypatch.delitem(STATISTICS, "SampleCount")
    found = _evaluation({**SIMPLE, "Statistic": "Maximum"}, {"Errors": {0: [1, 2]}})
    assert found.points[-1] == 2


def test_two_statistics_of_a_metric() -> None:
    """One metric can be read twice, each time with its own statistic."""
    metrics = [
        {"Id": "spread", "Expression": "errors_maximum - errors_average"},
        _metric("Errors", 300, "Maximum"),
        _metric("Errors", 300, "Average"),
    ]
    found = _evaluation({**_rate(300), "Metrics": metrics}, {"Errors": {0: [1, 2], 3: [6]}})
    assert found.points[-1] == 3


def test_percentiles_have_their_samples_only_within_a_period() -> None:
    """A percentile of a period is taken as it comes, with its number of samples, or refused."""
    alarm = {key: value for key, value in SIMPLE.items() if key != "Statistic"}
    alarm |= {"ExtendedStatistic": "p90", "EvaluateLowSampleCountPercentile": "ignore"}
    few = _evaluation(alarm, {"Errors": {0: [1] * 99}})
    assert few.state is AlarmState.INSUFFICIENT_DATA
    assert _evaluation(alarm, {"Errors": {0: [1] * 100}}).state is AlarmState.ALARM
    with pytest.raises(AlarmError, match="takes the percentile p90 of 300 s, which moves on every"):
        _evaluation({**alarm, "Period": 300}, {})


def test_ignored_gaps_keep_the_state() -> None:
    """The state that an alarm keeps is the one that it is described with."""
    for state in AlarmState:
        alarm = {**SIMPLE, "TreatMissingData": "ignore", "StateValue": state.value}
        assert _evaluation(alarm, {}).state is state


def test_an_alarm_that_is_not_there() -> None:
    """A name that no alarm has is an error."""
    with pytest.raises(AlarmError, match="there is no metric alarm named payments-errors"):
        _evaluation({**SIMPLE, "AlarmName": "another"}, {})
