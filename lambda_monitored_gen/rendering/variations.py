"""Calls of a module that follow the full one, and differ from it where alarms are computed.

In each of them a number is where a formula shows another of its sides, and switches are on and off
so that no two of them are alike in all: what reads one of them instead of another is noticed.
"""

import re
from collections.abc import Iterator, Mapping

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, Value
from lambda_monitored_gen.rules import Between, bare
from lambda_monitored_gen.spec.samples import allowed

_MINUTES = 180
"""Seconds of a timeout that is a period, and with the delay of ingestion two: where one more second
makes every window longer."""

_UNEVEN = 427
"""Rounded up to minutes it is another number than the next to each side, and than of 61 seconds."""

_FIRST = "enable_error_alarms"

_WEEK, _HALF_A_DAY = 604_800, 43_200
"""Seconds of periods of which one, or two, are all that an alarm may look back."""


def vary(
    interface: Interface, full: Mapping[str, Value], other: Mapping[str, Value]
) -> dict[str, dict[str, Value]]:
    """Choose the calls.

    Args:
        interface: The interface of the module.
        full: Every variable with its value in the full call.
        other: Values with which those alarms exist that the full call lacks.

    Returns:
        Every variable with its value, by the name of the call. Rules across variables may be
        broken.
    """
    computed = {**full, **_computed(interface, full)}
    silent = {name: name == _FIRST for name in _switches(interface)}
    absent: dict[str, Value] = {
        "alarm_severity": None,
        "environment_variables": {},
        "s3_bucket": None,
    }
    alone = {**silent, **other, **absent, "timeout": _MINUTES}
    calls = {
        "extreme": {**full, **_largest(interface), **_computed(interface, full)},
        "derived": {**computed, **_allowed(interface, {"timeout": _UNEVEN})},
        "whole_periods": {**computed, **_allowed(interface, {"timeout": _MINUTES})},
        "longest_period": {**computed, **_allowed(interface, {"error_rate_period": _WEEK})},
        "half_a_day": {**computed, **_allowed(interface, {"error_rate_period": _HALF_A_DAY})},
    }
    carriers = list(calls)[2:]
    for bit, switched in enumerate(_switched(interface)):
        if bit == len(carriers):
            carriers.append(f"switches_{bit}")
            calls[carriers[bit]] = dict(full)
        calls[carriers[bit]] |= switched
    # Its alarms are in no other call, so that it tells their switches by itself. It is last: alarms
    # that it lacks would be new to what follows, and their attributes unknown to a plan.
    return {**calls, "other_alarms": {**computed, **_allowed(interface, alone)}}


def _switched(interface: Interface) -> Iterator[dict[str, Value]]:
    """Values of all switches, in so many calls that no two switches agree in all of them.

    The first one is on in all: without it there is no alarm of errors, which shows the others.
    """
    names = _switches(interface)
    for bit in range(max(3, (len(names) - 1).bit_length())):
        yield _allowed(interface, {name: not index >> bit & 1 for index, name in enumerate(names)})


def _switches(interface: Interface) -> list[str]:
    """All switches but those that a condition of a feature needs on or off; `_FIRST` first."""
    needed = " ".join(
        each.expression
        for feature in interface.features.values()
        for each in feature.function.preconditions
    )
    names = [
        name
        for name, each in interface.variables.items()
        if each.type is BOOL and not re.search(rf"\bvar\.{name}\b", needed)
    ]
    return sorted(names, key=lambda name: name != _FIRST)


def _largest(interface: Interface) -> dict[str, Value]:
    """The largest numbers that there can be."""
    largest: dict[str, Value] = {}
    for name, variable in interface.variables.items():
        ends = [each.maximum for each in bare(variable.rules) if isinstance(each, Between)]
        known = allowed(interface, name, [each for each in ends if each is not None])
        if known:
            largest[name] = known[0]
    return largest


def _computed(interface: Interface, values: Mapping[str, Value]) -> dict[str, Value]:
    """Null for the numbers without which the same alarms exist: the module computes others."""
    alarms = interface.alarms

    def existing(name: str) -> list[bool]:
        return [bool(each.exists.value({**values, name: None})) for each in alarms]

    present = [bool(each.exists.value(values)) for each in alarms]
    return {
        name: None
        for name, variable in interface.variables.items()
        if variable.type is NUMBER and variable.nullable and existing(name) == present
    }


def _allowed(interface: Interface, values: Mapping[str, Value]) -> dict[str, Value]:
    """Keep what the module has such a variable for, and takes."""
    return {
        name: value
        for name, value in values.items()
        if name in interface.variables and allowed(interface, name, [value])
    }
