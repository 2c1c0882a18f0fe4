"""What documentation says of jobs at intervals, and of how long alarms last, the engine answers."""

from pathlib import Path

import pytest

from lambda_monitored_gen.alarms import (
    AlarmState,
    Metric,
    Sample,
    evaluate_over_time,
    read_alarm,
)

MINUTE = 60
HOUR = 3600
NOON = 1_767_268_800
ERRORS = Metric("AWS/Lambda", "Errors", (("FunctionName", "f"),))
DOCUMENTED = (Path(__file__).parents[2] / "docs" / "alarms.md").read_text(encoding="utf-8")

_ALARM = {
    "AlarmName": "errors",
    "Namespace": ERRORS.namespace,
    "MetricName": ERRORS.name,
    "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
    "Statistic": "Sum",
    "Threshold": 0.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
}


def rings(*, period: int, interval: int, late: int, periods: int = 2) -> bool:
    """Whether two of the newest periods ever breach for a job that fails each time.

    Args:
        period: Length of a period, in seconds.
        interval: Seconds between two invocations.
        late: Seconds from the end of its minute until a data point is known.
        periods: How many are the newest periods.
    """
    alarm = read_alarm(
        {**_ALARM, "Period": period, "EvaluationPeriods": periods, "DatapointsToAlarm": 2}
    )
    stamps = range(0, 24 * interval, interval)
    samples = {ERRORS: [Sample(stamp, stamp + MINUTE + late, 1.0) for stamp in stamps]}
    timeline = evaluate_over_time(alarm, samples, start=0, end=24 * interval)
    return AlarmState.ALARM in timeline.states


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize(
    ("period", "periods", "longest"),
    [
        (60, 2, (6, 5, 4, 3)),
        (60, 6, (7, 6, 5, 4)),
        (300, 2, (19, 18, 17, 16)),
        (300, 3, (24, 23, 22, 21)),
        (900, 4, (89, 88, 87, 86)),
    ],
)
def test_failures_meet_at_up_to_these_minutes(
    period: int, periods: int, longest: tuple[int, ...], place: int
) -> None:
    """Two failures of a window that is one of ours count together at intervals up to these."""
    minutes, late = longest[place], place * MINUTE
    assert rings(period=period, periods=periods, interval=minutes * MINUTE, late=late)
    assert not rings(period=period, periods=periods, interval=(minutes + 1) * MINUTE, late=late)


@pytest.mark.parametrize("late", [0, 180])
def test_a_job_every_ten_minutes(late: int) -> None:
    """It never rings in one-minute periods, and rings in periods as long as its interval."""
    assert not rings(period=MINUTE, periods=6, interval=10 * MINUTE, late=late)
    assert rings(period=10 * MINUTE, periods=3, interval=10 * MINUTE, late=late)


def ends(periods: int, *, busy: bool) -> int:
    """The minute in which an alarm is OK again after a failure in minute 0, known at once."""
    alarm = read_alarm(
        {**_ALARM, "Period": MINUTE, "EvaluationPeriods": periods, "DatapointsToAlarm": 1}
    )
    minutes = range(-30, 60) if busy else (0,)
    samples = {
        ERRORS: [
            Sample(NOON + minute * MINUTE, NOON + minute * MINUTE + 1, float(minute == 0))
            for minute in minutes
        ]
    }
    timeline = evaluate_over_time(
        alarm, samples, start=NOON, end=NOON + HOUR, initial=AlarmState.OK
    )
    raised, over = timeline.changes
    assert (raised.state, over.state) == (AlarmState.ALARM, AlarmState.OK)
    return (over.time - NOON) // MINUTE


@pytest.mark.parametrize(
    ("periods", "busy", "idle"), [(1, 2, 8), (5, 6, 8), (9, 10, 12), (19, 20, 22)]
)
def test_how_long_an_alarm_stays_raised(periods: int, busy: int, idle: int) -> None:
    """It ends when the failure is no longer among the points that count, as docs/alarms.md says."""
    assert ends(periods, busy=True) == busy
    assert ends(periods, busy=False) == idle
    assert f"| {periods} | minute {busy} | minute {idle} |" in DOCUMENTED
