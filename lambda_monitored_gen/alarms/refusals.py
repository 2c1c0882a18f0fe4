"""What the engine refuses: fields that it does not know, and what CloudWatch itself refuses.

A field that is not listed is refused by its name, so that an argument that CloudWatch gets next
year is an error, never a wrong answer.
"""

from collections.abc import Collection, Mapping
from typing import Any

from lambda_monitored_gen.alarms.alarm import COMPARISONS, HIGH_RESOLUTION_PERIODS, MetricAlarm
from lambda_monitored_gen.alarms.errors import AlarmError

_JUDGED = frozenset(
    {
        "ActionsEnabled",
        "AlarmActions",
        "AlarmName",
        "ComparisonOperator",
        "DatapointsToAlarm",
        "Dimensions",
        "EvaluateLowSampleCountPercentile",
        "EvaluationPeriods",
        "EvaluationWindow",
        "ExtendedStatistic",
        "InsufficientDataActions",
        "MetricName",
        "Metrics",
        "Namespace",
        "OKActions",
        "Period",
        "StateValue",
        "Statistic",
        "Threshold",
        "TreatMissingData",
        "Unit",
    }
)
_WITHOUT_EFFECT_ON_STATES = frozenset(
    {
        "ActionConfiguration",  # what messages contain
        "AlarmArn",
        "AlarmConfigurationUpdatedTimestamp",
        "AlarmDescription",
        "StateReason",
        "StateReasonData",
        "StateTransitionedTimestamp",
        "StateUpdatedTimestamp",
    }
)
_ALARM = _JUDGED | _WITHOUT_EFFECT_ON_STATES
_QUERY = frozenset({"Expression", "Id", "Label", "MetricStat", "ReturnData"})
_METRIC_STAT = frozenset({"Metric", "Period", "Stat", "Unit"})
_METRIC = frozenset({"Dimensions", "MetricName", "Namespace"})
_WINDOW = frozenset({"SlidingWindow", "WallClockWindow"})
_WALL_CLOCK = frozenset({"Timezone"})

_DAY, _WEEK, _HOUR = 86_400, 604_800, 3600
_METRICS_AT_MOST = 10
_OF_EVERY_ALARM = ("ComparisonOperator", "EvaluationPeriods", "Threshold")
_OF_ONE_METRIC = ("Namespace", "MetricName", "Period")
WALL_CLOCK_PERIODS = (60, 300, _HOUR, _DAY, _WEEK)
"""Seconds. Source: the API reference's page on WallClockWindow."""


def refuse_unknown_fields(name: str, description: Mapping[str, Any]) -> None:
    """Refuse an alarm with a field that the engine does not know.

    A field without a value says nothing, and emulators return many of those.

    Args:
        name: The alarm's name, for the message.
        description: One item of `MetricAlarms` in the response of DescribeAlarms.

    Raises:
        AlarmError: It has one.
    """
    _refuse(name, "", description, _ALARM)
    for query in description.get("Metrics") or ():
        _refuse(name, "Metrics.", query, _QUERY)
        stat = query.get("MetricStat") or {}
        _refuse(name, "Metrics.MetricStat.", stat, _METRIC_STAT)
        _refuse(name, "Metrics.MetricStat.Metric.", stat.get("Metric") or {}, _METRIC)
    window = description.get("EvaluationWindow") or {}
    _refuse(name, "EvaluationWindow.", window, _WINDOW)
    for kind, known in (("SlidingWindow", frozenset[str]()), ("WallClockWindow", _WALL_CLOCK)):
        _refuse(name, f"EvaluationWindow.{kind}.", window.get(kind) or {}, known)


def refuse_contradictions(name: str, description: Mapping[str, Any]) -> None:
    """Refuse an alarm that says something twice, or does not say what it watches.

    Source: PutMetricAlarm; MetricDataQuery, of which an alarm has as many as it likes; the union
    EvaluationWindow.

    Args:
        name: The alarm's name, for the message.
        description: One item of `MetricAlarms` in the response of DescribeAlarms.

    Raises:
        AlarmError: It is such an alarm.
    """
    for field in _OF_EVERY_ALARM:
        if description.get(field) in {None, ""}:
            raise AlarmError(f"alarm {name} has no {field}.")
    queries = description.get("Metrics") or ()
    statistics = [each for each in ("Statistic", "ExtendedStatistic") if description.get(each)]
    of_one_metric = [*(each for each in _OF_ONE_METRIC if description.get(each)), *statistics]
    if queries and of_one_metric:
        raise AlarmError(f"alarm {name} has both Metrics and {', '.join(of_one_metric)}.")
    if not queries and len(of_one_metric) != len(_OF_ONE_METRIC) + 1:
        raise AlarmError(
            f"alarm {name} has {', '.join(of_one_metric) or 'nothing'}; it takes Metrics, or all "
            f"of {', '.join(_OF_ONE_METRIC)} with either Statistic or ExtendedStatistic."
        )
    identifiers = [each["Id"] for each in queries]
    for each in queries:
        if identifiers.count(each["Id"]) > 1:
            raise AlarmError(f"alarm {name} has more than one query '{each['Id']}'.")
        if bool(each.get("Expression")) == bool(each.get("MetricStat")):
            raise AlarmError(
                f"alarm {name}: the query '{each['Id']}' takes either Expression or MetricStat."
            )
    windows = description.get("EvaluationWindow") or {}
    if all(windows.get(each) is not None for each in _WINDOW):
        raise AlarmError(f"alarm {name} has both a sliding and a wall clock window.")


def _refuse(name: str, where: str, fields: Mapping[str, Any], known: Collection[str]) -> None:
    unknown = sorted(each for each, value in fields.items() if value and each not in known)
    if unknown:
        raise AlarmError(
            f"alarm {name} has {', '.join(where + each for each in unknown)}, which the evaluator "
            "does not model, so it cannot tell the alarm's state."
        )


def check_limits(alarm: MetricAlarm) -> None:
    """Refuse what CloudWatch refuses, for it has no state there either.

    Source: PutMetricAlarm; the metric math page for the number of metrics.

    Args:
        alarm: As read.

    Raises:
        AlarmError: A limit is broken.
    """
    if alarm.comparison not in COMPARISONS:
        raise AlarmError(
            f"alarm {alarm.name} compares with {alarm.comparison}, which the evaluator does not "
            f"support. Supported: {', '.join(COMPARISONS)}."
        )
    period, n, m = alarm.period, alarm.evaluation_periods, alarm.datapoints_to_alarm
    if period not in HIGH_RESOLUTION_PERIODS and (period <= 0 or period % 60):
        raise AlarmError(
            f"alarm {alarm.name} has a period of {period} s; CloudWatch has 10, 20, 30 and "
            "multiples of 60."
        )
    if not 1 <= m <= n:
        raise AlarmError(
            f"alarm {alarm.name} needs {m} of {n} data points; CloudWatch wants at least one, and "
            "no more than there are."
        )
    limit = _DAY if period < _HOUR else _WEEK
    if n * period > limit:
        raise AlarmError(
            f"alarm {alarm.name} spans {n * period} s; with a period of {period} s CloudWatch has "
            f"{limit} at most."
        )
    if alarm.time_zone is not None and period not in WALL_CLOCK_PERIODS:
        raise AlarmError(
            f"alarm {alarm.name} has a wall clock window with a period of {period} s; CloudWatch "
            f"has {', '.join(map(str, WALL_CLOCK_PERIODS))}."
        )
    if len(alarm.metrics) > _METRICS_AT_MOST:
        raise AlarmError(
            f"alarm {alarm.name} reads {len(alarm.metrics)} metrics; CloudWatch has "
            f"{_METRICS_AT_MOST} at most."
        )
