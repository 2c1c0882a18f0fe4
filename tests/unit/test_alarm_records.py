"""The records of alarms: complete, and the same in CloudWatch's words as in their fields."""

import json
from typing import Any

import pytest

from lambda_monitored_gen.catalog import CATALOG, Alarm
from lambda_monitored_gen.catalog.alarm import FUNCTION, Dimension, Metric, MetricMath
from lambda_monitored_gen.hcl.expressions import Literal, Var, resolve
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import Value
from tests.support.feature_sets import feature_sets, switches
from tests.support.specs import spec_of

every_alarm = pytest.mark.parametrize("name", CATALOG.alarms)


def alarm(metric: Metric | MetricMath, **fields: Any) -> Alarm:
    """An alarm of which only some fields matter."""
    return Alarm(
        **{
            "name": "much_used",
            "description": Text("{function_name} is used"),
            "metric": metric,
            "threshold": Var("limit"),
            "exists": Literal(value=True),
            "raised": "it is used",
            "given": "always",
            "remedy": "Wait.",
            "noun": "use",
            "output": "use_alarm_arn",
            **fields,
        }
    )


def ringing(name: str) -> dict[str, Value]:
    """All values of a module in which an alarm exists, as its record says."""
    interface = spec_of(features=switches(feature_sets()["all"])).interface
    given = {"function_name": "pay", **CATALOG.alarms[name].ringing}
    return interface.values(given)


@every_alarm
def test_texts(name: str) -> None:
    """Each alarm says when it is raised, what makes it exist, and what to do about it."""
    record = CATALOG.alarms[name]
    for clause in (record.raised, record.given):
        assert clause
        assert not clause.endswith(".")
    assert record.remedy[0].isupper()
    assert record.remedy.endswith(".")
    assert record.noun
    assert record.output.endswith("_alarm_arn")


@every_alarm
def test_exists_with_its_values(name: str) -> None:
    """With the values that tests give it each alarm exists, and its numbers can be computed."""
    values = ringing(name)
    assert CATALOG.alarms[name].exists.value(values) is True
    described = resolve(CATALOG.alarms[name].describe(), lambda each: each.value(values))
    assert json.loads(json.dumps(described)) == described
    assert "pay" in described["AlarmDescription"]
    assert described.get("Threshold", 0) >= 0
    assert ("Threshold" in described) is not ("ThresholdMetricId" in described)
    assert described["EvaluationPeriods"] >= 1


@every_alarm
def test_ringing_values_are_allowed(name: str) -> None:
    """The values with which an alarm exists are of variables that come with it, and are allowed."""
    record = CATALOG.alarms[name]
    for variable, value in record.ringing.items():
        found = CATALOG.variables[variable]
        assert found.feature in {"", record.feature}
        assert list(found.type.mismatches(value)) == []
        assert [each for rule in found.rules for each in rule.violations(value)] == []


@every_alarm
def test_says_what_its_variables_are(name: str) -> None:
    """Where callers decide about an alarm, the README's row names a variable of theirs."""
    record = CATALOG.alarms[name]
    for variable in record.ringing:
        assert f"`{variable}" in f"{record.given} {record.raised}"


def test_names() -> None:
    """The name in CloudWatch ends in the resource's, with hyphens."""
    record = alarm(Metric("AWS/X", "Use", "Sum"))
    assert record.suffix == "much-used"
    assert record.address == "aws_cloudwatch_metric_alarm.much_used"
    assert len({each.suffix for each in CATALOG.alarms.values()}) == len(CATALOG.alarms)


def longest(*variables: str) -> dict[str, Value]:
    """A name of the function, and values of these variables, that are as long as they can be."""
    found: dict[str, Value] = {"function_name": "x" * 64}
    for name in variables:
        rules = CATALOG.variables[name].rules
        for length in range(1000):
            text = f"https://{'x' * length}"
            if all(not list(rule.violations(text)) for rule in rules):
                found[name] = text
    return found


@every_alarm
def test_length_of_names_and_descriptions(name: str) -> None:
    """With the longest that callers can give, AWS takes the name and the description.

    <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
    """
    values = {**ringing(name), **longest("alarm_name_prefix", "runbook_url")}
    assert len(str(values["alarm_name_prefix"])) == 128
    assert len(str(values["runbook_url"])) == 512
    assert len(str(CATALOG.alarms[name].full_name.value(values))) <= 255
    assert len(str(CATALOG.alarms[name].full_description.value(values))) <= 1024


def test_labels() -> None:
    """A prefix comes before the function's name, a runbook after the description, null leaves none.

    HCL has what all alarms share by name.
    """
    record = alarm(Metric("AWS/X", "Use", "Sum"))
    assert record.full_name.hcl == '"${local.alarm_prefix}much-used"'
    assert record.full_description.hcl == '"${var.function_name} is used${local.runbook}"'
    none: dict[str, Value] = {
        "function_name": "pay",
        "alarm_name_prefix": None,
        "runbook_url": None,
    }
    assert record.full_name.value(none) == "pay-much-used"
    assert record.full_description.value(none) == "pay is used"
    given = {**none, "alarm_name_prefix": "prod/", "runbook_url": "https://a/b"}
    assert record.full_name.value(given) == "prod/pay-much-used"
    assert record.full_description.value(given) == "pay is used Runbook: https://a/b"


def test_dimensions() -> None:
    """A metric is the function's unless its record says otherwise; HCL names the resource."""
    assert Metric("AWS/Lambda", "Errors", "Sum").dimensions == (FUNCTION,)
    queue = Dimension("QueueName", "aws_sqs_queue.this.name", Text("{function_name}-failed"))
    metric = Metric("AWS/SQS", "Use", "Sum", (queue, FUNCTION))
    assert metric.dimensions_hcl == (
        "{ QueueName = aws_sqs_queue.this.name, "
        "FunctionName = aws_lambda_function.this.function_name }"
    )
    assert metric.describe() == {
        "Namespace": "AWS/SQS",
        "MetricName": "Use",
        "Dimensions": [
            {"Name": "QueueName", "Value": queue.value},
            {"Name": "FunctionName", "Value": FUNCTION.value},
        ],
    }


def test_description_of_an_alarm_on_a_metric() -> None:
    """An alarm on a metric is described in the fields of DescribeAlarms, with its defaults."""
    record = alarm(Metric("AWS/Lambda", "Use", "Maximum"))
    values: dict[str, Value] = {"function_name": "pay", "limit": 7, "runbook_url": None}
    assert resolve(record.describe(), lambda each: each.value(values)) == {
        "AlarmDescription": "pay is used",
        "EvaluationPeriods": 1,
        "Threshold": 7,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "Namespace": "AWS/Lambda",
        "MetricName": "Use",
        "Dimensions": [{"Name": "FunctionName", "Value": "pay"}],
        "Statistic": "Maximum",
        "Period": 60,
    }


def test_description_of_an_alarm_on_a_percentile() -> None:
    """A percentile is an extended statistic, and says what few samples are good for."""
    described = alarm(Metric("AWS/Lambda", "Use", "p99.9", low_samples="ignore")).describe()
    assert described["ExtendedStatistic"] == "p99.9"
    assert described["EvaluateLowSampleCountPercentile"] == "ignore"
    assert "Statistic" not in described
    plain = alarm(Metric("AWS/Lambda", "Use", "Sum")).describe()
    assert not {"ExtendedStatistic", "EvaluateLowSampleCountPercentile"} & plain.keys()


def test_description_of_an_alarm_on_an_expression() -> None:
    """Metric math becomes queries, of which only the expression returns data."""
    record = alarm(
        MetricMath("share", "Share (%)", Text("100 * a / {limit}"), {"a": Metric("N", "A", "Sum")}),
        datapoints_to_alarm=Literal(2),
        period=Literal(300),
        evaluation_periods=Literal(3),
    )
    values: dict[str, Value] = {"function_name": "pay", "limit": 7, "runbook_url": None}
    assert resolve(record.describe(), lambda each: each.value(values)) == {
        "AlarmDescription": "pay is used",
        "EvaluationPeriods": 3,
        "Threshold": 7,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "DatapointsToAlarm": 2,
        "Metrics": [
            {
                "Id": "share",
                "Label": "Share (%)",
                "Expression": "100 * a / 7",
                "ReturnData": True,
            },
            {
                "Id": "a",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "N",
                        "MetricName": "A",
                        "Dimensions": [{"Name": "FunctionName", "Value": "pay"}],
                    },
                    "Period": 300,
                    "Stat": "Sum",
                },
            },
        ],
    }


def test_description_of_an_alarm_on_a_band() -> None:
    """A band takes the place of the threshold, and CloudWatch returns both sides of it."""
    band = MetricMath("band", "Expected", Text("BAND(a, {limit})"), {"a": Metric("N", "A", "Sum")})
    described = alarm(band, threshold=None).describe()
    assert described["ThresholdMetricId"] == "band"
    assert "Threshold" not in described
    assert [each["ReturnData"] for each in described["Metrics"]] == [True, True]


@pytest.mark.parametrize("label", feature_sets())
def test_alarms_of_an_output_exclude_each_other(label: str) -> None:
    """At most one alarm of an output exists at a time, or `one()` would fail in Terraform."""
    on = feature_sets()[label]
    interface = spec_of(features={name: name in on for name in CATALOG.features}).interface
    for each in interface.alarms:
        values = interface.values({"function_name": "pay", **each.ringing})
        present = [other.output for other in interface.alarms if other.exists.value(values)]
        assert len(present) == len(set(present))
