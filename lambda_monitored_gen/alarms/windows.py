"""When an alarm is evaluated, and which stretches of time its data points are of.

Time is cut into buckets. A period is a range of buckets, and periods are numbered by their ends, so
that the evaluation range is a slice: every `stride`-th period up to the newest.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Protocol

from lambda_monitored_gen.alarms.alarm import MetricAlarm
from lambda_monitored_gen.alarms.parameters import EvaluationParameters
from lambda_monitored_gen.alarms.time_zones import offset_at, read_time_zone

_DAY = 86_400
_OFFSET_STEP = 300
"""Offsets of time zones are multiples of five minutes, so boundaries of longer periods are too."""

_MONDAY = 3
"""Days from a Monday to 1970-01-01. Weeks start on Mondays: user guide, alarm evaluation window."""


def evaluation_times(
    alarm: MetricAlarm, start: int, end: int, parameters: EvaluationParameters
) -> range:
    """The times at which an alarm is evaluated, in seconds since 1970.

    Args:
        alarm: The alarm.
        start: No time is before.
        end: No time is after.
        parameters: For the place of an evaluation in its minute or hour.
    """
    first = start + (evaluation_offset(alarm, parameters) - start) % alarm.interval
    return range(first, end + 1, alarm.interval)


def evaluation_offset(alarm: MetricAlarm, parameters: EvaluationParameters) -> int:
    """The seconds after the full hour, minute or ten seconds at which an alarm is evaluated.

    Args:
        alarm: The alarm.
        parameters: What AWS leaves open.
    """
    return (parameters.offset + parameters.hourly_offset) % alarm.interval


def lateness(alarm: MetricAlarm, parameters: EvaluationParameters) -> int:
    """The seconds from the end of the newest period to the evaluation.

    Args:
        alarm: The alarm.
        parameters: What AWS leaves open.
    """
    return parameters.offset % alarm.interval + parameters.lag


class Windows(Protocol):
    """The periods of an alarm.

    Attributes:
        origin: The start of the first bucket, in seconds since 1970.
        unit: Length of a bucket in seconds.
        buckets: Number of buckets.
        periods: Number of periods.
        stride: From one data point of an evaluation to the next, in periods.
    """

    @property
    def origin(self) -> int:
        """See above."""

    @property
    def unit(self) -> int:
        """See above."""

    @property
    def buckets(self) -> int:
        """See above."""

    @property
    def periods(self) -> int:
        """See above."""

    @property
    def stride(self) -> int:
        """See above."""

    def newest(self, end: int) -> int:
        """The number of the newest period that is over at a time."""

    def span(self, period: int) -> tuple[int, int]:
        """The first bucket of a period, and the one after its last."""

    def touched(self, bucket: int) -> range:
        """The periods that a bucket belongs to."""


@dataclass(frozen=True)
class SlidingWindows:
    """Periods that end at every bucket; for the attributes see `Windows`.

    Attributes:
        width: Length of a period in buckets.
    """

    origin: int
    unit: int
    buckets: int
    width: int

    @property
    def stride(self) -> int:
        """As many buckets as a period has."""
        return self.width

    @property
    def periods(self) -> int:
        """One for each bucket that is not too close to the start."""
        return self.buckets - self.width + 1

    def newest(self, end: int) -> int:
        """See `Windows`."""
        return (end - self.origin) // self.unit - self.width

    def span(self, period: int) -> tuple[int, int]:
        """See `Windows`."""
        return period, period + self.width

    def touched(self, bucket: int) -> range:
        """See `Windows`."""
        return range(max(bucket - self.width + 1, 0), min(bucket + 1, self.periods))


@dataclass(frozen=True)
class WallClockWindows:
    """Periods between boundaries of a calendar; for the attributes see `Windows`.

    Attributes:
        boundaries: Where periods end and begin, in buckets.
    """

    origin: int
    unit: int
    boundaries: tuple[int, ...]

    stride = 1

    @property
    def buckets(self) -> int:
        """Those of all periods."""
        return self.boundaries[-1]

    @property
    def periods(self) -> int:
        """One less than boundaries."""
        return len(self.boundaries) - 1

    def newest(self, end: int) -> int:
        """See `Windows`."""
        return bisect_right(self.boundaries, (end - self.origin) // self.unit) - 2

    def span(self, period: int) -> tuple[int, int]:
        """See `Windows`."""
        return self.boundaries[period], self.boundaries[period + 1]

    def touched(self, bucket: int) -> range:
        """See `Windows`."""
        period = bisect_right(self.boundaries, bucket) - 1
        return range(period, period + 1)


def make_windows(alarm: MetricAlarm, times: range, parameters: EvaluationParameters) -> Windows:
    """Lay out the periods that the evaluations of an alarm look at.

    Args:
        alarm: The alarm.
        times: Of the evaluations; at least one.
        parameters: For the evaluation range.
    """
    length = parameters.evaluation_range(alarm.evaluation_periods, alarm.period)
    late = lateness(alarm, parameters)
    first, last = times[0] - late, times[-1] - late
    if alarm.time_zone is not None:
        return _wall_clock(alarm.period, alarm.time_zone, first, last, length)
    unit = math.gcd(alarm.period, alarm.interval)
    origin = first - length * alarm.period
    return SlidingWindows(origin, unit, (last - origin) // unit, alarm.period // unit)


def _wall_clock(period: int, zone_name: str, first: int, last: int, length: int) -> Windows:
    unit = min(period, _OFFSET_STEP)
    zone = read_time_zone(zone_name)
    # One period more than is looked at, for the first one is cut off somewhere, and a day for
    # changes of the clock.
    origin = first // unit * unit - (length + 1) * period - _DAY
    boundaries = []
    latest = -math.inf
    for time in range(origin, last + 1, unit):
        local = time + offset_at(zone, time)
        if period < _DAY:
            if local % period == 0:
                boundaries.append((time - origin) // unit)
        elif (number := _calendar_number(local, period)) > latest:
            # A change of the clock may repeat midnight, or leave it out.
            boundaries.append((time - origin) // unit)
            latest = number
    return WallClockWindows(origin, unit, tuple(boundaries))


def _calendar_number(local: int, period: int) -> int:
    day = local // _DAY
    return day if period == _DAY else (day + _MONDAY) // 7
