"""Statistics of samples, per bucket of time and over ranges of buckets.

Each metric of an alarm has one `Buckets`: samples go in as they arrive, and the value of a period
is read as often as the period changes. Slices of lists are summed in C, which for a period of
minutes beats any cleverer structure, and has no rounding that depends on what came before.
"""

import math
import re
from bisect import bisect_left, bisect_right
from enum import Enum
from itertools import accumulate, chain

from lambda_monitored_gen.alarms.missing_points import Point
from lambda_monitored_gen.alarms.parameters import PercentileMethod

_PERCENTILE = re.compile(r"p(\d{1,3}(?:\.\d+)?)")


class Statistic(str, Enum):
    """Statistics by the names of CloudWatch's API; percentiles come on top."""

    SAMPLE_COUNT = "SampleCount"
    AVERAGE = "Average"
    SUM = "Sum"
    MINIMUM = "Minimum"
    MAXIMUM = "Maximum"


def percentile_of(statistic: str) -> float | None:
    """Read a percentile as a share of 1; None where the statistic is another.

    Args:
        statistic: Such as `p99.9`.
    """
    match = _PERCENTILE.fullmatch(statistic)
    share = float(match[1]) / 100 if match else math.inf
    return share if share <= 1 else None


def fewest_samples(share: float) -> float:
    """Compute how many samples a percentile needs for a period not to have few.

    Source: the section on percentile-based alarms and low data samples of the user guide.

    Args:
        share: The percentile as a share of 1.
    """
    rare = min(share, 1 - share)
    # 1 - 0.9 is a little less than 0.1, and a hundred samples are enough for p90.
    return round(10 / rare, 6) if rare else math.inf


class Buckets:
    """What has arrived of one metric; this class itself counts samples.

    Args:
        size: Number of buckets.
    """

    def __init__(self, size: int) -> None:
        self.counts = [0.0] * size

    def add(self, bucket: int, value: float, weight: float) -> None:  # noqa: ARG002 - others use the value
        """Take a sample.

        Args:
            bucket: Where it belongs, from 0.
            value: The measured value.
            weight: How often it was measured.
        """
        self.counts[bucket] += weight

    def samples(self, first: int, end: int) -> float:
        """The number of samples in the buckets from `first` to before `end`."""
        return sum(self.counts[first:end])

    def value(self, first: int, end: int) -> Point:
        """The statistic over these buckets; None without samples."""
        return self.samples(first, end) or None


class Sums(Buckets):
    """The statistic Sum."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.sums = [0.0] * size

    def add(self, bucket: int, value: float, weight: float) -> None:
        """See `Buckets`."""
        self.counts[bucket] += weight
        self.sums[bucket] += value * weight

    def value(self, first: int, end: int) -> Point:
        """See `Buckets`."""
        return sum(self.sums[first:end]) if any(self.counts[first:end]) else None


class Averages(Sums):
    """The statistic Average."""

    def value(self, first: int, end: int) -> Point:
        """See `Buckets`."""
        count = self.samples(first, end)
        return sum(self.sums[first:end]) / count if count else None


class Minima(Buckets):
    """The statistic Minimum."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.least = [math.inf] * size

    def add(self, bucket: int, value: float, weight: float) -> None:
        """See `Buckets`."""
        self.counts[bucket] += weight
        self.least[bucket] = min(self.least[bucket], value)

    def value(self, first: int, end: int) -> Point:
        """See `Buckets`."""
        return min(self.least[first:end]) if any(self.counts[first:end]) else None


class Maxima(Buckets):
    """The statistic Maximum."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.most = [-math.inf] * size

    def add(self, bucket: int, value: float, weight: float) -> None:
        """See `Buckets`."""
        self.counts[bucket] += weight
        self.most[bucket] = max(self.most[bucket], value)

    def value(self, first: int, end: int) -> Point:
        """See `Buckets`."""
        return max(self.most[first:end]) if any(self.counts[first:end]) else None


class Percentiles(Buckets):
    """A percentile.

    Args:
        size: Number of buckets.
        share: The percentile as a share of 1.
        method: How it is read from samples.
    """

    def __init__(self, size: int, share: float, method: PercentileMethod) -> None:
        super().__init__(size)
        self.share = share
        self.method = method
        self.values: list[list[tuple[float, float]]] = [[] for _ in range(size)]

    def add(self, bucket: int, value: float, weight: float) -> None:
        """See `Buckets`."""
        self.counts[bucket] += weight
        self.values[bucket].append((value, weight))

    def value(self, first: int, end: int) -> Point:
        """See `Buckets`."""
        if not any(self.counts[first:end]):
            return None
        found = sorted(chain.from_iterable(self.values[first:end]))
        ends = list(accumulate(weight for _, weight in found))
        if self.method is PercentileMethod.NEAREST_RANK:
            return found[bisect_left(ends, max(1, math.ceil(self.share * ends[-1])))][0]
        rank = self.share * (ends[-1] - 1)
        below = found[bisect_right(ends, math.floor(rank))][0]
        above = found[bisect_right(ends, math.ceil(rank))][0]
        return below + (above - below) * (rank - math.floor(rank))


_BUCKETS: dict[str, type[Buckets]] = {
    Statistic.SAMPLE_COUNT: Buckets,
    Statistic.AVERAGE: Averages,
    Statistic.SUM: Sums,
    Statistic.MINIMUM: Minima,
    Statistic.MAXIMUM: Maxima,
}


def make_buckets(statistic: str, size: int, method: PercentileMethod) -> Buckets:
    """Make empty buckets.

    Args:
        statistic: One of `Statistic`, or a percentile.
        size: Number of buckets.
        method: How percentiles are read from samples.
    """
    share = percentile_of(statistic)
    return _BUCKETS[statistic](size) if share is None else Percentiles(size, share, method)
