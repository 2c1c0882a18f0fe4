"""What a replay makes of alarms: states, pages, time in states, and stretches that fit together."""

from array import array
from collections.abc import Sequence
from typing import Any

import pytest

from lambda_monitored_gen.alarms import AlarmState, Metric, Sample, evaluate_over_time, read_alarm
from lambda_monitored_gen.simulation import (
    AlarmSet,
    Column,
    Replay,
    Settings,
    Table,
    Trace,
    decisions,
    replay,
    replaying,
)
from lambda_monitored_gen.simulation.trace import LAMBDA
from tests.simulation.calls import FUNCTION

DIMENSIONS = [{"Name": "FunctionName", "Value": FUNCTION}]
ALARM: dict[str, Any] = {
    "AlarmName": "errors",
    "Namespace": LAMBDA,
    "MetricName": "Errors",
    "Dimensions": DIMENSIONS,
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 0,
    "TreatMissingData": "notBreaching",
    "AlarmActions": ["topic"],
    "OKActions": ["topic"],
}
START = 1_767_614_400


def trace_of(errors: Sequence[float], invocations: float = 10, **more: Any) -> Trace:
    """A trace of minutes with these numbers of errors."""
    minutes = range(START, START + 60 * len(errors), 60)
    counts = array("d", [invocations] * len(errors))
    table = Table(
        array("q", minutes),
        array("q", (each + 60 for each in minutes)),
        counts,
        {
            Column(LAMBDA, "Errors", "Sum", counted=True): array("d", errors),
            Column(LAMBDA, "Invocations", "Sum", counted=True): counts,
        },
    )
    return Trace("trace", table, START, START + 60 * len(errors), **more)


def replayed(trace: Trace, *changes: dict[str, Any], settings: Settings | None = None) -> Replay:
    """Replay the alarm, with each of these changes."""
    descriptions = tuple({**ALARM, **each} for each in changes or ({},))
    return replay(trace, [AlarmSet("", descriptions)], settings or Settings())


def test_pages() -> None:
    """Each change into a state with actions is one page, and the first evaluation is a change."""
    (done,) = replayed(trace_of([0, 1, 0, 0])).variants[0].alarms
    assert [(page.time - START, page.state.value, page.at_creation) for page in done.pages] == [
        (0, "OK", True),
        (120, "ALARM", False),
        (180, "OK", False),
    ]
    assert {state.value: seconds for state, seconds in done.seconds_in.items()} == {
        "OK": 180,
        "ALARM": 60,
        "INSUFFICIENT_DATA": 0,
    }


def test_who_is_told() -> None:
    """Alarms without actions, or with disabled ones, change their state and page nobody."""
    whole = replayed(
        trace_of([0, 1, 0]), {"AlarmActions": []}, {"ActionsEnabled": False}, {"OKActions": []}
    )
    pages = [[page.state.value for page in done.pages] for done in whole.variants[0].alarms]
    assert pages == [["OK", "OK"], [], ["ALARM"]]
    assert all(len(done.timeline.changes) == 3 for done in whole.variants[0].alarms)


def test_alarms_that_were_there_before() -> None:
    """With a state before, nothing is created, and the first evaluation is no change by itself."""
    settings = Settings(initial=AlarmState.OK)
    (done,) = replayed(trace_of([0, 0]), settings=settings).variants[0].alarms
    assert done.pages == ()
    assert done.timeline.changes == ()


def test_the_points_that_decided() -> None:
    """Each change has the data points of its evaluation, with the start of their periods."""
    whole = replayed(trace_of([0, 3]))
    (done,) = whole.variants[0].alarms
    _, second = decisions(done, whole)
    assert second.change.state is AlarmState.ALARM
    assert second.points[-2:] == ((START, 0, False), (START + 60, 3, True))
    assert second.points[0] == (START - 5 * 60, None, None)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"EvaluationPeriods": 3, "DatapointsToAlarm": 2},
        {"Period": 300, "EvaluationPeriods": 2},
        {"Period": 3600, "Threshold": 10},
        {"TreatMissingData": "breaching"},
        {"EvaluationWindow": {"WallClockWindow": {"Timezone": "UTC"}}, "Period": 3600},
    ],
    ids=str,
)
def test_stretches_fit_together(change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm that is replayed stretch by stretch does what one replay of the whole does."""
    errors = [float(minute % 7 < 2 and minute % 400 < 200) for minute in range(3000)]
    trace = trace_of(errors)
    alarm = read_alarm({**ALARM, **change})
    metric = Metric(LAMBDA, "Errors", (("FunctionName", FUNCTION),))
    samples = {
        metric: [Sample(START + 60 * n, START + 60 * n + 60, x) for n, x in enumerate(errors)]
    }
    expected = evaluate_over_time(alarm, samples, start=START, end=trace.end)
    monkeypatch.setattr(replaying, "_STRETCH", 1800)
    (done,) = replayed(trace, change).variants[0].alarms
    assert done.timeline.changes == expected.changes
    assert done.timeline.times == expected.times
    assert len(expected.changes) > 2


def test_statistics_of_counts() -> None:
    """Sums, averages and numbers of samples of counts per minute are those of the invocations."""
    trace = trace_of([5, 1, 0, 0], invocations=10)
    whole = replayed(
        trace,
        {"AlarmName": "sum", "Threshold": 5, "Period": 120},
        {"AlarmName": "average", "Statistic": "Average", "Threshold": 0.29, "Period": 120},
        {"AlarmName": "count", "Statistic": "SampleCount", "Threshold": 19, "Period": 120},
        {"AlarmName": "p90", "Statistic": None, "ExtendedStatistic": "p90"},
        {"AlarmName": "other", "MetricName": "Duration"},
        {"AlarmName": "short", "Period": 10},
    )
    (variant,) = whole.variants
    rings = {
        done.name: [c.time - START for c in done.timeline.changes if c.state is AlarmState.ALARM]
        for done in variant.alarms
    }
    assert rings == {"sum": [120], "average": [60], "count": [120]}
    assert {each.name: each.reason for each in variant.unjudged} == {
        "p90": "the trace has Sum of Errors, and it takes p90 of Errors",
        "other": "the trace has no Duration of AWS/Lambda",
        "short": "the trace has a point each 60 s, and periods are of 10 s",
    }


def test_what_the_engine_refuses_is_not_judged() -> None:
    """An alarm that the engine does not model is named with the reason; others are judged."""
    whole = replayed(trace_of([0]), {}, {"AlarmName": "band", "ThresholdMetricId": "e1"})
    (variant,) = whole.variants
    assert [done.name for done in variant.alarms] == ["errors"]
    ((name, reason),) = variant.unjudged
    assert name == "band"
    assert "ThresholdMetricId" in reason


def test_activity() -> None:
    """What is drawn of the function is what the trace has, minute by minute."""
    activity = replayed(trace_of([0, 2, 0])).activity
    assert activity.start == START
    assert list(activity.errors) == [0, 2, 0]
    assert list(activity.invocations) == [10, 10, 10]
    assert all(each != each for each in activity.throttles)  # noqa: PLR0124 - not in the trace
