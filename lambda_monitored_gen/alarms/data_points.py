"""The data points of one alarm, as CloudWatch knows them at each moment."""

from collections.abc import Sequence
from math import inf
from operator import attrgetter

from lambda_monitored_gen.alarms.alarm import COMPARISONS, MetricAlarm
from lambda_monitored_gen.alarms.missing_data import BREACHING, HEALTHY, MISSING
from lambda_monitored_gen.alarms.missing_points import Point
from lambda_monitored_gen.alarms.parameters import EvaluationParameters, LowSamples
from lambda_monitored_gen.alarms.statistics import (
    Buckets,
    fewest_samples,
    make_buckets,
    percentile_of,
)
from lambda_monitored_gen.alarms.timeline import Sample, Samples
from lambda_monitored_gen.alarms.windows import Windows, lateness, make_windows

_UNKNOWN = b"?"
_MISSING, _BREACHING, _HEALTHY = MISSING[0], BREACHING[0], HEALTHY[0]


class DataPoints:
    """The data points of an alarm, while time passes.

    A point is what the alarm makes of no data until a sample has arrived that belongs to it; it is
    then computed when an evaluation needs it, and again after more samples. Points are kept as
    AWS's tables write them; see `missing_data`.

    Args:
        alarm: The alarm.
        samples: What was measured.
        times: When the alarm is evaluated; at least one time.
        parameters: What AWS leaves open.

    Attributes:
        without_data: The points of an evaluation range in which nothing was measured.
    """

    def __init__(
        self, alarm: MetricAlarm, samples: Samples, times: range, parameters: EvaluationParameters
    ) -> None:
        self.alarm = alarm
        self.windows = make_windows(alarm, times, parameters)
        self.late = lateness(alarm, parameters)
        length = parameters.evaluation_range(alarm.evaluation_periods, alarm.period)
        self.reach = (length - 1) * self.windows.stride
        judged = 1 if parameters.low_samples is LowSamples.NEWEST else alarm.evaluation_periods
        self.judged_reach = (judged - 1) * self.windows.stride
        self.streams = {
            each: _Stream(
                samples.get(stat.metric, ()),
                make_buckets(stat.statistic, self.windows.buckets, parameters.percentile),
                self.windows,
            )
            for each, stat in alarm.metrics.items()
        }
        self.newest = 0
        self.current: dict[str, Point] = dict.fromkeys(alarm.metrics)
        self.value_of_current = alarm.value_of(self.current.__getitem__)
        self.breaches = COMPARISONS[alarm.comparison]
        nothing = bytes([self._code(self.value_of_current())])
        self.without_data = nothing * length
        self.known = bytearray(nothing * self.windows.periods)

    def advance(self, time: int) -> bytearray:
        """Take in what has arrived by a time, and return the points of the evaluation range.

        Args:
            time: When the alarm is evaluated; no earlier than at the last call.

        Returns:
            The points, oldest first, such as `b"0-X--"`.
        """
        for stream in self.streams.values():
            if stream.next_arrival <= time:
                stream.take_in(time, self.known)
        self.newest = newest = self.windows.newest(time - self.late)
        oldest, stride = newest - self.reach, self.windows.stride
        points = self.known[oldest : newest + 1 : stride]
        while (place := points.find(_UNKNOWN)) >= 0:
            period = oldest + place * stride
            points[place] = self.known[period] = self._code(self.value(period))
        return points

    def same_until(self) -> float:
        """The time from which `advance` may return other points than last time; 0 if at once.

        Where all that has arrived is older than the range, nothing changes before more arrives.
        """
        oldest, _ = self.windows.span(self.newest - self.reach)
        if any(stream.latest >= oldest for stream in self.streams.values()):
            return 0
        return min(stream.next_arrival for stream in self.streams.values())

    def values(self) -> tuple[Point, ...]:
        """The values of the points that `advance` has returned last."""
        oldest = self.newest - self.reach
        return tuple(map(self.value, range(oldest, self.newest + 1, self.windows.stride)))

    def value(self, period: int) -> Point:
        """What is compared with the threshold, from what has arrived.

        Args:
            period: A number of `Windows`.
        """
        first, end = self.windows.span(period)
        for each, stream in self.streams.items():
            self.current[each] = stream.buckets.value(first, end)
        return self.value_of_current()

    def has_few_samples(self) -> bool:
        """Tell whether a judged period has samples, but too few for the alarm's percentile."""
        judged = range(self.newest - self.judged_reach, self.newest + 1, self.windows.stride)
        # An alarm that asks for this has one metric.
        ((identifier, stream),) = self.streams.items()
        share = percentile_of(self.alarm.metrics[identifier].statistic)
        least = 0 if share is None else fewest_samples(share)
        return any(0 < stream.buckets.samples(*self.windows.span(each)) < least for each in judged)

    def _code(self, value: Point) -> int:
        if value is None:
            return _MISSING
        return _BREACHING if self.breaches(value, self.alarm.threshold) else _HEALTHY


class _Stream:
    """The samples of a metric, in the order of their arrival.

    Args:
        samples: In any order.
        buckets: Where they go.
        windows: Which periods they belong to.
    """

    def __init__(self, samples: Sequence[Sample], buckets: Buckets, windows: Windows) -> None:
        # `latest` is the last bucket that has something.
        self.samples = sorted(samples, key=attrgetter("arrival"))
        self.buckets = buckets
        self.windows = windows
        self.position = 0
        self.latest = -1
        self.next_arrival = self.samples[0].arrival if self.samples else inf

    def take_in(self, time: int, known: bytearray) -> None:
        """Take in what has arrived by a time, and forget the points that it belongs to."""
        origin, unit, size = self.windows.origin, self.windows.unit, self.windows.buckets
        while self.next_arrival <= time:
            sample = self.samples[self.position]
            bucket = int((sample.stamp - origin) // unit)
            if 0 <= bucket < size:
                self.buckets.add(bucket, sample.value, sample.weight)
                self.latest = max(self.latest, bucket)
                changed = self.windows.touched(bucket)
                known[changed.start : changed.stop] = _UNKNOWN * len(changed)
            self.position += 1
            self.next_arrival = (
                self.samples[self.position].arrival if self.position < len(self.samples) else inf
            )
