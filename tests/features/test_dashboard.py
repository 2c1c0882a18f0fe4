"""The feature `dashboard`: what the function does, and the states of its alarms."""

from collections.abc import Mapping

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.alarm import FUNCTION, Metric, MetricMath
from lambda_monitored_gen.catalog.features.dashboard import (
    GRAPHS,
    expected_graphs,
    has_own_graph,
)
from lambda_monitored_gen.hcl.string_templates import Text
from tests.features.modules import added, flat, module, values
from tests.support.feature_sets import feature_sets
from tests.unit.test_alarm_records import alarm

WORDS = ("dashboard",)
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["dashboard"]


def test_files() -> None:
    """It has a file of its own, and tests of both kinds."""
    assert added("dashboard") == {
        "dashboard.tf",
        "tests/dashboard.tftest.hcl",
        "tests/test_dashboard.py",
    }


def test_what_is_on_it() -> None:
    """It shows how often the function runs, fails and is throttled, how long, and how many run."""
    drawn = {
        graph.title: [
            f"{each.metric.name} {each.metric.statistic}" for each in graph.lines if each.metric
        ]
        for graph in GRAPHS
    }
    assert drawn == {
        "Invocations": ["Invocations Sum"],
        "Errors": ["Errors Sum", "Invocations Sum"],
        "Duration": ["Duration p50", "Duration p90", "Duration p99", "Duration Maximum"],
        "Throttles": ["Throttles Sum"],
        "Concurrency": ["ConcurrentExecutions Maximum"],
    }
    metrics = [each.metric for graph in GRAPHS for each in graph.lines if each.metric]
    assert {(each.namespace, each.dimensions) for each in metrics} == {("AWS/Lambda", (FUNCTION,))}


def test_error_rate() -> None:
    """The error rate is a percentage of the invocations, on an axis of its own."""
    found = expected_graphs(values())[1]
    (rate,) = found["metrics"][2]
    assert rate == {
        "label": "Error rate",
        "expression": "100 * errors / invocations",
        "id": "rate",
        "yAxis": "right",
    }
    assert [each[-1].get("id") for each in found["metrics"]] == ["errors", "invocations", "rate"]
    assert [each[-1].get("visible", True) for each in found["metrics"]] == [True, False, True]


def test_line_at_the_timeout() -> None:
    """In the graph of the duration a line shows the timeout, in milliseconds as the metric is."""
    graphs = {each["title"]: each for each in expected_graphs(values(timeout=31))}
    line = {"label": "Timeout", "value": 31_000}
    assert graphs.pop("Duration")["annotations"] == {"horizontal": [line]}
    assert [each for each in graphs.values() if "annotations" in each] == []
    text = flat(module("dashboard")["dashboard.tf"])
    assert 'horizontal = [ { label = "Timeout", value = var.timeout * 1000 }, ]' in text


def test_axes() -> None:
    """Graphs begin at zero, and say what they count where their titles do not."""
    errors, duration, throttles = expected_graphs(values())[1:4]
    percent = {"min": 0, "label": "Percent", "showUnits": False}
    assert errors["yAxis"] == {"left": {"min": 0}, "right": percent}
    assert duration["yAxis"] == {"left": {"min": 0, "label": "Milliseconds", "showUnits": False}}
    assert throttles["yAxis"] == {"left": {"min": 0}}


def test_metrics_of_the_resource() -> None:
    """Graphs name the function by its resource, and expect it by its name."""
    row = '["AWS/Lambda", "Errors", "FunctionName", aws_lambda_function.this.function_name, { label'
    assert row in flat(module("dashboard")["dashboard.tf"])
    assert expected_graphs(values())[3]["metrics"] == [
        ["AWS/Lambda", "Throttles", "FunctionName", "pay", {"label": "Throttles", "stat": "Sum"}]
    ]


MATH: Mapping[str, Metric] = {"a": Metric("AWS/Lambda", "Errors", "Sum")}


@pytest.mark.parametrize(
    ("metric", "own"),
    [
        (Metric("AWS/Lambda", "Duration", "p90"), False),
        (Metric("AWS/SQS", "Errors", "Sum"), True),
        (Metric("AWS/Lambda", "AsyncEventAge", "Maximum"), True),
        (MetricMath("m", "M", Text("a / 2"), MATH), False),
        (MetricMath("m", "M", Text("a / b"), {**MATH, "b": Metric("X", "Y", "Sum")}), True),
    ],
)
def test_alarms_with_graphs_of_their_own(metric: Metric | MetricMath, *, own: bool) -> None:
    """An alarm on what no graph draws has one itself, whatever namespace and feature it is of."""
    assert has_own_graph(alarm(metric)) is own


def test_graphs_of_alarms() -> None:
    """A graph of an alarm is the one that CloudWatch draws of it, where the alarm exists."""
    text = flat(module(*feature_sets()["all"])["dashboard.tf"])
    for each in CATALOG.alarms.values():
        graph = (
            f"[for each in {each.address} : "
            "{ title = each.alarm_name, annotations = { alarms = [each.arn] } }],"
        )
        assert (graph in text) is has_own_graph(each)
    assert "aws_cloudwatch_metric_alarm.memory :" in text


def test_every_state_is_shown() -> None:
    """Each alarm of the module is among those whose states are shown, the composite one too."""
    text = flat(module(*feature_sets()["all"])["dashboard.tf"])
    arns = [f"{each.address}[*].arn," for each in CATALOG.alarms.values()]
    arns.append("aws_cloudwatch_composite_alarm.any[*].arn,")
    assert f"dashboard_alarm_arns = concat( {' '.join(arns)} )" in text
    assert "composite" not in module("dashboard")["dashboard.tf"]


def test_name() -> None:
    """A dashboard is in all regions: by default its name has the region, from what is in the state.

    <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html>
    """
    text = flat(module("dashboard")["dashboard.tf"])
    assert (
        'dashboard_name = coalesce(var.dashboard_name, "${var.function_name}-'
        '${local.dashboard_region}")'
    ) in text
    region = 'try(split(":", aws_lambda_function.this.arn)[3], local.region)'
    assert f"dashboard_region = {region}" in text
    assert len("x" * 64 + "-ap-southeast-1") < 255


def test_readme_says_what_is_on_it() -> None:
    """Readers learn what they will see, and why the name has a region."""
    text = flat(module("dashboard")["README.md"])
    assert (
        "- the states of all alarms; - invocations; - errors, error rate; - duration: p50" in text
    )
    assert "and a line at the timeout;" in text
    assert "A dashboard is in all regions of an account." in text
