"""What follows from an alarm's fields alone."""

from dataclasses import replace

import pytest

from lambda_monitored_gen.alarms import MetricAlarm
from lambda_monitored_gen.alarms.expressions import parse_expression
from lambda_monitored_gen.alarms.missing_points import Point
from tests.alarms.specimens import alarm, rate


@pytest.mark.parametrize(
    ("n", "period", "wanted"),
    [
        (1, 10, 10),
        (3, 20, 10),
        (1, 30, 10),
        (1, 60, 60),
        (1440, 60, 60),
        (1, 86_400, 60),
        (1, 86_401, 3600),
        (25, 3600, 3600),
    ],
)
def test_the_interval(n: int, period: int, wanted: int) -> None:
    """Ten seconds for short periods, an hour beyond one day together, else a minute."""
    assert replace(alarm(), evaluation_periods=n, period=period).interval == wanted


@pytest.mark.parametrize(
    ("comparison", "wanted"),
    [
        ("GreaterThanOrEqualToThreshold", [False, True, True]),
        ("GreaterThanThreshold", [False, False, True]),
        ("LessThanThreshold", [True, False, False]),
        ("LessThanOrEqualToThreshold", [True, True, False]),
    ],
)
def test_comparisons(comparison: str, wanted: list[bool]) -> None:
    """Below the threshold, at it and above it."""
    made = alarm(threshold=5, ComparisonOperator=comparison)
    assert [made.breaches(value) for value in (4.5, 5, 5.5)] == wanted


def _value(made: MetricAlarm, **points: Point) -> Point:
    return made.value_of(points.__getitem__)()


def test_the_value_of_a_metric() -> None:
    """Without an expression it is the metric's."""
    made = alarm()
    (identifier,) = made.metrics
    assert _value(made, **{identifier: 3}) == 3


def test_the_value_of_an_expression() -> None:
    """It is computed from metrics, and from other expressions."""
    made = rate()
    assert _value(made, errors=1, invocations=4) == 25
    expressions = {
        "rate": parse_expression("100 * share"),
        "share": parse_expression("errors / invocations"),
    }
    assert _value(replace(made, expressions=expressions), errors=1, invocations=4) == 25
