"""The engine: samples and alarms in; states, changes and actions out.

Each data point is computed when its period ends, and again only where a sample arrives late. An
evaluation is then a slice of ready points. Nothing depends on the clock or on AWS.
"""

from bisect import bisect_left
from collections.abc import Iterator

from lambda_monitored_gen.alarms.alarm import MetricAlarm
from lambda_monitored_gen.alarms.data_points import DataPoints
from lambda_monitored_gen.alarms.missing_data import decide_state
from lambda_monitored_gen.alarms.parameters import DEFAULTS, EvaluationParameters
from lambda_monitored_gen.alarms.state import AlarmState
from lambda_monitored_gen.alarms.timeline import (
    Action,
    Evaluation,
    Samples,
    StateChange,
    Timeline,
)
from lambda_monitored_gen.alarms.windows import evaluation_times


def evaluate_over_time(  # noqa: PLR0913 - by name only
    alarm: MetricAlarm,
    samples: Samples,
    *,
    start: int,
    end: int,
    initial: AlarmState = AlarmState.INSUFFICIENT_DATA,
    parameters: EvaluationParameters = DEFAULTS,
) -> Timeline:
    """Evaluate an alarm as often as CloudWatch would within a span of time.

    Args:
        alarm: The alarm; the state that it is described with does not matter.
        samples: What was measured, before `start` too.
        start: When it begins, in seconds since 1970. With the default `initial` that is when the
            alarm is created: CloudWatch evaluates a new alarm with earlier data, and carries out
            the actions of the state that it goes into (PutMetricAlarm).
        end: When it ends, the last second included.
        initial: The state until the first evaluation.
        parameters: What AWS leaves open.
    """
    times = evaluation_times(alarm, start, end, parameters)
    changes = tuple(state_changes(alarm, samples, times, initial, parameters))
    return Timeline(alarm.name, times, initial, changes, _actions(alarm, changes))


def state_changes(
    alarm: MetricAlarm,
    samples: Samples,
    times: range,
    initial: AlarmState,
    parameters: EvaluationParameters,
) -> Iterator[StateChange]:
    """Evaluate an alarm, and tell each change of its state before going on to the next one.

    Args:
        alarm: As for `evaluate_over_time`.
        samples: Likewise.
        times: When it is evaluated.
        initial: The state until the first evaluation.
        parameters: What AWS leaves open.
    """
    if not times:
        return
    points = DataPoints(alarm, samples, times, parameters)
    state, seen, place = initial, None, 0
    while place < len(times):
        time = times[place]
        place += 1
        found = points.advance(time)
        # The same points give the same state, unless the number of samples behind them counts.
        if found != seen or alarm.keeps_state_at_few_samples:
            decided = _decide(alarm, points, found, parameters) or state
            if decided is not state:
                yield StateChange(time, state, decided)
                state = decided
        elif found == points.without_data:
            # An idle metric makes a long row of the same.
            place = bisect_left(times, points.same_until(), place)
        seen = found


def evaluate_once(
    alarm: MetricAlarm,
    samples: Samples,
    *,
    at: int,
    parameters: EvaluationParameters = DEFAULTS,
) -> Evaluation:
    """Evaluate an alarm at one time, and say by which data points.

    Args:
        alarm: With the state that it has until then, which it may keep.
        samples: What was measured.
        at: In seconds since 1970; the evaluation is the first one then or later.
        parameters: What AWS leaves open.
    """
    times = evaluation_times(alarm, at, at + alarm.interval - 1, parameters)
    points = DataPoints(alarm, samples, times, parameters)
    state = _decide(alarm, points, points.advance(times[0]), parameters) or alarm.state
    values = points.values()
    breaching = tuple(None if value is None else alarm.breaches(value) for value in values)
    return Evaluation(alarm.name, state, values, breaching)


def _decide(
    alarm: MetricAlarm, points: DataPoints, found: bytearray, parameters: EvaluationParameters
) -> AlarmState | None:
    if alarm.keeps_state_at_few_samples and points.has_few_samples():
        return None
    return decide_state(
        found,
        evaluation_periods=alarm.evaluation_periods,
        datapoints_to_alarm=alarm.datapoints_to_alarm,
        treat_missing_data=alarm.treat_missing_data,
        young_breach=parameters.young_breach,
    )


def _actions(alarm: MetricAlarm, changes: tuple[StateChange, ...]) -> tuple[Action, ...]:
    return tuple(
        Action(change.time, change.state, arn)
        for change in changes
        for arn in alarm.actions.get(change.state, ())
    )
