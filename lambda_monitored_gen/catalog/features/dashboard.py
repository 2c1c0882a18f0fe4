"""A dashboard of CloudWatch: what the function does, and the states of its alarms."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.alarm import Alarm, Metric
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Output, Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl import literal
from lambda_monitored_gen.hcl.expressions import Expression, Var, resolve
from lambda_monitored_gen.hcl.type_constraints import STRING, Value
from lambda_monitored_gen.rules import RegexMatches

PERIOD = 60
"""Seconds of a data point; CloudWatch draws longer ones where a time range has too many."""


class Line(NamedTuple):
    """What a graph draws: a metric, or an expression over those of the graph.

    Attributes:
        label: What people see of it.
        metric: The metric; None for an expression.
        expression: The expression, in CloudWatch's language; empty for a metric.
        id: What expressions call it; empty where none does.
        hidden: Whether it is there for expressions only.
        right: Whether its axis is the right one.
    """

    label: str
    metric: Metric | None = None
    expression: str = ""
    id: str = ""
    hidden: bool = False
    right: bool = False

    @property
    def options(self) -> dict[str, Value]:
        """How it is drawn, in the words of a dashboard."""
        options: dict[str, Value] = {
            "label": self.label,
            "stat": self.metric and self.metric.statistic,
            "expression": self.expression or None,
            "id": self.id or None,
            "visible": False if self.hidden else None,
            "yAxis": "right" if self.right else None,
        }
        return {name: value for name, value in options.items() if value is not None}

    @property
    def options_hcl(self) -> str:
        """The options as an HCL object."""
        return f"{{ {', '.join(f'{name} = {literal(v)}' for name, v in self.options.items())} }}"

    def describe(self) -> list[Any]:
        """The line in the words of a dashboard; values may be expressions."""
        if self.metric is None:
            return [self.options]
        dimensions = [part for each in self.metric.dimensions for part in (each.name, each.value)]
        return [self.metric.namespace, self.metric.name, *dimensions, self.options]


class Mark(NamedTuple):
    """A horizontal line.

    Attributes:
        label: What people see of it.
        value: Where it is, in the unit of the graph.
    """

    label: str
    value: Expression


class Graph(NamedTuple):
    """A graph that every dashboard has.

    Attributes:
        title: What it is called.
        lines: What it draws.
        axes: What its axes count, by `left` and `right`, where its title does not say it.
        marks: The horizontal lines in it.
    """

    title: str
    lines: tuple[Line, ...]
    axes: Mapping[str, str] = {}
    marks: tuple[Mark, ...] = ()

    @property
    def y_axis(self) -> dict[str, Value]:
        """The axes in the words of a dashboard."""
        counted: dict[str, Value] = {
            side: {"min": 0, "label": label, "showUnits": False}
            for side, label in self.axes.items()
        }
        return {"left": {"min": 0}, **counted}

    def describe(self) -> dict[str, Any]:
        """The graph in the words of a dashboard; values may be expressions."""
        described: dict[str, Any] = {
            "title": self.title,
            "metrics": [each.describe() for each in self.lines],
            "period": PERIOD,
            "yAxis": self.y_axis,
        }
        if self.marks:
            horizontal = [{"label": each.label, "value": each.value} for each in self.marks]
            described["annotations"] = {"horizontal": horizontal}
        return described


def _of_the_function(name: str, statistic: str) -> Metric:
    return Metric("AWS/Lambda", name, statistic)


_INVOCATIONS = Line("Invocations", _of_the_function("Invocations", "Sum"), id="invocations")

GRAPHS = (
    Graph("Invocations", (_INVOCATIONS._replace(id=""),)),
    Graph(
        "Errors",
        (
            Line("Errors", _of_the_function("Errors", "Sum"), id="errors"),
            _INVOCATIONS._replace(hidden=True),
            Line("Error rate", expression="100 * errors / invocations", id="rate", right=True),
        ),
        axes={"right": "Percent"},
    ),
    Graph(
        "Duration",
        (
            *(
                Line(statistic, _of_the_function("Duration", statistic))
                for statistic in ("p50", "p90", "p99")
            ),
            Line("Maximum", _of_the_function("Duration", "Maximum")),
        ),
        axes={"left": "Milliseconds"},
        marks=(Mark("Timeout", Var("timeout") * 1000),),
    ),
    Graph("Throttles", (Line("Throttles", _of_the_function("Throttles", "Sum")),)),
    Graph(
        "Concurrency",
        (Line("Concurrent executions", _of_the_function("ConcurrentExecutions", "Maximum")),),
    ),
)
"""Of the metrics that Lambda sends of every function:
<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>.
"""

_DRAWN = {
    (line.metric.namespace, line.metric.name)
    for graph in GRAPHS
    for line in graph.lines
    if line.metric
}


def has_own_graph(alarm: Alarm) -> bool:
    """Tell whether an alarm watches something that no graph above draws, and so has one itself."""
    return any((each.namespace, each.name) not in _DRAWN for each in alarm.metrics)


def expected_graphs(values: Mapping[str, Value]) -> list[dict[str, Any]]:
    """Say what the graphs above must be in a module.

    Args:
        values: Every variable of the module with its value.
    """
    return [resolve(each.describe(), lambda found: found.value(values)) for each in GRAPHS]


FEATURE = Feature(
    name="dashboard",
    description=(
        "A CloudWatch dashboard with what the function does, the states of its alarms, and what "
        "they watch."
    ),
    variables=(
        Variable(
            name="dashboard_name",
            type=STRING,
            example="payments",
            description=(
                "Name of the dashboard. AWS has one dashboard of a name in all regions of an "
                "account, and another one of this name is overwritten. If null, the names of the "
                "function and of its region."
            ),
            group="Alarms",
            default=None,
            rules=(
                RegexMatches(
                    patterns.DASHBOARD_NAME,
                    "1 to 255 ASCII letters, digits, hyphens and underscores",
                ),
            ),
            source=(
                "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
                "API_PutDashboard.html"
            ),
        ),
    ),
    outputs=(
        Output(
            name="dashboard_arn",
            description="ARN of the dashboard.",
            value="aws_cloudwatch_dashboard.this.dashboard_arn",
        ),
        Output(
            name="dashboard_name",
            description="Name of the dashboard.",
            value="aws_cloudwatch_dashboard.this.dashboard_name",
        ),
    ),
    template_values={
        "graphs": GRAPHS,
        "period": PERIOD,
        "expected_graphs": expected_graphs,
        "has_own_graph": has_own_graph,
    },
    suite=SuiteValues(everything={"dashboard_name": "{function_name}-dashboard"}),
    controls={
        "8.16": "a dashboard shows what the function does and its alarms",
    },
    costs="the dashboard, beyond those that are free",
    picture=Picture(
        boxes=(Box("dashboard", 3, ("Dashboard",)),),
        arrows=(("metrics", "dashboard"),),
    ),
)
