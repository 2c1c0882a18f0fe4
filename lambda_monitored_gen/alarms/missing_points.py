"""Metric math where points are missing, as AWS's tables have it, point by point.

- Two series: where only one has a point, the other counts as 0. This holds for arithmetic, for
  comparisons and for AND and OR.
- A series and a number: no point where the series has none.
- A division by zero gives no point.
- IF: no point where the condition has none. A series that is chosen for a condition that holds
  counts as 0 where it has no point; one for a condition that does not hold gives no point.

Source: the sections on arithmetic, on comparison and logical operators and on IF of
<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>; all of
their 27 points are in the conformance suite.
"""

from collections.abc import Callable
from typing import TypeAlias

Point: TypeAlias = float | None
"""The value of an expression at one time; None where it has no data point."""

Lookup: TypeAlias = Callable[[str], Point]
"""From the id of a metric or expression to its value at one time."""

Value: TypeAlias = Callable[[Lookup], Point]
"""From the values of ids at one time to the value of an expression at that time."""

Binary: TypeAlias = Callable[[float, float], float]
"""What an operator does with two values."""


def of_two_series(function: Binary, left: Value, right: Value) -> Value:
    """Apply an operator to two time series."""

    def value(lookup: Lookup) -> Point:
        a, b = left(lookup), right(lookup)
        if a is None:
            if b is None:
                return None
            a = 0.0
        elif b is None:
            b = 0.0
        return _applied(function, a, b)

    return value


def of_numbers(function: Binary, left: Value, right: Value) -> Value:
    """Apply an operator to a time series and a number, or to two numbers."""

    def value(lookup: Lookup) -> Point:
        a, b = left(lookup), right(lookup)
        return None if a is None or b is None else _applied(function, a, b)

    return value


def _applied(function: Binary, a: float, b: float) -> Point:
    try:
        return function(a, b)
    except (ZeroDivisionError, OverflowError):
        return None


def if_series(condition: Value, then: Value, otherwise: Value, default: Point) -> Value:
    """Choose by a condition that is a time series.

    Args:
        condition: What decides, at each time.
        then: The second argument.
        otherwise: The third one.
        default: What `then` counts as where it has no point.
    """

    def value(lookup: Lookup) -> Point:
        holds = condition(lookup)
        if holds is None:
            return None
        if not holds:
            return otherwise(lookup)
        chosen = then(lookup)
        return default if chosen is None else chosen

    return value


def if_number(condition: Value, then: Value, otherwise: Value, _default: Point) -> Value:
    """Choose by a condition that is a number, the same at all times.

    AWS's table has no such case. The chosen argument is taken as it is, gaps included.
    """
    return lambda lookup: then(lookup) if condition(lookup) else otherwise(lookup)


def fill(filled: Value, filler: Value) -> Value:
    """Put a number where a time series has no point.

    The points are then real ones for the alarm, which looks no further back than N. So data that
    comes late never counts: the newest points are the number, and stay it until it is too late.
    """

    def value(lookup: Lookup) -> Point:
        found = filled(lookup)
        return filler(lookup) if found is None else found

    return value


def power(base: float, exponent: float) -> float:
    """Raise to a power; a root of a negative number is as little a point as a division by zero.

    Raises:
        OverflowError: There is no such number.
    """
    result = base**exponent
    if isinstance(result, complex):
        raise OverflowError
    return float(result)
