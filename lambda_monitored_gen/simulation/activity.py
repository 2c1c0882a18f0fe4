"""What a function did, minute by minute, for those who draw it."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lambda_monitored_gen.simulation.trace import LAMBDA, MINUTE, Column, Trace


class Activity(NamedTuple):
    """What the function did, minute by minute; each item is one minute from `start` on.

    Attributes:
        start: The first minute.
        invocations: That ran; NaN where the trace does not say.
        errors: Of those.
        throttles: Refused invocations.
        duration: Milliseconds, the longest or the average; NaN where nothing ran.
    """

    start: int
    invocations: Sequence[float]
    errors: Sequence[float]
    throttles: Sequence[float]
    duration: Sequence[float]


def activity_of(trace: Trace, start: int, end: int) -> Activity:
    """What the function did in each minute of a span of time.

    Args:
        trace: What was measured.
        start: The first moment, in seconds since 1970.
        end: The last one.
    """
    first = start // MINUTE * MINUTE
    minutes = max(-(-(end - first) // MINUTE), 0)
    ran, failed, refused = (
        _per_minute(trace, name, first, minutes) for name in ("Invocations", "Errors", "Throttles")
    )
    return Activity(first, ran, failed, refused, _longest(trace, first, minutes))


def _column(trace: Trace, name: str, statistics: Sequence[str]) -> Column | None:
    columns = trace.table.columns
    for statistic in statistics:
        for column in columns:
            if (*column[:2], column.statistic) == (LAMBDA, name, statistic):
                return column
    return None


def _per_minute(trace: Trace, name: str, first: int, minutes: int) -> "array[float]":
    column = _column(trace, name, ("Sum", ""))
    if column is None:
        return array("d", [math.nan]) * minutes
    found = array("d", [0.0]) * minutes
    for minute, value, count in _rows(trace, column, first, minutes):
        found[minute] += value if column.statistic else value * count
    return found


def _longest(trace: Trace, first: int, minutes: int) -> "array[float]":
    found = array("d", [math.nan]) * minutes
    column = _column(trace, "Duration", ("", "Maximum", "Average"))
    if column is not None:
        for minute, value, _ in _rows(trace, column, first, minutes):
            found[minute] = value if math.isnan(found[minute]) else max(found[minute], value)
    return found


def _rows(
    trace: Trace, column: Column, first: int, minutes: int
) -> Iterator[tuple[int, float, float]]:
    table = trace.table
    start = bisect_left(table.stamps, first)
    stop = bisect_left(table.stamps, first + minutes * MINUTE)
    for row in range(start, stop):
        value = table.columns[column][row]
        if not math.isnan(value):
            yield (table.stamps[row] - first) // MINUTE, value, table.counts[row]
