"""The feature `memory_alarm`: an alarm for memory in use, which Lambda Insights measures."""

import re

import pytest

from lambda_monitored_gen.catalog import ARCHITECTURES, CATALOG
from lambda_monitored_gen.catalog.insights import LAYERS
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("insights_", "insights layer", "memory_util", "memory alarm", "-memory")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["memory_alarm"]
(ALARM,) = FEATURE.alarms
ON = {"memory_utilization_threshold_percent": 90}


def test_files() -> None:
    """It has a file of its own for Lambda Insights."""
    assert added("memory_alarm") == {"lambda_insights.tf"}


def test_threshold() -> None:
    """More than the given percentage of the memory raises the alarm."""
    alarm = deployed(ALARM, memory_utilization_threshold_percent=90)
    assert not alarm.breaches(90)
    assert alarm.breaches(90.1)
    window = (alarm.period, alarm.evaluation_periods, alarm.datapoints_to_alarm)
    assert window == (60, 5, 1)
    whole = deployed(ALARM, memory_utilization_threshold_percent=100)
    assert whole.breaches(100)
    assert not whole.breaches(99.9)


def test_metric_of_lambda_insights() -> None:
    """It watches what Lambda Insights measures, whose dimension is written otherwise."""
    alarm = block(
        module("memory_alarm")["alarms.tf"], "resource", "aws_cloudwatch_metric_alarm", "memory"
    )
    assert (alarm["namespace"], alarm["metric_name"], alarm["statistic"]) == (
        "LambdaInsights",
        "memory_utilization",
        "Maximum",
    )
    assert list(alarm["dimensions"]) == ["function_name"]


def test_one_switch_for_alarm_layer_and_policy() -> None:
    """The percentage decides about the alarm, the layer and the policy together."""
    (policy,) = FEATURE.role_policies
    assert (policy.name, policy.managed) == ("CloudWatchLambdaInsightsExecutionRolePolicy", True)
    for exists in (ALARM.exists, policy.exists):
        assert exists.value(values()) is False
        assert exists.value(values(**ON)) is True
    files = module("memory_alarm")
    insights = flat(files["lambda_insights.tf"])
    assert "lambda_insights_enabled = var.memory_utilization_threshold_percent != null" in insights
    assert (
        "lambda_insights_layer_arn = tostring(!local.lambda_insights_enabled ? null :" in insights
    )
    assert '"lambda_insights" { count = local.lambda_insights_enabled ? 1 : 0' in insights
    assert '"memory" { count = var.memory_utilization_threshold_percent == null ? 0 : 1' in flat(
        files["alarms.tf"]
    )


def test_policy_of_the_partition() -> None:
    """The policy is AWS's own in whatever partition the role is."""
    policy = block(
        module("memory_alarm")["lambda_insights.tf"],
        "resource",
        "aws_iam_role_policy_attachment",
        "lambda_insights",
    )
    assert policy["policy_arn"] == (
        '"arn:${try(split(":", local.role_arn)[1], local.partition)}:iam::aws:policy/'
        'CloudWatchLambdaInsightsExecutionRolePolicy"'
    )


def test_function_has_the_layer() -> None:
    """The function has the layer if there is one, after the policy that lets it report."""
    text = flat(module("memory_alarm")["lambda.tf"])
    assert (
        "layers = local.lambda_insights_layer_arn == null ? [] : [local.lambda_insights_layer_arn]"
    ) in text
    assert "aws_iam_role_policy_attachment.lambda_insights," in text


def test_region_without_layer_is_refused() -> None:
    """Where no layer is known and none is given, Terraform refuses instead of leaving it out."""
    (precondition,) = FEATURE.function.preconditions
    assert "lambda_insights_layer_arn" in precondition.error_message
    text = flat(module("memory_alarm")["lambda.tf"])
    assert f"precondition {{ condition = {precondition.expression} " in text
    insights = flat(module("memory_alarm")["lambda_insights.tf"])
    assert "lookup(local.lambda_insights_layers[var.architecture], local.region, null)" in insights


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_table_of_layers(architecture: str) -> None:
    """Each region that AWS documents is in the module with the account and version of its layer."""
    text = module("memory_alarm")["lambda_insights.tf"]
    table = text[text.index(f"    {architecture} = {{\n") :].partition("    }\n")[0]
    rows = re.findall(r'([a-z0-9-]+) += \{ account = "(\d+)", version = (\d+) \}\n', table)
    assert {
        region: {"account": account, "version": int(version)} for region, account, version in rows
    } == LAYERS[architecture]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_layers_are_addresses(architecture: str) -> None:
    """Accounts have 12 digits, versions count from 1, regions look like regions, sorted."""
    layers = LAYERS[architecture]
    assert len(layers) > 20
    assert list(layers) == sorted(layers)
    for region, layer in layers.items():
        assert re.fullmatch("[a-z]{2}(-[a-z]+)+-[0-9]", region)
        assert re.fullmatch("[0-9]{12}", layer["account"])
        assert layer["version"] >= 1


def test_layers_by_architecture() -> None:
    """Each architecture has a table and a name of the layer, and x86 is known wherever Arm is."""
    assert set(LAYERS) == set(ARCHITECTURES)
    assert LAYERS["arm64"].keys() <= LAYERS["x86_64"].keys()
    text = flat(module("memory_alarm")["lambda_insights.tf"])
    assert 'x86_64 = "LambdaInsightsExtension" arm64 = "LambdaInsightsExtension-Arm64"' in text


def test_description() -> None:
    """The alarm says which share of how much memory was exceeded, or that all of it was used."""
    name = "memory_utilization_threshold_percent"
    said = [ALARM.description.value(values(**{name: share})) for share in (90, 100)]
    assert said == [
        "Lambda function pay used more than 90 % of its 128 MB of memory.",
        "Lambda function pay used all of its 128 MB of memory.",
    ]
