"""All cases of a scenario, and the few of them that tell about all.

An alarm knows a sample by the minute of its stamp, by the first evaluation after its arrival and by
its value. Cases with the same samples in this sense are one class, and ring at the same time. A
class is looked at through two of its cases: the smallest, which is shown where the alarm does not
ring, and the one from which people wait longest. `python -m benchmarks.proof` looks at every case
by itself, and checks that both find the same.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from lambda_monitored_gen.alarms.cases import Case, Surroundings, Traffic
from lambda_monitored_gen.alarms.invocations import MINUTE, Stamp
from lambda_monitored_gen.alarms.parameters import EvaluationParameters
from lambda_monitored_gen.alarms.scenarios import Scenario
from lambda_monitored_gen.alarms.windows import evaluation_offset

_ORDER = {
    each: number for kind in (Surroundings, Stamp, Traffic) for number, each in enumerate(kind)
}


def size_of(case: Case) -> tuple[int, ...]:
    """What makes one case smaller than another: first of all, how late its data arrive."""
    return (
        case.duration + case.delay,
        case.delay,
        case.start,
        _ORDER[case.surroundings],
        _ORDER[case.stamp],
        _ORDER[case.traffic],
    )


@dataclass
class CaseClass:
    """Cases that an alarm cannot tell apart.

    Attributes:
        smallest: The smallest of them.
        longest: The one from which the time to the alarm is longest.
    """

    smallest: Case
    longest: Case


def variants(scenario: Scenario) -> Iterator[Case]:
    """The ways in which a case can differ otherwise than in seconds."""
    for surroundings in scenario.surroundings:
        for stamp in scenario.stamps:
            for traffic in scenario.traffic:
                yield Case(0, 0, 0, surroundings, stamp, traffic)


def count_cases(scenario: Scenario) -> int:
    """How many cases a scenario has: each second between two evaluations is a start."""
    seconds = scenario.alarm.interval * len(scenario.durations) * (scenario.latest + 1)
    return sum(1 for _ in variants(scenario)) * seconds


def class_of(scenario: Scenario, case: Case, parameters: EvaluationParameters) -> Hashable:
    """What the alarm knows of a case, and nothing else of it."""
    end = case.start + case.duration
    rate = scenario.watches.is_rate
    # The invocations of a rate are whole minutes apart, so one arrival tells those of all.
    interval = MINUTE if rate else scenario.alarm.interval
    end_counts = case.stamp is Stamp.END or (
        case.surroundings is Surroundings.FOLLOWED and not rate
    )
    return (
        case.surroundings,
        case.stamp,
        case.traffic,
        case.start // MINUTE,
        # On a full minute the whole periods in which all fails begin at once.
        rate and case.start % MINUTE == 0,
        end // MINUTE if end_counts else None,
        -(-(end + case.delay - evaluation_offset(scenario.alarm, parameters)) // interval),
    )


def classes(scenario: Scenario, parameters: EvaluationParameters) -> dict[Hashable, CaseClass]:
    """The classes of a scenario, by what the alarm knows of them."""
    found: dict[Hashable, CaseClass] = {}
    for variant in variants(scenario):
        for case in _extremes(scenario, variant, parameters):
            known = found.setdefault(class_of(scenario, case, parameters), CaseClass(case, case))
            if size_of(case) < size_of(known.smallest):
                known.smallest = case
            if _wait(scenario, case) < _wait(scenario, known.longest):
                known.longest = case
    return found


def _wait(scenario: Scenario, case: Case) -> tuple[int, ...]:
    return scenario.noticed(case), *size_of(case)


def _extremes(
    scenario: Scenario, variant: Case, parameters: EvaluationParameters
) -> Iterator[Case]:
    """Cases among which each class has its smallest, and the one with the longest time.

    Both are extremes of sums and differences of start, duration and delay, so they lie where one
    of the limits is reached: of a start or a duration, of the minute of an end, or of the time
    between two evaluations with the shortest or the longest delay.
    """
    shortest, longest = scenario.durations[0], scenario.durations[-1]
    offset, late = parameters.offset, scenario.latest
    seconds = {each % MINUTE for each in (0, -1, offset + 1, offset + 1 - late)}
    for minute in range(0, scenario.alarm.interval, MINUTE):
        # The full minute is a class of its own where a rate is watched.
        limits = (minute, minute + 1, minute + MINUTE - 1)
        ends = {start + duration for start in limits for duration in (shortest, longest)}
        ends.update(
            end
            for end in range(minute + shortest, minute + MINUTE + longest)
            if end % MINUTE in seconds
        )
        for end in ends:
            earliest, latest = max(minute, end - longest), min(limits[-1], end - shortest)
            starts = {earliest, max(earliest, min(minute + 1, latest)), latest}
            # Of each delay with which the first evaluation is another, the shortest.
            delays = {0, *range((offset + 1 - end) % MINUTE, late + 1, MINUTE)}
            for start in starts:
                for delay in delays:
                    yield variant._replace(duration=end - start, delay=delay, start=start)
