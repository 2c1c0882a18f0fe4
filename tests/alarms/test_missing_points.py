"""Metric math where points are missing, operation by operation. AWS's tables are in the suite."""

import operator
from collections.abc import Callable

import pytest

from lambda_monitored_gen.alarms.missing_points import (
    Binary,
    Lookup,
    Point,
    Value,
    fill,
    if_number,
    if_series,
    of_numbers,
    of_two_series,
    power,
)


def _is(point: Point) -> Value:
    def value(_: Lookup) -> Point:
        return point

    return value


def _none(_: str) -> Point:
    raise AssertionError


@pytest.mark.parametrize(
    ("function", "left", "right", "of_series", "with_number"),
    [
        (operator.sub, 7, 3, 4, 4),
        (operator.sub, None, 3, -3, None),
        (operator.sub, 7, None, 7, None),
        (operator.sub, None, None, None, None),
        (operator.sub, 0, 0, 0, 0),
        (operator.truediv, 7, None, None, None),
        (operator.truediv, None, 7, 0, None),
        (operator.truediv, 7, 0, None, None),
        (power, 10, 400, None, None),
        (power, 10.0, 400.0, None, None),
        (power, -4, 0.5, None, None),
        (power, 2, 3, 8, 8),
    ],
)
def test_operators(
    function: Binary, left: Point, right: Point, of_series: Point, with_number: Point
) -> None:
    """Of two series one may lack its point, which is 0 then; with a number there is none."""
    assert of_two_series(function, _is(left), _is(right))(_none) == of_series
    assert of_numbers(function, _is(left), _is(right))(_none) == with_number


@pytest.mark.parametrize("build", [if_series, if_number])
@pytest.mark.parametrize(
    ("condition", "then", "otherwise", "wanted"),
    [(1, 5, 6, 5), (2, 0, 6, 0), (0, 5, 6, 6), (0, 5, None, None), (-1, 5, None, 5)],
)
def test_a_condition_chooses(
    build: Callable[[Value, Value, Value, Point], Value],
    condition: Point,
    then: Point,
    otherwise: Point,
    wanted: Point,
) -> None:
    """Whatever is not 0 holds, for a series and for a number."""
    assert build(_is(condition), _is(then), _is(otherwise), 9)(_none) == wanted


def test_what_a_condition_makes_of_gaps() -> None:
    """A series without a point decides nothing; a chosen one has the default, or stays a gap."""
    assert if_series(_is(None), _is(5), _is(6), 9)(_none) is None
    assert if_series(_is(1), _is(None), _is(6), 9)(_none) == 9
    assert if_series(_is(0), _is(5), _is(None), 9)(_none) is None
    assert if_number(_is(1), _is(None), _is(6), 9)(_none) is None


@pytest.mark.parametrize(("filled", "wanted"), [(None, 7), (0, 0), (3, 3)])
def test_a_number_fills_gaps_alone(filled: Point, wanted: Point) -> None:
    """A zero is a point."""
    assert fill(_is(filled), _is(7))(_none) == wanted


@pytest.mark.parametrize("base", [2, 4.0])
def test_a_power_is_a_float(base: float) -> None:
    """Whole numbers would grow without end."""
    assert isinstance(power(base, 2), float)
