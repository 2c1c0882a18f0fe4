"""What was measured, in columns: compact enough for a year of minutes, and cut as it is needed.

Times are seconds since 1970 throughout.
"""

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import mul, truediv
from typing import NamedTuple, TypeAlias

from lambda_monitored_gen.alarms import Metric, MetricAlarm, MetricStat, Sample
from lambda_monitored_gen.alarms.evaluator import metric_of

MINUTE = 60
LAMBDA = "AWS/Lambda"
ANY = ""
"""The metric of a column that is of every metric of its namespace, one of each function."""


class Column(NamedTuple):
    """What one column of a table holds.

    Attributes:
        namespace: Of the metric, such as `AWS/Lambda`.
        metric: Its name, such as `Errors`, or `ANY`.
        statistic: The statistic that each value is, such as `Sum`; empty where each value was
            measured as it is, so that every statistic can be taken of it.
        dimensions: Of the metric; None where it is not said, and those of an alarm do not matter.
        counted: Whether the table's counts are how often it was measured.
    """

    namespace: str
    metric: str
    statistic: str = ""
    dimensions: tuple[tuple[str, str], ...] | None = None
    counted: bool = False

    def is_of(self, metric: Metric) -> bool:
        """Whether the column is of the metric that an alarm reads."""
        if self.namespace != metric.namespace or self.metric not in {ANY, metric.name}:
            return False
        return self.dimensions is None or self.dimensions == metric.dimensions


class Incident(NamedTuple):
    """A stretch of time in which something was wrong that people want to be told of.

    Attributes:
        name: What people call it.
        start: Its first second.
        end: The first second after it.
    """

    name: str
    start: int
    end: int


Weighed: TypeAlias = tuple[Iterable[float], Iterable[float]]
"""Values of samples, and how often each was measured."""

_Numbers: TypeAlias = Sequence[float]
Way: TypeAlias = Callable[[_Numbers, _Numbers], Weighed]
"""From the values and the counts of rows to samples."""


def _as_measured(values: _Numbers, counts: _Numbers) -> Weighed:
    return values, counts


def _as_sum(values: _Numbers, _counts: _Numbers) -> Weighed:
    # A sum is not the sum of `count` equal values, as far as rounding goes.
    return values, repeat(1.0)


def _as_each(values: _Numbers, counts: _Numbers) -> Weighed:
    return values, (count or 1.0 for count in counts)


def _as_count(values: _Numbers, _counts: _Numbers) -> Weighed:
    return repeat(0.0), values


def _sum_of_average(values: _Numbers, counts: _Numbers) -> Weighed:
    return map(mul, values, counts), repeat(1.0)


def _average_of_sum(values: _Numbers, counts: _Numbers) -> Weighed:
    return map(truediv, values, (count or 1.0 for count in counts)), _as_each(values, counts)[1]


def _count(_values: _Numbers, counts: _Numbers) -> Weighed:
    return repeat(0.0), counts


_WAYS: dict[tuple[str, str], Way] = {
    ("Sum", "Sum"): _as_sum,
    ("Minimum", "Minimum"): _as_sum,
    ("Maximum", "Maximum"): _as_sum,
    ("SampleCount", "SampleCount"): _as_count,
}
_WAYS_WITH_COUNTS: dict[tuple[str, str], Way] = {
    ("Average", "Average"): _as_each,
    ("Average", "Sum"): _sum_of_average,
    ("Sum", "Average"): _average_of_sum,
    ("Sum", "SampleCount"): _count,
    ("Average", "SampleCount"): _count,
}
"""How samples are made, by the statistic that a column is and the one that an alarm takes."""


@dataclass(frozen=True)
class Table:
    """Rows of measurements, in the order of their stamps.

    Attributes:
        stamps: The time that each row is of.
        arrivals: When CloudWatch knows it.
        counts: How many measurements a row stands for.
        columns: The values; NaN where a row has none.
        resolution: Seconds that a row stands for.
    """

    stamps: "array[int]"
    arrivals: "array[int]"
    counts: "array[float]"
    columns: Mapping[Column, "array[float]"]
    resolution: int = MINUTE

    def samples(self, reading: "Reading", first: int, end: int) -> Iterator[Sample]:
        """The samples of a metric whose stamps lie in a span of time.

        Args:
            reading: What is read.
            first: Where the span begins.
            end: Where it ends; not a part of it.
        """
        rows = slice(bisect_left(self.stamps, first), bisect_left(self.stamps, end))
        values = self.columns[reading.column][rows]
        weighed, weights = reading.way(values, self.counts[rows])
        made: Iterable[tuple[int, int, float, float]] = zip(
            self.stamps[rows], self.arrivals[rows], weighed, weights, strict=False
        )
        if any(map(math.isnan, values)):
            made = (each for each, value in zip(made, values, strict=True) if value == value)  # noqa: PLR0124 - not NaN
        return map(Sample._make, made)

    def reading(self, stat: MetricStat, period: int) -> "Reading | None":
        """Find how a metric of an alarm is read here; None if it cannot be.

        Args:
            stat: The metric with its statistic.
            period: Of the alarm, in seconds.
        """
        for column in self.columns:
            if not column.is_of(stat.metric):
                continue
            if not column.statistic:
                return Reading(column, _as_measured)
            if period % self.resolution:
                continue
            ways = _WAYS | _WAYS_WITH_COUNTS if column.counted else _WAYS
            way = ways.get((column.statistic, stat.statistic))
            # Averages and percentiles of parts do not make one of the whole.
            if way is None and column.statistic == stat.statistic and period == self.resolution:
                way = _as_each if column.counted else _as_sum
            if way is not None:
                return Reading(column, way)
        return None


class Reading(NamedTuple):
    """How samples of a metric are read from a table.

    Attributes:
        column: In which column the values are.
        way: From values and counts to those of samples.
    """

    column: Column
    way: Way


@dataclass(frozen=True)
class Trace:
    """What was measured of a function, or of anything that alarms watch.

    Attributes:
        name: What people call it, such as the file that it is from.
        table: The measurements.
        start: When it begins, a full minute.
        end: When it ends: the last moment at which alarms are judged.
        incidents: What was wrong, in the order of their starts; those that overlap do not exist.
        labelled: Whether somebody has said when something was wrong, which may be never.
        notes: What was done to it, or is peculiar about it, that readers of results must know.
    """

    name: str
    table: Table
    start: int
    end: int
    incidents: tuple[Incident, ...] = ()
    labelled: bool = False
    notes: tuple[str, ...] = ()

    def lacks(self, alarm: MetricAlarm) -> str:
        """Why an alarm cannot be judged by this trace; empty if it can."""
        for stat in alarm.metrics.values():
            if self.table.reading(stat, alarm.period) is None:
                return self._reason(stat, alarm.period)
        return ""

    def _reason(self, stat: MetricStat, period: int) -> str:
        metric, statistic = stat
        same = [each for each in self.table.columns if each.is_of(metric)]
        wanted = f"{statistic} of {metric.name}"
        if not same:
            return f"the trace has no {metric.name} of {metric.namespace}"
        resolution = self.table.resolution
        if period % resolution:
            return f"the trace has a point each {resolution} s, and periods are of {period} s"
        found = ", ".join(each.statistic for each in same)
        if any(each.statistic == statistic for each in same):
            return f"{wanted} in {resolution} s cannot be put together to that of {period} s"
        return f"the trace has {found} of {metric.name}, and it takes {wanted}"

    def samples(self, alarm: MetricAlarm, first: int, end: int) -> dict[Metric, list[Sample]]:
        """What the engine reads for an alarm whose metrics are told apart by their ids.

        Args:
            alarm: As it was read.
            first: The oldest stamp.
            end: The first stamp that is too new.
        """
        found = {}
        for identifier, stat in alarm.metrics.items():
            reading = self.table.reading(stat, alarm.period)
            if reading is not None:
                found[metric_of(identifier)] = list(self.table.samples(reading, first, end))
        return found
