"""What would mend an alarm that does not ring in every case: the least change that does."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from lambda_monitored_gen.alarms.alarm import MetricAlarm
from lambda_monitored_gen.alarms.invocations import MINUTE
from lambda_monitored_gen.alarms.scenarios import Scenario
from lambda_monitored_gen.alarms.search import always_rings

_AT_LEAST = "GreaterThanOrEqualToThreshold"
_DAY = 86_400
"""Seconds that all periods may span together; PutMetricAlarm lets only periods of an hour or more
span more."""

_WEEK = 604_800
"""What it lets those span. Only where a run is missed that is due after so long do they have to."""


class Remedy(NamedTuple):
    """Arguments of an alarm with which it rings in every case; None for those that may stay.

    Attributes:
        comparison_operator: For a threshold that cannot be exceeded.
        evaluation_periods: A longer window. As many of its periods have to breach as before.
        datapoints_to_alarm: How many that are.
        period: Longer periods, where a day has no room for more of them.
    """

    comparison_operator: str | None = None
    evaluation_periods: int | None = None
    datapoints_to_alarm: int | None = None
    period: int | None = None

    def __str__(self) -> str:
        given = {name: value for name, value in self._asdict().items() if value is not None}
        return ", ".join(f"{name} = {value}" for name, value in given.items())


def find_remedy(scenario: Scenario) -> Remedy | None:
    """Find what mends an alarm; None where neither comparison nor window nor period does.

    Args:
        scenario: One in which the alarm does not ring in every case.
    """
    remedy = Remedy()
    alarm = scenario.alarm
    if not scenario.can_breach:
        alarm = replace(alarm, comparison=_AT_LEAST)
        scenario = replace(scenario, alarm=alarm)
        if not scenario.can_breach:
            return None
        remedy = remedy._replace(comparison_operator=_AT_LEAST)
        if always_rings(scenario):
            return remedy
    # The silence of more periods is no longer one: M of them are enough.
    periods = None if scenario.rhythm else _least_periods(scenario)
    if periods is not None:
        return remedy._replace(
            evaluation_periods=periods, datapoints_to_alarm=alarm.datapoints_to_alarm
        )
    period = _least_period(scenario)
    return None if period is None else remedy._replace(period=period)


def _least_periods(scenario: Scenario) -> int | None:
    alarm = scenario.alarm
    longest = scenario.durations[-1] + scenario.latest
    # As many periods as must breach, those in which data may still be missing, and one that is cut.
    enough = alarm.datapoints_to_alarm - (-longest // alarm.period) + 1
    return _least(
        scenario,
        alarm.evaluation_periods,
        min(enough, _DAY // alarm.period),
        lambda number: replace(alarm, evaluation_periods=number),
    )


def _least_period(scenario: Scenario) -> int | None:
    alarm = scenario.alarm
    minutes = _least(
        scenario,
        alarm.period // MINUTE,
        _enough(scenario) // alarm.evaluation_periods // MINUTE,
        lambda number: replace(alarm, period=number * MINUTE),
    )
    return None if minutes is None else minutes * MINUTE


def _enough(scenario: Scenario) -> int:
    """The longest window to try, in seconds."""
    if scenario.rhythm is None:
        return _DAY
    # From an invocation that was not late until the next one, which was, is known.
    longest = sum(scenario.rhythm) + scenario.durations[-1] + scenario.latest + 2 * MINUTE
    return min(longest, _WEEK)


def _least(
    scenario: Scenario, few: int, enough: int, change: Callable[[int], MetricAlarm]
) -> int | None:
    """The least number above `few` and up to `enough` that mends the alarm, if `enough` does."""

    def mends(number: int) -> bool:
        return always_rings(replace(scenario, alarm=change(number)))

    if few >= enough or not mends(enough):
        return None
    while enough - few > 1:
        middle = (few + enough) // 2
        if mends(middle):
            enough = middle
        else:
            few = middle
    return enough
