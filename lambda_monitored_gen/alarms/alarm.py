"""A metric alarm, read from the response of CloudWatch's DescribeAlarms."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.expressions import Expression, Lookup, Point, parse_expression
from lambda_monitored_gen.alarms.missing_data import TreatMissingData
from lambda_monitored_gen.alarms.state import AlarmState

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
"""Those with a fixed threshold; the others belong to anomaly detection."""

_ONLY_METRIC = "metric"


@dataclass(frozen=True)
class MetricAlarm:
    """An alarm on one metric or on one expression of metric math.

    Attributes:
        name: Its name.
        state: The state that CloudWatch, or the emulator, has for it.
        comparison: Name of its comparison operator.
        threshold: What its points are compared with.
        evaluation_periods: N of "M out of N".
        datapoints_to_alarm: M of "M out of N".
        treat_missing_data: How missing points count.
        period: Length of a period in seconds.
        metric_stats: The metrics that it reads, by id, as GetMetricData takes them.
        expressions: Its expressions by id.
        result: The id of what is compared with the threshold.
    """

    name: str
    state: AlarmState
    comparison: str
    threshold: float
    evaluation_periods: int
    datapoints_to_alarm: int
    treat_missing_data: TreatMissingData
    period: int
    metric_stats: Mapping[str, Mapping[str, Any]]
    expressions: Mapping[str, Expression]
    result: str

    def breaches(self, value: float) -> bool:
        """Tell whether a point breaches the threshold."""
        return COMPARISONS[self.comparison](value, self.threshold)

    def value(self, metrics: Lookup) -> Point:
        """Compute what is compared with the threshold, at one time.

        Args:
            metrics: The values of the metrics at that time, by id.
        """

        def lookup(name: str) -> Point:
            expression = self.expressions.get(name)
            return expression.value(lookup) if expression else metrics(name)

        return lookup(self.result)


def read_alarm(description: Mapping[str, Any]) -> MetricAlarm:
    """Read one item of `MetricAlarms` in the response of DescribeAlarms.

    Args:
        description: The alarm in boto3's form.

    Raises:
        AlarmError: It uses something that the evaluator does not support.
    """
    name = description["AlarmName"]
    comparison = description["ComparisonOperator"]
    if comparison not in COMPARISONS:
        raise AlarmError(
            f"alarm {name} compares with {comparison}, which the evaluator does not support. "
            f"Supported: {', '.join(COMPARISONS)}."
        )
    queries = description.get("Metrics") or [_query_of(description)]
    metric_stats = {each["Id"]: each["MetricStat"] for each in queries if each.get("MetricStat")}
    texts = {each["Id"]: each["Expression"] for each in queries if each.get("Expression")}
    periods = {stat["Period"] for stat in metric_stats.values()}
    if len(periods) != 1:
        raise AlarmError(
            f"alarm {name} has metrics of {len(periods)} different periods, and the evaluator "
            "needs the same one for all."
        )
    expressions = {each: parse_expression(text) for each, text in texts.items()}
    _refuse_unknown_ids(name, expressions, metric_stats)
    evaluation_periods = description["EvaluationPeriods"]
    return MetricAlarm(
        name=name,
        state=AlarmState(description.get("StateValue", "INSUFFICIENT_DATA")),
        comparison=comparison,
        threshold=float(description["Threshold"]),
        evaluation_periods=evaluation_periods,
        # Without it all N must breach. Source: PutMetricAlarm.
        datapoints_to_alarm=description.get("DatapointsToAlarm") or evaluation_periods,
        treat_missing_data=TreatMissingData(description.get("TreatMissingData") or "missing"),
        period=int(periods.pop()),
        metric_stats=metric_stats,
        expressions=expressions,
        result=_result(name, queries),
    )


def _query_of(description: Mapping[str, Any]) -> dict[str, Any]:
    """Write an alarm on one metric as an alarm on metric math with that one query."""
    metric = {
        "Namespace": description["Namespace"],
        "MetricName": description["MetricName"],
        "Dimensions": description.get("Dimensions", []),
    }
    stat = {
        "Metric": metric,
        "Period": description["Period"],
        "Stat": description.get("Statistic") or description["ExtendedStatistic"],
    }
    if description.get("Unit"):
        stat["Unit"] = description["Unit"]
    return {"Id": _ONLY_METRIC, "MetricStat": stat, "ReturnData": True}


def _result(name: str, queries: Sequence[Mapping[str, Any]]) -> str:
    # PutMetricAlarm wants exactly one to be true; an emulator may keep alarms that have not.
    returned = [each["Id"] for each in queries if each.get("ReturnData", True)]
    if len(returned) != 1:
        raise AlarmError(
            f"alarm {name} should return the data of exactly one of its queries, and returns that "
            f"of {len(returned)}: {', '.join(returned) or 'none'}."
        )
    return str(returned[0])


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
