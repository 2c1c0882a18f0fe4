"""A metric alarm as a record."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from lambda_monitored_gen.alarms.expressions import Expression
from lambda_monitored_gen.alarms.missing_data import TreatMissingData
from lambda_monitored_gen.alarms.missing_points import Lookup, Point
from lambda_monitored_gen.alarms.state import AlarmState
from lambda_monitored_gen.alarms.timeline import Metric

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
"""Those with a fixed threshold; the others belong to anomaly detection."""

HIGH_RESOLUTION_PERIODS = (10, 20, 30)
"""Seconds. All other periods are multiples of 60. Source: PutMetricAlarm."""

_DAY = 86_400


class MetricStat(NamedTuple):
    """A metric with the statistic that is taken of it.

    Attributes:
        metric: The metric.
        statistic: Such as `Sum` or `p99.9`.
    """

    metric: Metric
    statistic: str


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
        metrics: The metrics that it reads, by id.
        expressions: Its expressions by id.
        result: The id of what is compared with the threshold.
        time_zone: The zone of its wall clock window; None for a sliding one.
        keeps_state_at_few_samples: Whether periods with few samples change nothing. Only for
            percentiles.
        actions: What it carries out when it goes into a state: ARNs, none where its actions are
            disabled.
    """

    name: str
    state: AlarmState
    comparison: str
    threshold: float
    evaluation_periods: int
    datapoints_to_alarm: int
    treat_missing_data: TreatMissingData
    period: int
    metrics: Mapping[str, MetricStat]
    expressions: Mapping[str, Expression]
    result: str
    time_zone: str | None
    keeps_state_at_few_samples: bool
    actions: Mapping[AlarmState, tuple[str, ...]]

    @property
    def interval(self) -> int:
        """Seconds from one evaluation to the next.

        Source: the section on alarm evaluation of the user guide; the alarms reference of AWS's
        agent toolkit for the hour.
        """
        if self.period in HIGH_RESOLUTION_PERIODS:
            return 10
        return 3600 if self.evaluation_periods * self.period > _DAY else 60

    def breaches(self, value: float) -> bool:
        """Tell whether a point breaches the threshold."""
        return COMPARISONS[self.comparison](value, self.threshold)

    def value_of(self, metrics: Lookup) -> Callable[[], Point]:
        """Make what computes the value that is compared with the threshold.

        Args:
            metrics: The values of the metrics by id. What is returned asks it at each call, and the
                answers may have changed since the last one.
        """

        def lookup(name: str) -> Point:
            expression = self.expressions.get(name)
            return expression.value(lookup) if expression else metrics(name)

        # An alarm asks this for each of its points, most often with one expression at most.
        if self.result in self.metrics:
            return partial(metrics, self.result)
        names = metrics if len(self.expressions) == 1 else lookup
        return partial(self.expressions[self.result].value, names)
