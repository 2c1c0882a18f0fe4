"""What the module's documentation says of jobs that run at intervals is what the engine answers."""

import pytest

from lambda_monitored_gen.alarms import (
    AlarmState,
    Metric,
    Sample,
    evaluate_over_time,
    read_alarm,
)

MINUTE = 60
ERRORS = Metric("AWS/Lambda", "Errors", (("FunctionName", "f"),))


def rings(*, period: int, interval: int, late: int) -> bool:
    """Whether two out of two periods ever breach for a job that fails each time.

    Args:
        period: Length of a period, in seconds.
        interval: Seconds between two invocations.
        late: Seconds from the end of its minute until a data point is known.
    """
    alarm = read_alarm(
        {
            "AlarmName": "errors",
            "Namespace": ERRORS.namespace,
            "MetricName": ERRORS.name,
            "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
            "Statistic": "Sum",
            "Period": period,
            "EvaluationPeriods": 2,
            "DatapointsToAlarm": 2,
            "Threshold": 0.0,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
        }
    )
    stamps = range(0, 24 * interval, interval)
    samples = {ERRORS: [Sample(stamp, stamp + MINUTE + late, 1.0) for stamp in stamps]}
    timeline = evaluate_over_time(alarm, samples, start=0, end=24 * interval)
    return AlarmState.ALARM in timeline.states


@pytest.mark.parametrize(("late", "longest"), [(0, 6), (60, 5), (120, 4), (180, 3)])
def test_failures_meet_at_up_to_these_minutes(late: int, longest: int) -> None:
    """Two failures count together in one-minute periods at intervals of three minutes, whatever."""
    assert rings(period=MINUTE, interval=longest * MINUTE, late=late)
    assert not rings(period=MINUTE, interval=(longest + 1) * MINUTE, late=late)


@pytest.mark.parametrize("late", [0, 180])
def test_a_job_every_ten_minutes(late: int) -> None:
    """It never rings in one-minute periods, and rings in periods as long as its interval."""
    assert not rings(period=MINUTE, interval=10 * MINUTE, late=late)
    assert rings(period=10 * MINUTE, interval=10 * MINUTE, late=late)
