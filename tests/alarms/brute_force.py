"""Holds the few cases that `search` looks at against all that there are, each by itself."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lambda_monitored_gen.alarms import EvaluationParameters, Scenario
from lambda_monitored_gen.alarms.cases import Case
from lambda_monitored_gen.alarms.exhaustion import class_of, classes, size_of, variants
from lambda_monitored_gen.alarms.search import rings_at, search


class Comparison(NamedTuple):
    """What brute force says of a search.

    Attributes:
        cases: How many cases were evaluated.
        classes: How many of them the search looks at.
        differences: What is otherwise than the search has it.
    """

    cases: int
    classes: int
    differences: list[str]


def all_cases(scenario: Scenario) -> Iterator[Case]:
    """Every case: each start, duration and delay in whole seconds, in all surroundings."""
    for variant in variants(scenario):
        for start in range(scenario.alarm.interval):
            for duration in scenario.durations:
                for delay in range(scenario.latest + 1):
                    yield variant._replace(duration=duration, delay=delay, start=start)


def compare(
    scenario: Scenario, parameters: EvaluationParameters, cases: Iterable[Case] | None = None
) -> Comparison:
    """Evaluate cases by themselves, and compare with what the search says of all.

    Args:
        scenario: The scenario.
        parameters: What AWS leaves open.
        cases: All, or some, among them those that the search shows.
    """
    known = classes(scenario, parameters)
    rings = {key: rings_at(scenario, each.smallest, parameters) for key, each in known.items()}
    differences = []
    missed, longest, number = None, None, 0
    for case in all_cases(scenario) if cases is None else cases:
        number += 1
        key, size = class_of(scenario, case, parameters), size_of(case)
        own, noticed = known[key], scenario.noticed(case)
        rung = rings_at(scenario, case, parameters)
        if rung != rings[key]:
            differences.append(f"{case} rings at {rung}, its class at {rings[key]}")
        if size < size_of(own.smallest):
            differences.append(f"{case} is smaller than the smallest of its class")
        if (noticed, *size) < (scenario.noticed(own.longest), *size_of(own.longest)):
            differences.append(f"{case} waits longer than the longest of its class")
        if rung is None:
            missed = min(missed or (size, case), (size, case))
        else:
            wait = (noticed - rung, size, case)
            longest = min(longest or wait, wait)
    found = search(scenario, parameters)
    by_force = (
        missed and missed[-1],
        longest and -longest[0],
        longest and longest[-1],
    )
    if found[:3] != by_force:
        differences.append(f"the search has {found[:3]}, brute force {by_force}")
    return Comparison(number, len(known), differences)
