"""What is drawn of a replay: alarms in words, the error rate, and its thresholds."""

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from lambda_monitored_gen.alarms import MetricAlarm
from lambda_monitored_gen.simulation import Activity, Replay
from lambda_monitored_gen.simulation.trace import LAMBDA, MINUTE
from lambda_monitored_gen.simulation.words import length

SIGNS = {
    "GreaterThanOrEqualToThreshold": "≥",
    "GreaterThanThreshold": ">",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}
"""Comparison operators as people write them."""

_PARTS = {"Errors", "Invocations"}
_TRIALS = ((1.0, 4.0), (3.0, 8.0), (0.0, 5.0))
"""Errors and invocations that tell a rate from what only looks like one."""


def rate_threshold(alarm: MetricAlarm) -> float | None:
    """The threshold of an alarm on the error rate in percent; None if it is on something else.

    What an alarm computes is asked of its expression, so that it may be written in any way.

    Args:
        alarm: Any alarm.
    """
    names = {each: stat.metric.name for each, stat in alarm.metrics.items()}
    if len(names) != len(_PARTS) or set(names.values()) != _PARTS:
        return None
    if any((x.metric.namespace, x.statistic) != (LAMBDA, "Sum") for x in alarm.metrics.values()):
        return None
    factors = set()
    for errors, invocations in _TRIALS:
        given = {"Errors": errors, "Invocations": invocations}
        value = alarm.value_of({each: given[name] for each, name in names.items()}.__getitem__)()
        if value is None:
            return None
        if errors:
            factors.add(round(100 * errors / invocations / value, 6) if value else math.inf)
        elif value:
            return None
    factor = factors.pop()
    return None if factors or factor not in {1.0, 100.0} else alarm.threshold * factor


def condition(alarm: MetricAlarm) -> str:
    """When an alarm rings, in a clause: `error rate > 5 %, 2 of 6 x 1 min`.

    Args:
        alarm: Any alarm.
    """
    threshold = rate_threshold(alarm)
    if threshold is not None:
        measure, limit = "error rate", f"{threshold:g} %"
    else:
        measure, limit = _measure(alarm), f"{alarm.threshold:g}"
    judged = f"{alarm.datapoints_to_alarm} of {alarm.evaluation_periods}"
    return f"{measure} {SIGNS[alarm.comparison]} {limit}, {judged} × {length(alarm.period)}"  # noqa: RUF001 - times


def _measure(alarm: MetricAlarm) -> str:
    if alarm.result not in alarm.metrics:
        return alarm.expressions[alarm.result].text
    metric, statistic = alarm.metrics[alarm.result]
    return f"{statistic} of {metric.name}"


class RateLimits(NamedTuple):
    """The thresholds that alarms have for the error rate.

    Attributes:
        minutes: The minutes of a data point of these alarms, 1 without any.
        limits: Each threshold in percent, with the labels of the variants that have it.
    """

    minutes: int
    limits: dict[float, list[str]]


def rate_limits(replay: Replay) -> RateLimits:
    """Find the thresholds that belong beside the error rate.

    Args:
        replay: The replay.
    """
    limits: dict[float, list[str]] = {}
    periods = []
    for variant in replay.variants:
        for done in variant.alarms:
            threshold = rate_threshold(done.alarm)
            if threshold is not None:
                periods.append(done.alarm.period)
                labels = limits.setdefault(threshold, [])
                labels += [variant.label] if variant.label not in labels else []
    # Rates of different periods cannot share a curve: the shortest one hides nothing.
    return RateLimits(max(min(periods, default=MINUTE) // MINUTE, 1), limits)


def error_rate(activity: Activity, minutes: int) -> list[float]:
    """The error rate in percent over the minutes that end with each minute; NaN without calls.

    Args:
        activity: What the function did.
        minutes: How many minutes count, at least 1.
    """
    errors = _running(activity.errors)
    invocations = _running(activity.invocations)
    found = []
    for end in range(1, len(errors)):
        start = max(end - minutes, 0)
        ran = invocations[end] - invocations[start]
        # A trace may have errors and no invocations: no rate then.
        found.append(100 * (errors[end] - errors[start]) / ran if ran > 0 else math.nan)
    return found


def _running(values: Iterable[float]) -> list[float]:
    return list(accumulate((0.0 if math.isnan(x) else x for x in values), initial=0.0))


def known(values: Iterable[float]) -> bool:
    """Whether a trace says anything of what these are the values of."""
    return not all(map(math.isnan, values))


def envelope(values: Sequence[float], columns: int) -> list[tuple[float, float]]:
    """The least and the largest value in each column of a picture; NaN for none.

    No peak is lost, however many values share a column.

    Args:
        values: Evenly spaced.
        columns: How many columns they are spread over.
    """
    count = len(values)
    found = []
    for column in range(columns):
        first = column * count // columns
        end = max(-(-(column + 1) * count // columns), first + 1)
        numbers = [each for each in values[first:end] if not math.isnan(each)]
        found.append((min(numbers), max(numbers)) if numbers else (math.nan, math.nan))
    return found
