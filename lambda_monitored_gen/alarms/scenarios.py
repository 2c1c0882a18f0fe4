"""What an alarm should see: invocations that it is there for, among others or alone.

All cases of a scenario are those of `exhaustion`.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lambda_monitored_gen.alarms.alarm import MetricAlarm
from lambda_monitored_gen.alarms.cases import (
    LATEST,
    NOON,
    Case,
    Rhythm,
    Surroundings,
    Traffic,
    Watched,
)
from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.invocations import (
    MINUTE,
    Invocation,
    Outcome,
    Stamp,
    measure_of,
    samples_of,
)
from lambda_monitored_gen.alarms.statistics import Statistic
from lambda_monitored_gen.alarms.timeline import Metric, Sample, Samples

_MOST = 1 << 40

STAMPED_OTHERWISE = frozenset({Watched.MEMORY, Watched.LOG_LINE})
"""What is seen in data that need not have the time at which the invocation started."""


@dataclass(frozen=True)
class Scenario:
    """An alarm with what it should see.

    Attributes:
        alarm: The alarm.
        watches: What it is there for.
        timeout: Longest duration of an invocation in seconds.
        latest: Longest delay in seconds.
        rhythm: When invocations are due, where the alarm watches for one that is missed.
    """

    alarm: MetricAlarm
    watches: Watched
    timeout: int
    latest: int = LATEST
    rhythm: Rhythm | None = None

    def __post_init__(self) -> None:
        """Refuse what cases cannot be told apart for.

        Raises:
            AlarmError: The alarm has a wall clock window, periods shorter than the minutes of
                Lambda's metrics, or a statistic that long durations need not change; or it is not
                known when what it misses is due.
        """
        if (self.watches is Watched.MISSED_RUN) != (self.rhythm is not None):
            raise AlarmError(
                f"alarm {self.alarm.name} watches for {self.watches.value}: it takes a rhythm if "
                "that is a missed run, and only then."
            )
        if self.rhythm and any(each % MINUTE for each in self.rhythm):
            raise AlarmError(
                f"alarm {self.alarm.name} has a rhythm of other than whole minutes: {self.rhythm}."
            )
        if self.alarm.time_zone is not None:
            raise AlarmError(f"alarm {self.alarm.name} has a wall clock window: not modelled.")
        if self.alarm.period % MINUTE:
            raise AlarmError(
                f"alarm {self.alarm.name} has a period of {self.alarm.period} s, and metrics of "
                "Lambda have a data point a minute."
            )
        for stat in self.alarm.metrics.values():
            measure_of(self.alarm, stat.metric)
            if self.watches is Watched.DURATION and stat.statistic != Statistic.MAXIMUM:
                raise AlarmError(
                    f"alarm {self.alarm.name} takes the {stat.statistic} of durations, and only "
                    "their maximum shows each of them."
                )

    @property
    def lasts(self) -> bool:
        """Whether what is watched has a duration."""
        return self.watches not in {Watched.THROTTLE, Watched.THROTTLE_RATE}

    @cached_property
    def durations(self) -> range:
        """Seconds that a watched invocation can take: from 0, or above the alarm's threshold.

        At the least, an invocation that takes the whole timeout is one to watch.
        """
        if not self.lasts:
            return range(1)
        shortest = 0
        if self.watches in {Watched.DURATION, Watched.DURATION_RATE}:
            seen = (each for each in range(self.timeout) if self.alarm.breaches(each * 1000))
            shortest = next(seen, self.timeout)
        return range(shortest, self.timeout + 1)

    @property
    def surroundings(self) -> Sequence[Surroundings]:
        """What else the function may do; where a run is missed, nothing: it would be one."""
        return tuple(Surroundings) if self.rhythm is None else (Surroundings.IDLE,)

    @property
    def stamps(self) -> Sequence[Stamp]:
        """Which times data may have, where they are not Lambda's own."""
        return tuple(Stamp) if self.watches in STAMPED_OTHERWISE else (Stamp.START,)

    @property
    def traffic(self) -> Sequence[Traffic]:
        """How invocations may be spread; one alone is not."""
        spread = self.watches.is_rate and self.fewest > 1
        return tuple(Traffic) if spread else (Traffic.AT_ONCE,)

    @property
    def can_breach(self) -> bool:
        """Whether the worst that can happen breaches the threshold at all."""
        return self.rhythm is not None or self.alarm.breaches(self._extreme(self.fewest))

    @cached_property
    def fewest(self) -> int:
        """For a rate, the fewest in a period for which it counts if it happens to all; else 1.

        Raises:
            AlarmError: No number of them is enough.
        """
        if not self.watches.is_rate:
            return 1
        at_least = replace(self.alarm, comparison="GreaterThanOrEqualToThreshold")
        few, enough = 0, 1
        while not at_least.breaches(self._extreme(enough)):
            few, enough = enough, enough * 2
            if enough > _MOST:
                raise AlarmError(f"alarm {self.alarm.name} can never ring, whatever happens.")
        while enough - few > 1:
            middle = (few + enough) // 2
            if at_least.breaches(self._extreme(middle)):
                enough = middle
            else:
                few = middle
        return enough

    def _extreme(self, count: int) -> float:
        """The value of a period in which so many invocations are as bad as can be."""
        worst = self._watched(0, self.timeout, 0)

        def lookup(name: str) -> float | None:
            metric, statistic = self.alarm.metrics[name]
            value = measure_of(self.alarm, metric)(worst)
            total = statistic == Statistic.SUM
            return None if value is None else value * (count if total else 1)

        value = self.alarm.value_of(lookup)()
        return math.nan if value is None else value

    def _watched(self, start: int, duration: int, delay: int, number: int = 1) -> Invocation:
        failing = self.watches in {Watched.FAILURE, Watched.FAILURE_RATE}
        refused = self.watches in {Watched.THROTTLE, Watched.THROTTLE_RATE}
        outcome = Outcome.FAILED if failing else Outcome.SUCCEEDED
        return Invocation(
            start=start,
            duration=duration,
            delay=delay,
            outcome=Outcome.REFUSED if refused else outcome,
            memory=100 if self.watches is Watched.MEMORY else 0,
            lines=1 if self.watches is Watched.LOG_LINE else 0,
            number=number,
        )

    def watched(self, case: Case) -> list[Invocation]:
        """The invocations that the alarm should see, in the order of their starts.

        For a rate it happens to all invocations from the first one on until M whole periods are
        over, and each of these has as few as count. Where a run is missed, it is the last one
        before.
        """
        first = NOON + case.start
        if not self.watches.is_rate:
            return [self._watched(first, case.duration, case.delay)]
        minutes, fewest = self.alarm.period // MINUTE, self.fewest
        step, size = 1, fewest
        if case.traffic is Traffic.AT_ONCE:
            step = minutes
        found = []
        number, over = 0, self.over(case)
        while (start := first + number * step * MINUTE) < over:
            if case.traffic is Traffic.SPREAD:
                size = _until(number + 1, fewest, minutes) - _until(number, fewest, minutes)
            if size:
                found.append(self._watched(start, case.duration, case.delay, size))
            number += 1
        return found

    def over(self, case: Case) -> int:
        """When it is over: the end of a watched invocation, or of the time of a rate."""
        first = NOON + case.start
        if self.watches.is_rate:
            minute = -(-first // MINUTE) * MINUTE
            return minute + self.alarm.datapoints_to_alarm * self.alarm.period
        return first + case.duration

    def noticed(self, case: Case) -> int:
        """From when people count until the alarm rings: the end of an invocation.

        For a rate, the start of the first one; where a run is missed, when it is due.
        """
        if self.rhythm is not None:
            return self.due(case)
        return NOON + case.start + (0 if self.watches.is_rate else case.duration)

    def due(self, case: Case) -> int:
        """When the run is due that is missed: the last one before it was as late as can be.

        Schedules are due at full minutes.
        """
        assert self.rhythm is not None  # noqa: S101 - only asked of a missed run
        started = (NOON + case.start) // MINUTE * MINUTE
        return started - self.rhythm.late + self.rhythm.interval

    def before(self, case: Case) -> Invocation:
        """The run before the last one, where a run is missed: as long ago as can be.

        It was not late, and the last one was. Any later one keeps the alarm from ringing too early
        at least as long. It is known at once: when it began to count does not matter here.
        """
        assert self.rhythm is not None  # noqa: S101 - as above
        return Invocation(NOON + case.start - self.rhythm.interval - self.rhythm.late)

    def others(self, case: Case, since: int, until: int) -> Iterator[Invocation]:
        """The healthy invocations of a case, between two times.

        Args:
            case: The case.
            since: In seconds since 1970; a full minute.
            until: Likewise.
        """
        if self.rhythm is not None:
            yield self.before(case)
        elif case.surroundings is Surroundings.FOLLOWED:
            yield Invocation(self.over(case))
        elif case.surroundings is Surroundings.BUSY:
            rate = self.watches.is_rate
            number = -(-self.fewest // (self.alarm.period // MINUTE))
            for minute in range(since, until, MINUTE):
                if not rate or not NOON + case.start <= minute < self.over(case):
                    yield Invocation(minute, number=number)

    def samples(self, case: Case, since: int, until: int) -> Samples:
        """What CloudWatch learns of a case; for the arguments see `others`."""
        everything = [*self.others(case, since, until), *self.watched(case)]
        samples: dict[Metric, list[Sample]] = samples_of(self.alarm, everything, case.stamp)
        return samples


def _until(minute: int, fewest: int, minutes: int) -> int:
    """How many of the evenly spread invocations start before a minute."""
    return -(-minute * fewest // minutes)
