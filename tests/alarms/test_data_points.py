"""The data points of an alarm, evaluation by evaluation."""

import math
from typing import Any

import pytest

from lambda_monitored_gen.alarms import (
    EvaluationParameters,
    LowSamples,
    Metric,
    MetricAlarm,
    Sample,
    read_alarm,
)
from lambda_monitored_gen.alarms.data_points import DataPoints
from tests.alarms.specimens import alarm, rate

NOON = 1_767_268_800
ERRORS = Metric("AWS/Lambda", "Errors")
INVOCATIONS = Metric("AWS/Lambda", "Invocations")


def _points(
    made: MetricAlarm,
    samples: dict[Metric, list[Sample]],
    last: int = 10,
    **parameters: Any,
) -> DataPoints:
    """The data points for evaluations from noon on, as many minutes as `last`."""
    times = range(NOON, NOON + last * 60 + 1, made.interval)
    return DataPoints(made, samples, times, EvaluationParameters(**parameters))


def _at(minute: float, arrival: float | None = None, value: float = 1, weight: float = 1) -> Sample:
    stamp = NOON + minute * 60
    return Sample(stamp, stamp if arrival is None else NOON + arrival * 60, value, weight)


def test_points_from_what_has_arrived() -> None:
    """A sample is known from the second of its arrival on, whatever the order of samples."""
    samples = {
        ERRORS: [_at(0, 3), _at(-1), _at(-3, value=0), _at(-7), _at(-7.01), _at(-7.5), _at(1)]
    }
    points = _points(alarm(), samples)
    assert points.advance(NOON) == b"X---0-X"
    assert points.values() == (1, None, None, None, 0, None, 1)
    assert points.advance(NOON + 179) == b"--0-X-X"
    assert points.advance(NOON + 180) == b"-0-XXX-"
    assert points.values() == (None, 0, None, 1, 1, 1, None)


def test_late_samples_change_points_that_were_known() -> None:
    """A point is computed anew after each sample that belongs to it."""
    samples = {ERRORS: [_at(-1, -1, 0), _at(-1, 1, 2), _at(-1, 1, -2), _at(-1, 2, 5)]}
    points = _points(alarm(), samples)
    found = []
    for minute in range(3):
        known = points.advance(NOON + minute * 60)
        found.append((bytes(known), points.values()[-1 - minute]))
    assert found == [(b"------0", 0), (b"-----0-", 0), (b"----X--", 5)]


def test_what_lies_outside_of_the_windows_is_left_out() -> None:
    """Neither the second before the first bucket nor the one after the last one counts."""
    samples = {ERRORS: [_at(-7 - 1 / 60, -8), _at(10, -8), _at(9, 10), _at(10**6, -8)]}
    points = _points(alarm(), samples)
    assert points.advance(NOON) == b"-------"
    assert points.advance(NOON + 600) == b"------X"


@pytest.mark.parametrize("lag", [0, 60])
def test_five_minutes_slide(lag: int) -> None:
    """Points of an evaluation are a period apart, and the newest ends when it should."""
    made = alarm(Period=300, EvaluationPeriods=3)
    samples = {ERRORS: [_at(-1 - lag / 60, -10), _at(-25 - lag / 60, -30)]}
    points = _points(made, samples, lag=lag)
    assert points.advance(NOON) == b"X---X"
    assert points.advance(NOON + 240) == b"----X"
    assert points.advance(NOON + 300) == b"---X-"
    assert points.values() == (None, None, None, 1, None)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [("errors", b"-"), ("FILL(errors, 0)", b"0"), ("FILL(errors, 1)", b"X")],
)
def test_points_without_data(expression: str, wanted: bytes) -> None:
    """What an expression makes of nothing is known before anything arrives."""
    metric = {"Namespace": ERRORS.namespace, "MetricName": ERRORS.name}
    stat = {"Metric": metric, "Period": 60, "Stat": "Sum"}
    made = read_alarm(
        {
            "AlarmName": "filled",
            "Metrics": [
                {"Id": "result", "Expression": expression},
                {"Id": "errors", "MetricStat": stat, "ReturnData": False},
            ],
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0,
        }
    )
    points = _points(made, {})
    assert points.without_data == points.advance(NOON) == wanted * 7


def test_silence_lasts_until_the_next_sample_of_any_metric() -> None:
    """As long as something lies in the range, the next evaluation may see another picture."""
    samples = {ERRORS: [_at(-1), _at(30, 31)], INVOCATIONS: [_at(20), _at(-2)]}
    points = _points(rate(), samples, last=40)
    untils = {}
    for minute in (0, 6, 7, 19, 20):
        points.advance(NOON + minute * 60)
        untils[minute] = points.same_until()
    # The last sample before is of 11:59, and the range has seven minutes.
    assert untils == {0: 0, 6: 0, 7: NOON + 1200, 19: NOON + 1200, 20: 0}
    points.advance(NOON + 29 * 60)
    assert points.same_until() == NOON + 31 * 60
    points.advance(NOON + 40 * 60)
    assert points.same_until() == math.inf


def test_silence_from_the_first_evaluation_on() -> None:
    """Where nothing was measured before, nothing changes until the first sample arrives."""
    points = _points(alarm(), {ERRORS: [_at(2, 3)]})
    points.advance(NOON)
    assert points.same_until() == NOON + 180


def test_the_latest_sample_is_not_the_last_to_arrive() -> None:
    """An old sample that comes late makes no silence of a newer one that came before."""
    points = _points(alarm(), {ERRORS: [_at(-1, -1), _at(-7, 0)]})
    points.advance(NOON + 60)
    assert points.same_until() == 0


@pytest.mark.parametrize("period", [60, 300])
@pytest.mark.parametrize(
    ("low_samples", "counts", "wanted"),
    [
        (LowSamples.ANY, (20, 20), False),
        (LowSamples.ANY, (19, 20), True),
        (LowSamples.ANY, (20, 19), True),
        (LowSamples.ANY, (20, 0), False),
        (LowSamples.ANY, (1, 0), True),
        (LowSamples.ANY, (0, 0), False),
        (LowSamples.NEWEST, (19, 20), False),
        (LowSamples.NEWEST, (20, 19), True),
    ],
)
def test_few_samples(
    period: int,
    low_samples: LowSamples,
    counts: tuple[int, int],
    wanted: bool,  # noqa: FBT001 - a row of the table
) -> None:
    """A median needs twenty of them in each period that is judged, or none at all (user guide)."""
    made = alarm(
        Statistic=None,
        ExtendedStatistic="p50",
        EvaluateLowSampleCountPercentile="ignore",
        EvaluationPeriods=2,
        Period=period,
    )
    minutes = period // 60
    # One of a period before has few, too, and is never judged.
    samples = [
        _at((number - 3) * minutes, -20, 1, count) for number, count in enumerate((1, *counts))
    ]
    points = _points(made, {ERRORS: samples}, low_samples=low_samples)
    points.advance(NOON)
    assert points.has_few_samples() is wanted


def test_what_lies_between_periods_has_no_few_samples() -> None:
    """A stretch that spans parts of two periods is no period of the evaluation."""
    made = alarm(
        Statistic=None,
        ExtendedStatistic="p50",
        EvaluateLowSampleCountPercentile="ignore",
        EvaluationPeriods=2,
        Period=300,
    )
    samples = [_at(-10, weight=15), _at(-6, weight=5), _at(-1, weight=20)]
    points = _points(made, {ERRORS: samples})
    points.advance(NOON)
    assert points.has_few_samples() is False


def test_few_samples_are_no_matter_of_other_statistics() -> None:
    """Only percentiles have too few."""
    points = _points(alarm(), {ERRORS: [_at(-1, weight=0.5)]})
    points.advance(NOON)
    assert points.has_few_samples() is False
