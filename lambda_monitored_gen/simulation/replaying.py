"""Alarms over a trace: what each of them did, and whom it told.

The engine is given a stretch of the trace at a time, with as much before it as an alarm looks back,
so that a year takes no more memory than a week. The state goes on from stretch to stretch.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from lambda_monitored_gen.alarms import (
    Action,
    AlarmError,
    AlarmState,
    EvaluationParameters,
    MetricAlarm,
    StateChange,
    Timeline,
    evaluate_once,
    evaluate_over_time,
    read_alarm,
)
from lambda_monitored_gen.alarms.evaluator import told_apart_by_id
from lambda_monitored_gen.alarms.windows import evaluation_times, lateness
from lambda_monitored_gen.simulation.model import (
    AlarmReplay,
    DataPoint,
    Decision,
    Page,
    Replay,
    Unjudged,
    Variant,
)
from lambda_monitored_gen.simulation.scores import Judge
from lambda_monitored_gen.simulation.settings import Settings
from lambda_monitored_gen.simulation.trace import Trace

_DAY = 86_400
_STRETCH = 3 * _DAY
_ROWS = 50_000


class Span(NamedTuple):
    """The first and the last moment of a replay."""

    start: int
    end: int


class AlarmSet(NamedTuple):
    """Alarms that are replayed together.

    Attributes:
        label: What people call them; empty where there are no others.
        descriptions: Each as DescribeAlarms has it.
        unjudged: Alarms of which it is known before that they cannot be replayed.
    """

    label: str
    descriptions: tuple[Mapping[str, Any], ...]
    unjudged: tuple[Unjudged, ...] = ()


def replay(trace: Trace, sets: Iterable[AlarmSet], settings: Settings) -> Replay:
    """Replay sets of alarms over a trace.

    Args:
        trace: What was measured.
        sets: The alarms.
        settings: How.
    """
    span = Span(
        trace.start if settings.start is None else settings.start,
        trace.end if settings.end is None else settings.end,
    )
    judge = Judge(trace, span.start, span.end, settings) if trace.labelled else None
    return Replay(
        trace=trace,
        start=span.start,
        end=span.end,
        created=settings.initial is None,
        variants=tuple(_variant(each, trace, span, settings, judge) for each in sets),
        parameters=settings.parameters,
        delay=settings.delay,
        objective=settings.objective,
        objective_days=settings.objective_days,
    )


def _variant(
    alarms: AlarmSet, trace: Trace, span: Span, settings: Settings, judge: Judge | None
) -> Variant:
    done = []
    unjudged = list(alarms.unjudged)
    for description in alarms.descriptions:
        try:
            alarm = read_alarm(description)
        except AlarmError as error:
            name = str(description.get("AlarmName"))
            unjudged.append(Unjudged(name, error.message.removeprefix(f"alarm {name} ")))
            continue
        if reason := trace.lacks(alarm):
            unjudged.append(Unjudged(alarm.name, reason))
            continue
        timeline = live_through(alarm, trace, span, settings)
        pages = pages_of(alarm, timeline, created=settings.initial is None)
        score = judge.score([(alarm, timeline, pages)]) if judge else None
        done.append(AlarmReplay(description, alarm, timeline, pages, score))
    together = judge.score([(x.alarm, x.timeline, x.pages) for x in done]) if judge else None
    return Variant(alarms.label, tuple(done), tuple(unjudged), together)


def live_through(alarm: MetricAlarm, trace: Trace, span: Span, settings: Settings) -> Timeline:
    """The states of one alarm over a trace.

    Args:
        alarm: The alarm.
        trace: What was measured; it lacks nothing for the alarm.
        span: The first and the last moment.
        settings: How.
    """
    parameters = settings.parameters
    initial = settings.initial or AlarmState.INSUFFICIENT_DATA
    times = evaluation_times(alarm, *span, parameters)
    told_apart, reach = told_apart_by_id(alarm), _reach(alarm, parameters)
    changes: list[StateChange] = []
    actions: list[Action] = []
    state = initial
    for part in _stretches(times, trace, reach):
        samples = trace.samples(alarm, part[0] - reach, part[-1])
        found = evaluate_over_time(
            told_apart,
            samples,
            start=part[0],
            end=part[-1],
            initial=state,
            parameters=parameters,
        )
        changes += found.changes
        actions += found.actions
        state = found.changes[-1].state if found.changes else state
    return Timeline(alarm.name, times, initial, tuple(changes), tuple(actions))


def _reach(alarm: MetricAlarm, parameters: EvaluationParameters) -> int:
    """Seconds before an evaluation from which samples can count, at most."""
    periods = parameters.evaluation_range(alarm.evaluation_periods, alarm.period) + 1
    # Wall clock windows begin at a boundary before, and clocks are changed.
    calendar = alarm.period + _DAY if alarm.time_zone is not None else 0
    return periods * alarm.period + lateness(alarm, parameters) + alarm.interval + calendar


def _stretches(times: range, trace: Trace, reach: int) -> Iterable[range]:
    """Cut the times of evaluations so that the samples of none of them are too many."""
    if not times:
        return
    span = times[-1] - times[0] + times.step
    rows = len(trace.table.stamps)
    seconds = min(_STRETCH, span * _ROWS // max(rows, 1))
    size = max(max(seconds, 4 * reach) // times.step, 1)
    for first in range(0, len(times), size):
        yield times[first : first + size]


def pages_of(alarm: MetricAlarm, timeline: Timeline, *, created: bool) -> tuple[Page, ...]:
    """Whom an alarm told, and when.

    Args:
        alarm: For its actions.
        timeline: Its states.
        created: Whether it was created when the timeline begins.
    """
    return tuple(
        Page(
            change.time,
            change.state,
            created and change.time == timeline.times[0],
        )
        for change in timeline.changes
        if alarm.actions.get(change.state)
    )


def decisions(done: AlarmReplay, whole: Replay) -> Sequence[Decision]:
    """The changes of an alarm with the data points that decided, oldest change first.

    Args:
        done: What the alarm did.
        whole: The replay that it is from.
    """
    alarm, trace, parameters = done.alarm, whole.trace, whole.parameters
    told_apart, reach = told_apart_by_id(alarm), _reach(alarm, parameters)
    late = lateness(alarm, parameters)
    found = []
    for change in done.timeline.changes:
        samples = trace.samples(alarm, change.time - reach, change.time)
        evaluation = evaluate_once(told_apart, samples, at=change.time, parameters=parameters)
        newest = change.time - late - alarm.period
        count = len(evaluation.points)
        points = tuple(
            DataPoint(newest - (count - 1 - place) * alarm.period, value, breaches)
            for place, (value, breaches) in enumerate(
                zip(evaluation.points, evaluation.breaching, strict=True)
            )
        )
        found.append(Decision(change, points))
    return found
