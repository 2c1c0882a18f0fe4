"""The least change with which an alarm rings in every case."""

from dataclasses import replace
from typing import Any

import pytest

from lambda_monitored_gen.alarms import MetricAlarm, Scenario, Watched, prove, remedies
from lambda_monitored_gen.alarms.remedies import Remedy, find_remedy
from lambda_monitored_gen.alarms.search import always_rings
from tests.alarms.specimens import alarm, memory, rate


@pytest.mark.parametrize(("timeout", "periods"), [(0, 4), (1, 4), (2, 5), (60, 5), (900, 19)])
def test_periods_that_a_timeout_needs(timeout: int, periods: int) -> None:
    """One of N breaching points rings for failures of any length from a certain N on."""
    window: dict[str, Any] = {"EvaluationPeriods": periods, "DatapointsToAlarm": 1}
    enough = Scenario(alarm(**window), Watched.FAILURE, timeout)
    assert always_rings(enough)
    fewer: dict[str, Any] = {"EvaluationPeriods": periods - 1, "DatapointsToAlarm": 1}
    assert not always_rings(replace(enough, alarm=alarm(**fewer)))
    remedy = prove(Scenario(alarm(), Watched.FAILURE, timeout)).remedy
    assert str(remedy) == f"evaluation_periods = {periods}, datapoints_to_alarm = 1"


@pytest.mark.parametrize(
    ("made", "watches", "wanted"),
    [
        (rate(threshold=100), Watched.FAILURE_RATE, "evaluation_periods = 6"),
        (alarm("Duration", "Maximum", 3000), Watched.DURATION, "evaluation_periods = 5"),
        (
            rate(threshold=100, n=9, m=2),
            Watched.FAILURE_RATE,
            "comparison_operator = GreaterThanOrEqualToThreshold",
        ),
    ],
)
def test_a_threshold_that_cannot_be_exceeded(
    made: MetricAlarm, watches: Watched, wanted: str
) -> None:
    """Nothing is above 100 percent: the comparison has to be another, beside the window."""
    remedy = str(prove(Scenario(made, watches, 3)).remedy)
    assert remedy.startswith("comparison_operator = GreaterThanOrEqualToThreshold")
    assert wanted in remedy


def test_a_threshold_beyond_everything_has_no_remedy() -> None:
    """Where not even 'at least' can hold, no window mends the alarm."""
    assert prove(Scenario(memory(Threshold=101), Watched.MEMORY, 3)).remedy is None


@pytest.mark.parametrize(
    ("n", "period", "fewest", "wanted"),
    [
        (2, 660, 12, Remedy(period=780)),
        (2, 660, 14, Remedy(period=900)),
        (3, 480, 10, None),
        (2, 600, 11, Remedy(evaluation_periods=3, datapoints_to_alarm=2)),
    ],
)
def test_a_longer_period_where_a_day_has_no_room_for_more(
    monkeypatch: pytest.MonkeyPatch, n: int, period: int, fewest: int, wanted: Remedy | None
) -> None:
    """Half an hour stands for the day that PutMetricAlarm lets all periods span together."""
    monkeypatch.setattr(remedies, "_DAY", 1800)
    known = Scenario(rate(n=n, m=n, period=period, fewest=fewest), Watched.FAILURE_RATE, 1, 1)
    assert find_remedy(known) == wanted


@pytest.mark.parametrize(
    ("timeout", "latest"), [(0, 1), (0, 60), (0, 61), (1, 0), (59, 1), (60, 60), (61, 60)]
)
@pytest.mark.parametrize(("n", "m"), [(1, 1), (2, 2), (3, 1)])
def test_the_least_number_of_periods(timeout: int, latest: int, n: int, m: int) -> None:
    """It mends the alarm and one period less does not; where one failure is too few, none does."""
    window: dict[str, Any] = {"EvaluationPeriods": n, "DatapointsToAlarm": m}
    known = Scenario(alarm(**window), Watched.FAILURE, timeout, latest)
    rings = (
        number
        for number in range(n, 9)
        if always_rings(replace(known, alarm=replace(known.alarm, evaluation_periods=number)))
    )
    least = next(rings, None)
    if least != n:
        wanted = None if least is None else Remedy(evaluation_periods=least, datapoints_to_alarm=m)
        assert find_remedy(known) == wanted


def test_all_periods_may_span_a_day_together() -> None:
    """Two periods of half a day fit (PutMetricAlarm), and three do not."""
    failing = Scenario(alarm(Period=43_200), Watched.FAILURE, 3)
    assert find_remedy(failing) == Remedy(evaluation_periods=2, datapoints_to_alarm=1)
    full = Scenario(alarm(Period=43_200, EvaluationPeriods=2), Watched.FAILURE, 3)
    assert find_remedy(full) is None


def test_a_remedy_is_said_as_arguments() -> None:
    """Those that may stay are left out."""
    assert str(Remedy()) == ""
    assert str(Remedy("X", 3, 2, 60)) == (
        "comparison_operator = X, evaluation_periods = 3, datapoints_to_alarm = 2, period = 60"
    )


def test_a_comparison_may_be_all_that_is_wrong() -> None:
    """A window that is long enough stays as it is."""
    known = Scenario(rate(threshold=100, n=9, m=2), Watched.FAILURE_RATE, 3)
    assert find_remedy(known) == Remedy("GreaterThanOrEqualToThreshold")
