"""Typical shapes of traffic, made up from a seed: the same seed always gives the same minutes.

Each has the incidents that people would want to be told of; what fails besides them is the noise
that every function has, and no page for it is of an incident.
"""

import math
from array import array
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import NamedTuple

from lambda_monitored_gen.simulation.trace import LAMBDA, MINUTE, Column, Incident, Table, Trace

MONDAY = 1_767_571_200
"""2026-01-05T00:00:00Z, when every shape begins."""

_HOUR = 60
_DAY = 24 * _HOUR
_NOON = 12 * _HOUR


class Minute(NamedTuple):
    """What a function does in one minute; durations are in milliseconds."""

    invocations: int
    errors: int = 0
    throttles: int = 0
    average: float = 120.0
    maximum: float = 450.0
    incident: str = ""


Shape = Callable[[int, Random], Minute]
"""From the minute of the trace, and a source of chance, to what happens in it."""


def _around(mean: float, chance: Random) -> int:
    """A number of events of which there are so many on average.

    Up to forty they are counted one by one; more of them are spread as a normal distribution.
    """
    if mean > 40:  # noqa: PLR2004 - where the two are hardly told apart
        spread = math.sqrt(-2 * math.log(1 - chance.random()))
        return max(round(mean + math.sqrt(mean) * spread * math.cos(math.tau * chance.random())), 0)
    left, count = math.exp(-mean), 0
    product = chance.random()
    while product > left:
        count += 1
        product *= chance.random()
    return count


def _failures(count: int, share: float, chance: Random) -> int:
    return min(_around(count * share, chance), count) if share < 1 else count


_NOISE = 0.0002
"""Share of invocations that fail at any time, such as by a timeout of what they call."""

_USUAL = 60
"""Invocations per minute of a function that is in use."""


def _steady(_minute: int, chance: Random) -> Minute:
    count = _around(_USUAL, chance)
    return Minute(count, _failures(count, _NOISE, chance))


def _spike(minute: int, chance: Random) -> Minute:
    if _NOON <= minute % _DAY < _NOON + 15:
        count = _around(_USUAL * 15, chance)
        refused = _around(_USUAL * 5, chance)
        failed = _failures(count, 0.04, chance)
        return Minute(count, failed, refused, 380.0, 2900.0, "spike")
    return _steady(minute, chance)


def _cron(minute: int, chance: Random) -> Minute:
    wrong = _NOON <= minute % _DAY < _NOON + 30
    incident = "job fails" if wrong else ""
    if minute % 5:
        return Minute(0, incident=incident)
    lasts = 800 + 400 * chance.random()
    return Minute(1, int(wrong), 0, lasts, lasts, incident)


def _low_traffic(minute: int, chance: Random) -> Minute:
    count = _around(0.05, chance)
    wrong = _NOON <= minute % _DAY < _NOON + 2 * _HOUR
    failed = _failures(count, 1.0 if wrong else 0.01, chance)
    return Minute(count, failed, incident="nothing works" if wrong else "")


def _outage(minute: int, chance: Random) -> Minute:
    count = _around(_USUAL, chance)
    if _NOON <= minute % _DAY < _NOON + 30:
        return Minute(count, count, 0, 3000.0, 3000.0, "outage")
    return Minute(count, _failures(count, _NOISE, chance))


def _flapping(minute: int, chance: Random) -> Minute:
    count = _around(_USUAL, chance)
    within = minute % _DAY - _NOON
    if 0 <= within < _HOUR:
        share = 0.3 if within % 5 < 2 else _NOISE  # noqa: PLR2004 - two bad minutes of five
        return Minute(count, _failures(count, share, chance), incident="flapping")
    return Minute(count, _failures(count, _NOISE, chance))


def _cold_start(minute: int, chance: Random) -> Minute:
    within = minute % _HOUR
    if within >= 10:  # noqa: PLR2004 - bursts of ten minutes
        return Minute(0)
    count = _around(20, chance)
    cold = 5500.0 + 3000 * chance.random() if within == 0 else 450.0
    late = count > 0 and within == 0 and chance.random() < 0.1  # noqa: PLR2004 - one in ten
    return Minute(count, int(late), 0, 120.0 if within else 900.0, cold)


def _deploy_regression(minute: int, chance: Random) -> Minute:
    count = _around(_USUAL, chance)
    if _NOON <= minute % _DAY < _NOON + 45:
        return Minute(count, _failures(count, 0.08, chance), 0, 300.0, 1400.0, "bad deployment")
    return Minute(count, _failures(count, _NOISE, chance))


SHAPES: Mapping[str, Shape] = {
    "steady": _steady,
    "spike": _spike,
    "cron-5min": _cron,
    "low-traffic": _low_traffic,
    "outage": _outage,
    "flapping": _flapping,
    "cold-start": _cold_start,
    "deploy-regression": _deploy_regression,
}


def make_trace(name: str, *, seed: int, days: int, delay: int = 0) -> Trace:
    """Make the trace of a shape.

    Args:
        name: One of `SHAPES`.
        seed: The same one gives the same trace, with every version of Python.
        days: How many days; incidents are at noon of each.
        delay: Seconds from the end of a minute until its metrics are known.
    """
    shape, chance = SHAPES[name], Random(seed)  # noqa: S311 - to be repeated, not to be secret
    minutes = [shape(minute, chance) for minute in range(days * _DAY)]
    return Trace(
        name=f"scenario {name}, seed {seed}",
        table=_table(minutes, delay),
        start=MONDAY,
        end=MONDAY + len(minutes) * MINUTE,
        incidents=tuple(_incidents(minutes)),
        labelled=True,
    )


def _table(minutes: list[Minute], delay: int) -> Table:
    def values(name: str) -> "array[float]":
        return array(
            "d", [getattr(each, name) if each.invocations else math.nan for each in minutes]
        )

    stamps = range(MONDAY, MONDAY + len(minutes) * MINUTE, MINUTE)
    return Table(
        stamps=array("q", stamps),
        arrivals=array("q", (stamp + MINUTE + delay for stamp in stamps)),
        counts=array("d", (each.invocations for each in minutes)),
        columns={
            Column(LAMBDA, "Invocations", "Sum", counted=True): values("invocations"),
            Column(LAMBDA, "Errors", "Sum", counted=True): values("errors"),
            Column(LAMBDA, "Throttles", "Sum"): values("throttles"),
            Column(LAMBDA, "Duration", "Average", counted=True): values("average"),
            Column(LAMBDA, "Duration", "Maximum", counted=True): values("maximum"),
        },
    )


def _incidents(minutes: list[Minute]) -> Iterator[Incident]:
    name, start = "", 0
    for number, label in enumerate([*(each.incident for each in minutes), ""]):
        if label != name:
            if name:
                yield Incident(name, MONDAY + start * MINUTE, MONDAY + number * MINUTE)
            name, start = label, number
