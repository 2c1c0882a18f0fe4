"""An alarm as a record, stated once.

From it come the HCL, the README's row, the output, the assertions of `terraform test`, what the
suite expects of AWS and what `lmgen prove` proves. The words of the fields are those of
CloudWatch's API:
<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog.alarm_labels import ALARM_PREFIX, RUNBOOK
from lambda_monitored_gen.hcl.expressions import Expression, Literal, Var
from lambda_monitored_gen.hcl.functions import Choice
from lambda_monitored_gen.hcl.literals import literal
from lambda_monitored_gen.hcl.string_templates import Joined, Text
from lambda_monitored_gen.hcl.type_constraints import Value

MINUTE = Literal(60)
"""The shortest period, in seconds, that metrics of AWS/Lambda have."""

ONCE = Literal(1)
"""One period, or one data point."""


ABOVE = Literal("GreaterThanThreshold")
"""The comparison of most alarms."""


def above(percentage: str) -> Expression:
    """The comparison with a threshold that is a percentage of all that there can be.

    Nothing is above 100 percent of it: there, all of it breaches.

    Args:
        percentage: The variable with the percentage.
    """
    return Choice(Var(percentage).equals(100), "GreaterThanOrEqualToThreshold", ABOVE)


class Dimension(NamedTuple):
    """What a metric is of.

    Attributes:
        name: As CloudWatch has it.
        hcl: The HCL expression for the value; it names a resource, so that the alarm follows it.
        value: The same over variables alone.
    """

    name: str
    hcl: str
    value: Text


FUNCTION = Dimension(
    "FunctionName", "aws_lambda_function.this.function_name", Text("{function_name}")
)
"""The dimension of the metrics in the namespace AWS/Lambda."""


STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
"""What an alarm has as its statistic; any other, such as `p90`, is an extended one."""


class Metric(NamedTuple):
    """A metric with the statistic that is taken of it.

    Attributes:
        namespace: Such as `AWS/Lambda`.
        name: Such as `Errors`; an expression where each function has a metric of its own.
        statistic: Such as `Sum` or `p90`.
        dimensions: What it is of.
        low_samples: What an alarm on a percentile does where a period has few samples: `evaluate`
            or `ignore`; empty for other statistics. Metric math knows no such thing.
    """

    namespace: str
    name: str | Text
    statistic: str
    dimensions: tuple[Dimension, ...] = (FUNCTION,)
    low_samples: str = ""

    @property
    def is_extended(self) -> bool:
        """Whether the statistic is an extended one."""
        return self.statistic not in STATISTICS

    @property
    def name_hcl(self) -> str:
        """The name in HCL."""
        return literal(self.name) if isinstance(self.name, str) else self.name.hcl

    @property
    def dimensions_hcl(self) -> str:
        """The dimensions as an HCL object."""
        return f"{{ {', '.join(f'{each.name} = {each.hcl}' for each in self.dimensions)} }}"

    def describe(self) -> dict[str, Any]:
        """The metric in CloudWatch's words; values may be expressions."""
        return {
            "Namespace": self.namespace,
            "MetricName": self.name,
            "Dimensions": [{"Name": each.name, "Value": each.value} for each in self.dimensions],
        }


class MetricMath(NamedTuple):
    """An expression over metrics: what an alarm watches, or the band that it compares them with.

    Attributes:
        id: What the expression is called among the queries of the alarm.
        label: What people see of it.
        expression: In CloudWatch's language, over the ids of `metrics`.
        metrics: By their ids.
    """

    id: str
    label: str
    expression: Text
    metrics: Mapping[str, Metric]


class Rhythm(NamedTuple):
    """When invocations are due that a schedule makes.

    Attributes:
        interval: Seconds from one that is due to the next, at most; whole minutes.
        late: Seconds after which each has started at the latest; whole minutes.
    """

    interval: Expression
    late: Expression


class Alarm(NamedTuple):
    """One alarm of the module.

    Attributes:
        name: Of the Terraform resource; with hyphens, what the alarm's name ends in.
        description: What it says of itself where it rings, before what callers add.
        metric: What it watches.
        threshold: What a data point must compare with, in the unit of the metric; None where that
            is the band which metric math makes of it.
        exists: The condition under which the module has it.
        raised: When it rings, as a clause of Markdown.
        given: What callers do for it to exist, as a clause of Markdown.
        remedy: What to do when it rings, in sentences of Markdown.
        noun: What it watches, in one word.
        output: The output with its ARN; alarms that exclude each other may share one.
        period: Length of one period, in seconds.
        evaluation_periods: How many of the newest periods count.
        datapoints_to_alarm: How many of those must breach; None for all.
        comparison: How a data point is compared with the threshold.
        treat_missing_data: What a period without data counts as.
        watches: What `lmgen prove` checks that it rings for: `failure`, `failure-rate`,
            `duration`, `duration-rate`, `throttle`, `throttle-rate`, `memory`, `log-line` or
            `missed-run`; empty for anything else.
        rhythm: When what it misses is due, where that is `missed-run`.
        unit: Unit of the threshold, where its expression does not show it.
        control: The control of ISO 27001 that it answers, of `controls.CONTROLS`.
        feature: The feature that it belongs to; empty for the core.
        ringing: Values of variables with which it exists, for tests.
    """

    name: str
    description: Expression
    metric: Metric | MetricMath
    threshold: Expression | None
    exists: Expression
    raised: str
    given: str
    remedy: str
    noun: str
    output: str
    period: Expression = MINUTE
    evaluation_periods: Expression = ONCE
    datapoints_to_alarm: Expression | None = None
    comparison: Expression = ABOVE
    treat_missing_data: str = "notBreaching"
    watches: str = ""
    rhythm: Rhythm | None = None
    unit: str = ""
    control: str = "8.16"
    feature: str = ""
    ringing: Mapping[str, Value] = {}

    @property
    def suffix(self) -> str:
        """What its name in CloudWatch ends in, after what those of all alarms begin with."""
        return self.name.replace("_", "-")

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics that it watches."""
        if isinstance(self.metric, Metric):
            return (self.metric,)
        return tuple(self.metric.metrics.values())

    @property
    def full_name(self) -> Expression:
        """Its name in CloudWatch."""
        return Joined(ALARM_PREFIX, Literal(self.suffix))

    @property
    def full_description(self) -> Expression:
        """All that it says of itself where it rings."""
        return Joined(self.description, RUNBOOK)

    @property
    def address(self) -> str:
        """The address of its resource, without an index."""
        return f"aws_cloudwatch_metric_alarm.{self.name}"

    @property
    def window_variables(self) -> tuple[str, ...]:
        """The variables with which callers choose its window; null in all of them is the best one.

        A `timeout` is no such variable, nor is what says when invocations are due: they only give
        an alarm more to see.
        """
        window = (self.period, self.evaluation_periods, self.datapoints_to_alarm)
        names = {name for each in window if each for name in each.variables}
        due = {name for each in self.rhythm or () for name in each.variables}
        return tuple(sorted(names - due - {"timeout"}))

    def describe(self) -> dict[str, Any]:
        """What DescribeAlarms says of it; values may be expressions.

        Names, actions and tags are left out: they are the same for all alarms.
        """
        described: dict[str, Any] = {
            "AlarmDescription": self.full_description,
            "EvaluationPeriods": self.evaluation_periods,
            **({} if self.threshold is None else {"Threshold": self.threshold}),
            "ComparisonOperator": self.comparison,
            "TreatMissingData": self.treat_missing_data,
        }
        if self.datapoints_to_alarm is not None:
            described["DatapointsToAlarm"] = self.datapoints_to_alarm
        if isinstance(self.metric, Metric):
            kind = "ExtendedStatistic" if self.metric.is_extended else "Statistic"
            described |= {**self.metric.describe(), kind: self.metric.statistic}
            if self.metric.low_samples:
                described["EvaluateLowSampleCountPercentile"] = self.metric.low_samples
            return {**described, "Period": self.period}
        expression = {
            "Id": self.metric.id,
            "Label": self.metric.label,
            "Expression": self.metric.expression,
            "ReturnData": True,
        }
        queries: list[dict[str, Any]] = [
            {
                "Id": name,
                "MetricStat": {
                    "Metric": metric.describe(),
                    "Period": self.period,
                    "Stat": metric.statistic,
                },
            }
            for name, metric in self.metric.metrics.items()
        ]
        if self.threshold is None:
            # Of a band, both sides of the comparison are data that CloudWatch returns.
            described["ThresholdMetricId"] = self.metric.id
            queries = [{**query, "ReturnData": True} for query in queries]
        return {**described, "Metrics": [expression, *queries]}
