"""Reads alarms from responses of CloudWatch's DescribeAlarms."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

from lambda_monitored_gen.alarms.alarm import MetricAlarm, MetricStat
from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.expressions import Expression, parse_expression
from lambda_monitored_gen.alarms.missing_data import TreatMissingData
from lambda_monitored_gen.alarms.refusals import (
    check_limits,
    refuse_contradictions,
    refuse_unknown_fields,
)
from lambda_monitored_gen.alarms.state import AlarmState
from lambda_monitored_gen.alarms.statistics import Statistic, percentile_of
from lambda_monitored_gen.alarms.time_zones import UTC, read_time_zone
from lambda_monitored_gen.alarms.timeline import Metric

_Choice = TypeVar("_Choice", bound=Enum)


class _FewSamples(Enum):
    """What an alarm does where a percentile has few samples, by the names of CloudWatch's API."""

    EVALUATE = "evaluate"
    IGNORE = "ignore"


_ACTIONS = {
    AlarmState.OK: "OKActions",
    AlarmState.ALARM: "AlarmActions",
    AlarmState.INSUFFICIENT_DATA: "InsufficientDataActions",
}


def read_alarm(description: Mapping[str, Any]) -> MetricAlarm:
    """Read one item of `MetricAlarms` in the response of DescribeAlarms.

    Args:
        description: The alarm in boto3's form.

    Raises:
        AlarmError: It uses something that the engine does not model, or that CloudWatch refuses.
    """
    name = description["AlarmName"]
    refuse_unknown_fields(name, description)
    refuse_contradictions(name, description)
    queries = description.get("Metrics") or [_query_of(description)]
    stats = {each["Id"]: each["MetricStat"] for each in queries if each.get("MetricStat")}
    texts = {each["Id"]: each["Expression"] for each in queries if each.get("Expression")}
    metrics = {each: _metric_stat(name, stat) for each, stat in stats.items()}
    expressions = {each: parse_expression(text) for each, text in texts.items()}
    _refuse_unknown_ids(name, expressions, metrics)
    evaluation_periods = int(description["EvaluationPeriods"])
    alarm = MetricAlarm(
        name=name,
        state=_chosen(name, description, "StateValue", AlarmState.INSUFFICIENT_DATA),
        comparison=description["ComparisonOperator"],
        threshold=float(description["Threshold"]),
        evaluation_periods=evaluation_periods,
        # Without it all N must breach. Source: PutMetricAlarm.
        datapoints_to_alarm=int(description.get("DatapointsToAlarm") or evaluation_periods),
        treat_missing_data=_treat_missing_data(name, description, metrics),
        period=_period(name, stats),
        metrics=metrics,
        expressions=expressions,
        result=_result(name, queries),
        time_zone=_time_zone(name, description),
        keeps_state_at_few_samples=_keeps_state_at_few_samples(name, description, metrics),
        actions=_actions(description),
    )
    check_limits(alarm)
    return alarm


def _query_of(description: Mapping[str, Any]) -> dict[str, Any]:
    """Write an alarm on one metric as an alarm on metric math with that one query."""
    metric = {
        "Namespace": description["Namespace"],
        "MetricName": description["MetricName"],
        "Dimensions": description.get("Dimensions"),
    }
    stat = {
        "Metric": metric,
        "Period": description["Period"],
        "Stat": description.get("Statistic") or description["ExtendedStatistic"],
        "Unit": description.get("Unit"),
    }
    return {"Id": "metric", "MetricStat": stat}


def _metric_stat(name: str, stat: Mapping[str, Any]) -> MetricStat:
    metric = stat["Metric"]
    dimensions = sorted((each["Name"], each["Value"]) for each in metric.get("Dimensions") or ())
    statistic = stat["Stat"]
    if statistic not in Statistic.__members__.values() and percentile_of(statistic) is None:
        known = ", ".join(each.value for each in Statistic)
        raise AlarmError(
            f"alarm {name} takes the statistic {statistic}, which the evaluator does not support. "
            f"Supported: {known} and percentiles such as p99.9."
        )
    return MetricStat(
        Metric(
            metric["Namespace"], metric["MetricName"], tuple(dimensions), stat.get("Unit") or None
        ),
        statistic,
    )


def _chosen(name: str, description: Mapping[str, Any], field: str, default: _Choice) -> _Choice:
    """Read a field that has one of some values."""
    value = description.get(field) or default.value
    try:
        return type(default)(value)
    except ValueError as error:
        known = ", ".join(str(each.value) for each in type(default))
        raise AlarmError(f"alarm {name} has {field} {value}. Supported: {known}.") from error


def _treat_missing_data(
    name: str, description: Mapping[str, Any], metrics: Mapping[str, MetricStat]
) -> TreatMissingData:
    # Whatever the alarm says. Source: PutMetricAlarm, TreatMissingData.
    if any(each.metric.namespace == "AWS/DynamoDB" for each in metrics.values()):
        return TreatMissingData.IGNORE
    return _chosen(name, description, "TreatMissingData", TreatMissingData.MISSING)


def _period(name: str, stats: Mapping[str, Mapping[str, Any]]) -> int:
    periods = {int(stat["Period"]) for stat in stats.values()}
    if len(periods) != 1:
        raise AlarmError(
            f"alarm {name} has metrics of {len(periods)} different periods, and the evaluator "
            "needs the same one for all."
        )
    return periods.pop()


def _result(name: str, queries: Sequence[Mapping[str, Any]]) -> str:
    # PutMetricAlarm wants exactly one to be true; an emulator may keep alarms that have not.
    returned = [each["Id"] for each in queries if each.get("ReturnData", True)]
    if len(returned) != 1:
        raise AlarmError(
            f"alarm {name} should return the data of exactly one of its queries, and returns that "
            f"of {len(returned)}: {', '.join(returned) or 'none'}."
        )
    return str(returned[0])


def _time_zone(name: str, description: Mapping[str, Any]) -> str | None:
    # The wall clock window may be an empty record: then its zone is UTC.
    window = (description.get("EvaluationWindow") or {}).get("WallClockWindow")
    if window is None:
        return None
    zone = str(window.get("Timezone") or UTC)
    try:
        read_time_zone(zone)
    except AlarmError as error:
        message = f"alarm {name} has a wall clock window: {error.message}"
        raise AlarmError(message, hint=error.hint) from error
    return zone


def _keeps_state_at_few_samples(
    name: str, description: Mapping[str, Any], metrics: Mapping[str, MetricStat]
) -> bool:
    field = "EvaluateLowSampleCountPercentile"
    if _chosen(name, description, field, _FewSamples.EVALUATE) is _FewSamples.EVALUATE:
        return False
    percentiles = [each for each in metrics.values() if percentile_of(each.statistic) is not None]
    if percentiles and description.get("Metrics"):
        raise AlarmError(
            f"alarm {name} ignores few samples of a percentile in metric math, and AWS does not "
            "document which samples count there."
        )
    return bool(percentiles)


def _actions(description: Mapping[str, Any]) -> dict[AlarmState, tuple[str, ...]]:
    enabled = description.get("ActionsEnabled", True)
    return {
        state: tuple(description.get(field) or ()) if enabled else ()
        for state, field in _ACTIONS.items()
    }


def _refuse_unknown_ids(
    name: str, expressions: Mapping[str, Expression], metrics: Mapping[str, object]
) -> None:
    """Refuse expressions that refer to an unknown id, or to themselves."""
    known = dict.fromkeys(metrics, frozenset[str]())
    known |= {each: expression.names for each, expression in expressions.items()}

    def visit(identifier: str, path: tuple[str, ...]) -> None:
        for other in sorted(known[identifier]):
            if other not in known:
                raise AlarmError(
                    f"alarm {name}: '{identifier}' is computed from '{other}', which is not a "
                    "query of the alarm."
                )
            if other in path:
                raise AlarmError(f"alarm {name}: '{other}' is computed from itself.")
            visit(other, (*path, other))

    for identifier in expressions:
        visit(identifier, (identifier,))
