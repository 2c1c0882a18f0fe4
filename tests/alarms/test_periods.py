"""When alarms are evaluated, and which stretches of time their data points are of."""

import pytest

from lambda_monitored_gen.alarms import EvaluationParameters, MetricAlarm
from lambda_monitored_gen.alarms.windows import (
    WallClockWindows,
    evaluation_offset,
    evaluation_times,
    lateness,
    make_windows,
)
from tests.alarms.specimens import alarm

NOON = 1_767_268_800  # 2026-01-01, a Thursday
DAY = 86_400
LONG = alarm(Period=5400, EvaluationPeriods=20)
"""It spans more than a day, so that it is judged once an hour."""


@pytest.mark.parametrize(
    ("made", "evaluation", "late"),
    [(alarm(Period=10), 5, 65), (alarm(), 25, 85), (LONG, 1225, 85)],
)
def test_the_second_of_an_evaluation(made: MetricAlarm, evaluation: int, late: int) -> None:
    """The offset counts within the interval, and the minute of the hour for hourly alarms only."""
    parameters = EvaluationParameters(offset=25, hourly_offset=1200, lag=60)
    assert evaluation_offset(made, parameters) == evaluation
    assert lateness(made, parameters) == late
    times = evaluation_times(made, NOON, NOON + 10_800, parameters)
    assert (times[0], times.step) == (NOON + evaluation, made.interval)
    assert list(evaluation_times(made, times[1], times[1], parameters)) == [times[1]]
    assert list(evaluation_times(made, times[1] + 1, times[2] - 1, parameters)) == []


@pytest.mark.parametrize(
    ("made", "unit", "width", "periods"),
    [
        (alarm(), 60, 1, 7),
        (alarm(Period=30), 10, 3, 40),
        (alarm(Period=300, EvaluationPeriods=2), 60, 5, 16),
        (LONG, 1800, 3, 64),
    ],
)
@pytest.mark.parametrize(("lag", "more"), [(0, 0), (0, 5), (120, 0), (120, 5)])
def test_sliding_periods(  # noqa: PLR0913, PLR0917 - a row of the table
    made: MetricAlarm, unit: int, width: int, periods: int, lag: int, more: int
) -> None:
    """They cover the range of the first evaluation up to the end of that of the last, no more."""
    times = range(NOON, NOON + more * made.interval + 1, made.interval)
    windows = make_windows(made, times, EvaluationParameters(lag=lag))
    assert (windows.unit, windows.stride) == (unit, width)
    assert windows.periods == periods + more * made.interval // unit
    for time in (times[0], times[-1]):
        first, end = windows.span(windows.newest(time - lag))
        assert windows.newest(time - lag + unit - 1) == windows.newest(time - lag)
        assert windows.origin + end * unit == time - lag
        assert (end - first) * unit == made.period
    assert windows.newest(times[-1] - lag) == windows.periods - 1
    assert windows.span(windows.newest(times[0] - lag) - periods + 1)[0] == 0


def test_periods_of_a_calendar() -> None:
    """A boundary ends one and begins the next; the newest one is over."""
    windows = WallClockWindows(NOON, 60, (5, 8, 12))
    assert (windows.buckets, windows.periods, windows.stride) == (12, 2, 1)
    assert [windows.span(each) for each in range(2)] == [(5, 8), (8, 12)]
    ends = {7: -1, 8: 0, 11: 0, 12: 1}
    assert {each: windows.newest(NOON + each * 60) for each in ends} == ends
    assert {each: windows.newest(NOON + each * 60 + 59) for each in ends} == ends
    assert [windows.touched(each) for each in (5, 7, 8, 11)] == [
        range(1),
        range(1),
        range(1, 2),
        range(1, 2),
    ]


@pytest.mark.parametrize(
    ("period", "zone", "begin", "length"),
    [
        # Thursday noon: the day began twelve hours ago, the week on Monday.
        (DAY, "UTC", -DAY // 2, DAY),
        (7 * DAY, "UTC", -3 * DAY - DAY // 2, 7 * DAY),
        (DAY, "+01:00", -DAY // 2 - 3600, DAY),
        (3600, "+05:30", -1800, 3600),
        (60, "UTC", 0, 60),
    ],
)
def test_periods_of_a_zone(period: int, zone: str, begin: int, length: int) -> None:
    """They begin when the clock of the zone says so, and reach back over the range."""
    made = alarm(Period=period, EvaluationWindow={"WallClockWindow": {"Timezone": zone}})
    parameters = EvaluationParameters()
    windows = make_windows(made, range(NOON, NOON + 1), parameters)
    newest = windows.newest(NOON)
    first, end = windows.span(newest)
    assert windows.origin + end * windows.unit == NOON + begin
    assert (end - first) * windows.unit == length
    assert newest == windows.periods - 1
    first, end = windows.span(newest - parameters.evaluation_range(1, period) + 1)
    assert (end - first) * windows.unit == length
    assert windows.origin >= NOON - (parameters.evaluation_range(1, period) + 1) * period - DAY - 60


@pytest.mark.parametrize(
    ("day", "hours"),
    [(1_774_742_400, 23), (1_792_886_400, 25), (1_774_656_000, 24)],
)
def test_a_day_in_which_the_clock_changes(day: int, hours: int) -> None:
    """In Berlin 2026-03-29 has 23 hours and 2026-10-25 has 25."""
    window = {"WallClockWindow": {"Timezone": "Europe/Berlin"}}
    made = alarm(Period=DAY, EvaluationWindow=window)
    late = day + 2 * DAY
    windows = make_windows(made, range(late, late + 1), EvaluationParameters())
    spans = [windows.span(each) for each in range(windows.periods)]
    (found,) = [
        end - first
        for first, end in spans
        if windows.origin + first * windows.unit
        <= day + DAY // 2
        < windows.origin + end * windows.unit
    ]
    assert found * windows.unit == hours * 3600
