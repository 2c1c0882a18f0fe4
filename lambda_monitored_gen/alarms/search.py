"""Looks for cases in which an alarm does not ring, and for the one that it takes longest in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from lambda_monitored_gen.alarms.cases import NOON, Case
from lambda_monitored_gen.alarms.engine import evaluate_once, state_changes
from lambda_monitored_gen.alarms.exhaustion import classes, size_of
from lambda_monitored_gen.alarms.invocations import MINUTE
from lambda_monitored_gen.alarms.missing_data import TreatMissingData
from lambda_monitored_gen.alarms.parameters import DEFAULTS, EvaluationParameters
from lambda_monitored_gen.alarms.scenarios import Scenario
from lambda_monitored_gen.alarms.state import AlarmState
from lambda_monitored_gen.alarms.windows import evaluation_times, lateness

NARROW = replace(DEFAULTS, shortest_range=0, extra_periods=0)
"""An evaluation range of N periods alone, which is all that AWS's documents promise."""

RANGES: Mapping[str, EvaluationParameters] = {"measured": DEFAULTS, "narrow": NARROW}
"""Evaluation ranges that an alarm must ring with: as it was measured on AWS, and the shortest."""


class Search(NamedTuple):
    """What a search has found.

    Attributes:
        missed: The smallest case in which the alarm does not ring, or None.
        seconds: The longest time until it rings, where it does, or None.
        longest: The smallest case with that time, or None.
        tried: How many classes were looked at.
    """

    missed: Case | None
    seconds: int | None
    longest: Case | None
    tried: int


def rings_at(scenario: Scenario, case: Case, parameters: EvaluationParameters) -> int | None:
    """When the alarm rings in a case, in seconds since 1970; None where it does not as it should.

    Args:
        scenario: The scenario.
        case: One of its cases.
        parameters: What AWS leaves open.
    """
    if scenario.rhythm is not None:
        # Before the last run is known, all is as if runs went on: whatever rings then is false.
        earliest = max(scenario.due(case), scenario.watched(case)[0].arrival)
        found = falls_silent_at(scenario, case, parameters)
        return None if found is None or found < earliest else found
    alarm = scenario.alarm
    watched = scenario.watched(case)
    known = watched[0].arrival
    reach = parameters.evaluation_range(alarm.evaluation_periods, alarm.period) * alarm.period
    latest = lateness(alarm, parameters) + alarm.interval
    since = (NOON + case.start - reach - alarm.interval) // MINUTE * MINUTE - latest
    end = max(watched[-1].end + MINUTE + reach, watched[-1].arrival) + latest
    samples = scenario.samples(case, since // MINUTE * MINUTE, end)
    changes = state_changes(
        alarm,
        samples,
        # From before anything is known: an alarm that is raised anyway says nothing new.
        evaluation_times(alarm, known - alarm.interval, end, parameters),
        AlarmState.OK,
        parameters,
    )
    rings = (each.time for each in changes if each.state is AlarmState.ALARM)
    return next(
        (
            time
            for time in rings
            if time >= known
            # Where missing data breach, silence alone can ring, long after the healthy data that
            # had hidden what is watched.
            and (
                alarm.treat_missing_data is not TreatMissingData.BREACHING
                or any(evaluate_once(alarm, samples, at=time, parameters=parameters).breaching)
            )
        ),
        None,
    )


def falls_silent_at(scenario: Scenario, case: Case, parameters: EvaluationParameters) -> int | None:
    """When an alarm of missed runs first rings, rightly or not; None where it never does.

    Args:
        scenario: One with a rhythm.
        case: One of its cases.
        parameters: What AWS leaves open.
    """
    alarm = scenario.alarm
    before, (last,) = scenario.before(case), scenario.watched(case)
    reach = parameters.evaluation_range(alarm.evaluation_periods, alarm.period) * alarm.period
    latest = lateness(alarm, parameters) + alarm.interval
    # When the run before the last one has begun to count, until nothing of the last one is left.
    start = before.start // MINUTE * MINUTE + MINUTE + lateness(alarm, parameters)
    end = max(last.start + MINUTE + reach, last.arrival, scenario.due(case)) + latest
    times = evaluation_times(alarm, start, end, parameters)
    samples = scenario.samples(case, start, end)
    changes = state_changes(alarm, samples, times, AlarmState.OK, parameters)
    return next((each.time for each in changes if each.state is AlarmState.ALARM), None)


def always_rings(scenario: Scenario) -> bool:
    """Whether the alarm rings in every case, with each of the ranges."""
    for parameters in ranges_of(scenario).values():
        cases = [each.smallest for each in classes(scenario, parameters).values()]
        # The latest data are missed most often.
        cases.sort(key=size_of, reverse=True)
        if any(rings_at(scenario, case, parameters) is None for case in cases):
            return False
    return True


def ranges_of(scenario: Scenario) -> Mapping[str, EvaluationParameters]:
    """The ranges that tell whether an alarm rings with all of `RANGES`.

    Where missing points count as not breaching, those of the newest N periods are also among the
    newest N of a longer range: what rings with the narrow range rings with the others no later.
    """
    if scenario.alarm.treat_missing_data is TreatMissingData.NOT_BREACHING:
        return {"narrow": NARROW}
    return RANGES


def search(scenario: Scenario, parameters: EvaluationParameters) -> Search:
    """Look at one case of each class."""
    found = classes(scenario, parameters).values()
    result = Search(None, None, None, len(found))
    for each in found:
        time = rings_at(scenario, each.smallest, parameters)
        if time is None:
            result = _missed(result, each.smallest)
        else:
            result = _rung(result, each.longest, time - scenario.noticed(each.longest))
    return result


def _missed(result: Search, case: Case) -> Search:
    smaller = result.missed is None or size_of(case) < size_of(result.missed)
    return result._replace(missed=case) if smaller else result


def _rung(result: Search, case: Case, seconds: int) -> Search:
    if result.seconds is not None and result.longest is not None:
        if seconds < result.seconds:
            return result
        if seconds == result.seconds and size_of(case) >= size_of(result.longest):
            return result
    return result._replace(seconds=seconds, longest=case)
