"""What pictures say of alarms, and which thresholds belong to the error rate."""

from math import isnan, nan
from typing import Any

import pytest

from lambda_monitored_gen.alarms import read_alarm
from lambda_monitored_gen.simulation.measures import (
    condition,
    envelope,
    error_rate,
    rate_limits,
    rate_threshold,
)
from lambda_monitored_gen.simulation.time_axis import ticks
from tests.simulation.drawn import START, count_alarm, rate_alarm, replay_of, scenario, trace_of


@pytest.mark.parametrize(
    ("expression", "threshold", "percent"),
    [
        ("100 * e / i", 5, 5),
        ("e / i", 0.05, 5),
        ("(e / i) * 100", 12.5, 12.5),
        ("IF(i >= 1, 100 * e / i, 0)", 5, 5),
        ("100 - 100 * (i - e) / i", 5, 5),
        ("100 * (i - e) / i", 95, None),
        ("100 * e / (e + i)", 5, None),
        ("1000 * e / i", 5, None),
        ("10 * e / i", 5, None),
        ("e + i", 5, None),
        ("i", 5, None),
    ],
)
def test_rate_threshold(expression: str, threshold: float, percent: float | None) -> None:
    """An alarm is on the error rate if that is what it computes, however it is written."""
    assert rate_threshold(read_alarm(rate_alarm(expression, threshold))) == percent


def test_a_count_is_no_rate() -> None:
    """The threshold of an alarm that counts is not drawn beside the error rate."""
    assert rate_threshold(read_alarm(count_alarm())) is None


def test_condition() -> None:
    """A clause says when an alarm rings, in the units of what it watches."""
    of_six: dict[str, Any] = {"EvaluationPeriods": 6, "DatapointsToAlarm": 2, "Period": 300}
    below: dict[str, Any] = {"ComparisonOperator": "LessThanOrEqualToThreshold", "Threshold": 0.5}
    assert [
        condition(read_alarm(each))
        for each in (count_alarm(**of_six), count_alarm(**below), rate_alarm("e / i", 0.05))
    ] == [
        "Sum of Errors > 0, 2 of 6 × 5 min",  # noqa: RUF001 - times
        "Sum of Errors ≤ 0.5, 1 of 1 × 1 min",  # noqa: RUF001 - times
        "error rate > 5 %, 1 of 1 × 1 min",  # noqa: RUF001 - times
    ]


def test_error_rate_of_several_minutes() -> None:
    """The rate over minutes is that of all their invocations; without any there is none."""
    found = replay_of(trace_of([0, 5, 5, 0, 0], 10)).activity
    assert error_rate(found, 1) == [0, 50, 50, 0, 0]
    assert error_rate(found, 2) == [0, 25, 50, 25, 0]
    assert all(map(isnan, error_rate(replay_of(trace_of([0, 0], 0)).activity, 1)))


def test_limits_of_variants() -> None:
    """Limits say who has them, and the rate is that of their periods."""
    found = rate_limits(scenario("steady"))
    assert (found.minutes, found.limits) == (1, {5.0: ["threshold"]})
    over_five = rate_limits(replay_of(trace_of([0] * 30), rate_alarm(period=300)))
    assert over_five.minutes == 5


def test_envelope_loses_no_peak() -> None:
    """The least and the largest value of each column remain, whatever shares it."""
    values = [1.0, 9.0, 2.0, 3.0, nan, 0.0]
    assert envelope(values, 2) == [(1, 9), (0, 3)]
    assert envelope([4.0, 7.0], 4) == [(4, 4), (4, 4), (7, 7), (7, 7)]
    assert isnan(envelope([nan, nan], 1)[0][0])


@pytest.mark.parametrize("length", [600, 3600, 86_400, 30 * 86_400, 366 * 86_400])
def test_ticks_are_few_and_round(length: int) -> None:
    """Labels stand at round times, between the ends, and no more than asked for."""
    found = list(ticks(START + 17, START + 17 + length, 8))
    assert 2 <= len(found) <= 8
    assert all(START + 17 <= time <= START + 17 + length for time, _ in found)
    assert all(time % 60 == 0 for time, _ in found)
    assert len({label for _, label in found}) == len(found)
