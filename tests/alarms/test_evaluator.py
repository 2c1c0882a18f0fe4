"""Deployed alarms, evaluated on the data that CloudWatch returns."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from lambda_monitored_gen.alarms import AlarmError, AlarmEvaluator, AlarmState

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


def _metric(name: str, period: int = 60) -> dict[str, Any]:
    return {
        "Id": name.lower(),
        "MetricStat": {
            "Metric": {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": FUNCTION},
            "Period": period,
            "Stat": "Sum",
        },
        "ReturnData": False,
    }


RATE: dict[str, Any] = {
    "AlarmName": NAME,
    "EvaluationPeriods": 3,
    "DatapointsToAlarm": 2,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 20.0,
    "TreatMissingData": "notBreaching",
    "Metrics": [
        {"Id": "rate", "Expression": "IF(invocations >= 5, percent, 0)", "ReturnData": True},
        {"Id": "percent", "Expression": "100 * errors / invocations", "ReturnData": False},
        _metric("Errors"),
        _metric("Invocations"),
    ],
}


class FakeCloudWatch:
    """Holds one alarm, and runs of functions by the minute before noon that they were in.

    Like CloudWatch it adds up what lies in a period, returns the newest point first, and pages.
    """

    def __init__(self, alarm: Mapping[str, Any], runs: Mapping[str, Mapping[int, float]]) -> None:
        self.alarm = alarm
        self.runs = runs
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
            if not query.get("ReturnData", True):
                continue
            stat = query["MetricStat"]
            points: dict[dt.datetime, float] = {}
            for minute, count in self.runs.get(stat["Metric"]["MetricName"], {}).items():
                time = NOON - dt.timedelta(minutes=minute)
                seconds = int(time.timestamp()) // stat["Period"] * stat["Period"]
                start = dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
                if request["StartTime"] <= start < request["EndTime"]:
                    points[start] = points.get(start, 0) + count
            for start in sorted(points, reverse=True):
                result = {"Id": query["Id"], "Timestamps": [start], "Values": [points[start]]}
                yield {"MetricDataResults": [result]}


def _state(alarm: Mapping[str, Any], **runs: Mapping[int, float]) -> AlarmState:
    fake = FakeCloudWatch(alarm, runs)
    return AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON).state


def test_one_error_raises_the_immediate_alarm() -> None:
    """A point above the threshold raises an alarm of one period; zero does not, nor silence."""
    assert _state(SIMPLE, Errors={0: 1}) is AlarmState.ALARM
    assert _state(SIMPLE, Errors={0: 0}) is AlarmState.OK
    assert _state(SIMPLE) is AlarmState.OK


def test_the_alarm_ends_with_a_healthy_period() -> None:
    """An error stays in the range for three periods, unless a newer point takes its place."""
    assert _state(SIMPLE, Errors={2: 1}) is AlarmState.ALARM
    assert _state(SIMPLE, Errors={3: 1}) is AlarmState.OK
    assert _state(SIMPLE, Errors={2: 1, 1: 0}) is AlarmState.OK


def test_the_metric_is_asked_for_as_the_alarm_has_it() -> None:
    """Namespace, name, dimensions, period, statistic and unit are those of the alarm."""
    fake = FakeCloudWatch({**SIMPLE, "Unit": "Count"}, {})
    AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON + dt.timedelta(seconds=59))
    (request,) = fake.asked
    (query,) = request["MetricDataQueries"]
    assert query["MetricStat"] == {
        "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": FUNCTION},
        "Period": 60,
        "Stat": "Sum",
        "Unit": "Count",
    }
    assert request["StartTime"] == NOON - dt.timedelta(minutes=2)
    assert request["EndTime"] == NOON + dt.timedelta(minutes=1)


def test_a_metric_without_dimensions_and_with_a_percentile() -> None:
    """What the description leaves out is asked for as CloudWatch means it."""
    left_out = {"Dimensions", "Statistic"}
    alarm = {name: value for name, value in SIMPLE.items() if name not in left_out}
    fake = FakeCloudWatch({**alarm, "ExtendedStatistic": "p99"}, {})
    AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON)
    (query,) = fake.asked[0]["MetricDataQueries"]
    assert query["MetricStat"] == {
        "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": []},
        "Period": 60,
        "Stat": "p99",
    }


def test_a_query_returns_its_data_unless_it_says_otherwise() -> None:
    """`ReturnData` is true where it is left out, as CloudWatch has it."""
    metrics = [_metric("Errors"), {"Id": "twice", "Expression": "2 * errors"}]
    assert _state({**SIMPLE, "Metrics": metrics}, Errors={0: 1}) is AlarmState.ALARM


def test_an_answer_of_unequal_lengths_is_no_data() -> None:
    """Times without values, or values without times, are never taken for points."""

    class Uneven(FakeCloudWatch):
        """Answers with more values than times."""

        def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
            """Return one page."""
            (query,) = request["MetricDataQueries"]
            result = {"Id": query["Id"], "Timestamps": [NOON], "Values": [1.0, 2.0]}
            yield {"MetricDataResults": [result]}

    fake = Uneven(SIMPLE, {})
    with pytest.raises(ValueError, match="longer than"):
        AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON)


def test_m_of_n_periods_of_metric_math() -> None:
    """Two of three periods above the rate raise the alarm; one does not, nor a rate just at it."""
    runs = dict.fromkeys(range(5), 10.0)
    assert _state(RATE, Errors={0: 3, 1: 0, 2: 3}, Invocations=runs) is AlarmState.ALARM
    assert _state(RATE, Errors={0: 0, 1: 0, 2: 3}, Invocations=runs) is AlarmState.OK
    assert _state(RATE, Errors={0: 2, 1: 2, 2: 2}, Invocations=runs) is AlarmState.OK
    assert _state(RATE, Errors={0: 0, 1: 0, 3: 9, 4: 9}, Invocations=runs) is AlarmState.OK


def test_too_few_runs_raise_no_alarm() -> None:
    """A period with fewer runs than the expression asks for counts as healthy."""
    few = dict.fromkeys(range(5), 4.0)
    assert _state(RATE, Errors=few, Invocations=few) is AlarmState.OK


def test_a_division_by_zero_is_no_point() -> None:
    """A period without runs has no rate, so that older periods come into their own."""
    plain = {**RATE, "Metrics": [{**RATE["Metrics"][1], "ReturnData": True}, *RATE["Metrics"][2:]]}
    plain = {**plain, "EvaluationPeriods": 1, "DatapointsToAlarm": 1}
    fake = FakeCloudWatch(plain, {"Errors": {0: 0, 1: 5}, "Invocations": {0: 0, 1: 5}})
    found = AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON)
    assert found.points == (None, 100, None)
    assert found.state is AlarmState.ALARM
    assert str(found) == f"{NAME} is ALARM with the points - 100 -"


def test_longer_periods() -> None:
    """Runs of five minutes make one point of an alarm with a period of five minutes."""
    metrics = [*RATE["Metrics"][:2], _metric("Errors", 300), _metric("Invocations", 300)]
    alarm = {**RATE, "Metrics": metrics, "EvaluationPeriods": 2, "DatapointsToAlarm": 1}
    errors = dict.fromkeys(range(20), 0) | {9: 1, 7: 1}
    fake = FakeCloudWatch(alarm, {"Errors": errors, "Invocations": dict.fromkeys(range(20), 1)})
    found = AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON)
    # The newest period has just begun and has one run so far, which is too few.
    assert found.points == (0, 40, 0, 0)
    assert found.state is AlarmState.OK
    assert found.breaching == (False, True, False, False)
    earlier = AlarmEvaluator(fake, fake).evaluate(NAME, at=NOON - dt.timedelta(seconds=1))
    assert earlier.state is AlarmState.ALARM


def test_the_evaluation_range_is_a_parameter() -> None:
    """Who knows better how far CloudWatch looks back can say so."""
    fake = FakeCloudWatch(SIMPLE, {"Errors": {9: 1}})
    patient = AlarmEvaluator(fake, fake, evaluation_range=lambda periods: periods + 9)
    assert patient.evaluate(NAME, at=NOON).state is AlarmState.ALARM


def test_ignored_gaps_keep_the_state() -> None:
    """The state that an alarm keeps is the one that it is described with."""
    for state in AlarmState:
        alarm = {**SIMPLE, "TreatMissingData": "ignore", "StateValue": state.value}
        assert _state(alarm) is state


def test_missing_is_the_default() -> None:
    """An alarm without a setting takes missing data for missing; without M, all N must breach."""
    alarm = {name: value for name, value in SIMPLE.items() if name != "TreatMissingData"}
    assert _state(alarm) is AlarmState.INSUFFICIENT_DATA
    two = {**SIMPLE, "EvaluationPeriods": 2}
    assert _state(two, Errors={0: 1, 1: 0}) is AlarmState.OK
    assert _state(two, Errors={0: 1, 1: 1}) is AlarmState.ALARM


@pytest.mark.parametrize(
    ("comparison", "above", "at", "below"),
    [
        ("GreaterThanThreshold", "ALARM", "OK", "OK"),
        ("GreaterThanOrEqualToThreshold", "ALARM", "ALARM", "OK"),
        ("LessThanThreshold", "OK", "OK", "ALARM"),
        ("LessThanOrEqualToThreshold", "OK", "ALARM", "ALARM"),
    ],
)
def test_comparisons(comparison: str, above: str, at: str, below: str) -> None:
    """Each operator compares the point with the threshold as its name says."""
    alarm = {**SIMPLE, "Threshold": 2, "ComparisonOperator": comparison}
    for value, wanted in ((3, above), (2, at), (1, below)):
        assert _state(alarm, Errors={0: value}).value == wanted


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"AlarmName": "another"}, "there is no metric alarm named payments-errors"),
        ({"ComparisonOperator": "LessThanLowerThreshold"}, "compares with LessThanLowerThreshold"),
        ({"Metrics": [_metric("Errors"), _metric("Invocations", 300)]}, "2 different periods"),
        ({"Metrics": [_metric("Errors")]}, "returns that of 0: none"),
        (
            {"Metrics": [_metric("Errors"), {"Id": "e", "Expression": "errors + sum"}]},
            "'e' is computed from 'sum', which is not a query of the alarm",
        ),
        (
            {"Metrics": [_metric("Errors"), {"Id": "e", "Expression": " + ".join("fdbca")}]},
            "'e' is computed from 'a', which is not a query",
        ),
        (
            {
                "Metrics": [
                    _metric("Errors"),
                    {"Id": "a", "Expression": "IF(errors, b, 0)"},
                    {"Id": "b", "Expression": "a", "ReturnData": False},
                ]
            },
            "is computed from itself",
        ),
    ],
)
def test_what_cannot_be_evaluated_is_refused(change: dict[str, Any], part: str) -> None:
    """An alarm that is not understood is an error, never a state."""
    with pytest.raises(AlarmError) as caught:
        _state({**SIMPLE, **change})
    assert part in caught.value.message
