"""What a replay takes for granted because AWS does not document it, in sentences."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    AlarmError,
    AlarmState,
    EvaluationParameters,
    LowSamples,
    PercentileMethod,
)
from lambda_monitored_gen.alarms.invocations import LOG_LINES
from lambda_monitored_gen.alarms.statistics import percentile_of
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.model import Replay
from lambda_monitored_gen.spec.diagnostics import did_you_mean

_CHOICES: dict[str, dict[str, Any]] = {
    "young_breach": {each.value: each for each in AlarmState} | {"keep": None},
    "percentile": {each.value: each for each in PercentileMethod},
    "low_samples": {each.value: each for each in LowSamples},
}
_OTHERWISE_STAMPED = frozenset({"LambdaInsights", LOG_LINES})


def read_parameters(given: dict[str, str]) -> EvaluationParameters:
    """Read what is to be taken for granted.

    Args:
        given: Fields of `EvaluationParameters` as text; the others are the default ones.

    Raises:
        SimulationError: There is no such field, or it has no such value.
    """
    known = [each.name for each in fields(EvaluationParameters)]
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in known:
            raise SimulationError(
                f"the engine has no parameter '{name}'", hint=did_you_mean(name, known)
            )
        choices = _CHOICES.get(name)
        if choices is not None and text in choices:
            values[name] = choices[text]
        elif choices is None and text.isascii() and text.isdigit():
            values[name] = int(text)
        else:
            expected = ", ".join(choices) if choices else "a whole number of seconds or periods"
            raise SimulationError(f"{name}: expected {expected}, found '{text}'")
    try:
        return EvaluationParameters(**values)
    except AlarmError as error:
        raise SimulationError(
            error.message,
            hint="lag and hourly_offset are multiples of 60, offset is from 0 to 59.",
        ) from error


def assumptions(replay: Replay) -> tuple[str, ...]:
    """What a replay takes for granted, as far as it can matter for its alarms.

    Args:
        replay: The replay.
    """
    return tuple(_of_engine(replay)) + tuple(_of_metrics(replay)) + tuple(_of_scores(replay))


def _of_engine(replay: Replay) -> Iterator[str]:
    p = replay.parameters
    alarms = [done.alarm for variant in replay.variants for done in variant.alarms]
    measured = (
        ", as was measured"
        if (p.shortest_range, p.extra_periods) == (DEFAULTS.shortest_range, DEFAULTS.extra_periods)
        else ""
    )
    yield (
        "AWS does not document how far back an alarm looks for data points: taken are "
        f"{p.shortest_range} s or N + {p.extra_periods} periods, whichever is longer{measured}."
    )
    yield (
        "AWS does not say in which second of a minute an alarm is evaluated, nor how long before "
        f"the newest period ends: taken are second {p.offset} and {p.lag} s."
    )
    if any(each.interval > 60 for each in alarms):  # noqa: PLR2004 - a minute
        yield (
            "AWS does not say in which minute of an hour an alarm of more than a day is evaluated: "
            f"taken is minute {p.hourly_offset // 60}."
        )
    if any(each.datapoints_to_alarm > 1 for each in alarms):
        state = "as it was" if p.young_breach is None else p.young_breach.value
        yield (
            "AWS does not say which state an alarm has while it is kept from ringing prematurely: "
            f"taken is {state}."
        )
    if any(
        percentile_of(x.statistic) is not None for each in alarms for x in each.metrics.values()
    ):
        yield f"AWS does not say how percentiles are computed: taken is {p.percentile.value}."
    if any(each.keeps_state_at_few_samples for each in alarms):
        yield (
            "AWS does not say which periods must have enough samples for a percentile: taken is "
            f"{p.low_samples.value} of them."
        )


def _of_metrics(replay: Replay) -> Iterator[str]:
    yield (
        "AWS promises no time in which metrics arrive: taken are "
        f"{replay.delay} s after the end of a minute or an invocation."
    )
    metrics = {
        stat.metric
        for variant in replay.variants
        for done in variant.alarms
        for stat in done.alarm.metrics.values()
    }
    unsaid = all(column.dimensions is None for column in replay.trace.table.columns)
    others = {name for each in metrics for name, _ in each.dimensions if name != "FunctionName"}
    units = {each.unit for each in metrics if each.unit}
    if unsaid and (others or units):
        yield (
            "The trace does not say of which dimensions and units its metrics are: taken are those "
            f"of the alarms ({', '.join(sorted(others | units))})."
        )
    if {each.namespace for each in metrics} & _OTHERWISE_STAMPED:
        yield (
            "AWS does not say whether memory and lines of the log are stamped with the start or "
            "the end of an invocation: taken is the start."
        )
    if replay.created:
        yield (
            "The alarms are created at the start, in INSUFFICIENT_DATA: their first evaluation can "
            "send a message."
        )


def _of_scores(replay: Replay) -> Iterator[str]:
    if not any(each.together and each.together.incidents for each in replay.variants):
        return
    yield (
        "A page is of an incident if it goes out between its start and N periods and "
        f"{replay.delay} s after its end."
    )
    if replay.objective is not None:
        yield (
            f"The error budget of {replay.objective:g} % in {replay.objective_days} days is that "
            "of as many invocations as the trace would have in that time."
        )
