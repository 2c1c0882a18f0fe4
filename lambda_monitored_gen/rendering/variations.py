"""Calls of a module that follow the full one, and differ from it where alarms are computed.

In each of them a number is where a formula shows another of its sides, and switches are on and off
so that no two of them are alike in all: what reads one of them instead of another is noticed. Each
of those with which alarms notify is off by itself, with every alarm there.
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

_UNEVEN = 422
"""Rounded up to minutes it is another number than the next to each side, and than of 61 seconds;
and with the delay of ingestion likewise to five minutes."""

_FIVE_MINUTES = 420
"""With the delay of ingestion it is two of them, and one more second another period."""

_OF_TIMEOUT = "duration_threshold_percent"
"""One of the percentages of the timeout, which alarms compare otherwise when it is all of it."""

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
    actions, *single = interface.alarms_notify.variables
    silent = {name: name in (_FIRST, *single) for name in _switches(interface)}
    absent: dict[str, Value] = {
        "alarm_severity": None,
        "environment_variables": {},
        "runbook_url": None,
        "s3_bucket": None,
    }
    part = {actions: False, _OF_TIMEOUT: 100, "timeout": _UNEVEN}
    alone = {**silent, **other, **absent, "timeout": _FIVE_MINUTES}
    largest = {**full, **_largest(interface), **_computed(interface, full)}
    calls = {
        "extreme": {**largest, **_allowed(interface, dict.fromkeys(single, False))},
        "derived": {**computed, **_allowed(interface, part)},
        "whole_periods": {
            **computed,
            # In all other calls there is a runbook where there is a bucket.
            **_allowed(interface, {"timeout": _MINUTES, "runbook_url": None}),
        },
        "longest_period": {
            **computed,
            **_allowed(interface, {"error_rate_period": _WEEK, "timeout": _FIVE_MINUTES}),
        },
        "half_a_day": {**computed, **_allowed(interface, {"error_rate_period": _HALF_A_DAY})},
    }
    carriers = list(calls)[2:]
    for bit, switched in enumerate(_switched(interface, full)):
        if bit == len(carriers):
            carriers.append(f"switches_{bit}")
            calls[carriers[bit]] = dict(full)
        calls[carriers[bit]] |= switched
    # Its alarms are in no other call, so that it tells their switches by itself. It is last: alarms
    # that it lacks would be new to what follows, and their attributes unknown to a plan.
    return {**calls, "other_alarms": {**computed, **_allowed(interface, alone)}}


def _switched(interface: Interface, full: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Values of all switches, in so many calls that no two switches agree in all of them.

    The first one is on in all: without it there is no alarm of errors, which shows the others.
    A number without which an alarm does not exist is a switch, too, and off where it is null.
    """
    told = interface.alarms_notify.variables  # by calls of their own
    on: dict[str, Value] = {name: True for name in _switches(interface) if name not in told}
    off: dict[str, Value] = dict.fromkeys(on, False)
    kept = _computed(interface, full)
    numbers = [name for name in _nullable_numbers(interface) if name not in kept]
    on |= {name: full[name] for name in numbers}
    off |= dict.fromkeys(numbers)
    for bit in range(max(3, (len(on) - 1).bit_length())):
        sides = ((off if index >> bit & 1 else on)[name] for index, name in enumerate(on))
        yield _allowed(interface, dict(zip(on, sides, strict=True)))


def _switches(interface: Interface) -> list[str]:
    """All switches but those that a condition of a feature needs on; `_FIRST` first."""
    needed = " ".join(
        each.expression
        for feature in interface.features.values()
        for each in feature.function.preconditions
    )
    names = [
        name
        for name, each in interface.variables.items()
        if each.type is BOOL and not re.search(rf"(?<!!)\bvar\.{name}\b", needed)
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
    present = _existing(interface, values)
    return {
        name: None
        for name in _nullable_numbers(interface)
        if _existing(interface, {**values, name: None}) == present
    }


def _existing(interface: Interface, values: Mapping[str, Value]) -> list[bool]:
    return [bool(each.exists.value(values)) for each in interface.alarms]


def _nullable_numbers(interface: Interface) -> list[str]:
    return [
        name
        for name, variable in interface.variables.items()
        if variable.type is NUMBER and variable.nullable
    ]


def _allowed(interface: Interface, values: Mapping[str, Value]) -> dict[str, Value]:
    """Keep what the module has such a variable for, and takes."""
    return {
        name: value
        for name, value in values.items()
        if name in interface.variables and allowed(interface, name, [value])
    }
