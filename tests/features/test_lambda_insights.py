"""The feature `lambda_insights`: Lambda Insights without the memory alarm, and its log group."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import block, flat, module, values

WORDS = ("enable_lambda_insights", "insights_log", "/aws/lambda-insights")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["lambda_insights"]
MEMORY = CATALOG.features["memory_alarm"]
TOGETHER = ("memory_alarm", "lambda_insights")
PERCENTAGE = "memory_utilization_threshold_percent"


def test_files() -> None:
    """It adds the log group; the layer is in the room of the memory alarm."""
    assert module(*TOGETHER).keys() - module("memory_alarm").keys() == {"lambda_insights_logs.tf"}


def test_off_unless_asked_for() -> None:
    """AWS charges for it: an upgrade brings nobody Lambda Insights."""
    assert not FEATURE.default


@pytest.mark.parametrize(
    ("enabled", "percentage", "attached"),
    [(True, None, True), (True, 90, True), (False, 90, True), (False, None, False)],
)
def test_either_attaches_it(*, enabled: bool, percentage: int | None, attached: bool) -> None:
    """The switch or the memory alarm attaches layer and policy; the alarm goes by itself."""
    given = values(enable_lambda_insights=enabled, **{PERCENTAGE: percentage})
    policies = (*FEATURE.role_policies, *MEMORY.role_policies)
    assert {each.name for each in policies} == {"CloudWatchLambdaInsightsExecutionRolePolicy"}
    assert any(each.exists.value(given) for each in policies) is attached
    (alarm,) = MEMORY.alarms
    assert alarm.exists.value(given) is (percentage is not None)


def test_condition_of_the_module() -> None:
    """The module attaches it on the same condition, without the feature on the alarm's alone."""
    files = module(*TOGETHER)
    condition = f"var.{PERCENTAGE} != null"
    assert (f"lambda_insights_enabled = var.enable_lambda_insights || {condition} ") in flat(
        files["lambda_insights.tf"]
    )
    alone = flat(module("memory_alarm")["lambda_insights.tf"])
    assert f"lambda_insights_enabled = {condition} " in alone
    assert f'"memory" {{ count = var.{PERCENTAGE} == null ? 0 : 1' in flat(files["alarms.tf"])


def test_log_group_of_all_functions_is_left_alone() -> None:
    """It is managed only where somebody asks for it, and never destroyed: others write to it."""
    assert values()["manage_insights_log_group"] is False
    group = block(
        module(*TOGETHER)["lambda_insights_logs.tf"],
        "resource",
        "aws_cloudwatch_log_group",
        "lambda_insights",
    )
    assert group["count"] == "${var.manage_insights_log_group ? 1 : 0}"
    assert group["name"] == "/aws/lambda-insights"
    assert group["retention_in_days"] == "${var.insights_log_retention_days}"
    assert group["kms_key_id"] == "${var.insights_log_kms_key_arn}"
    assert group["skip_destroy"] is True


def test_function_waits_for_the_log_group() -> None:
    """The extension of the first invocation would create it before Terraform does."""
    text = flat(module(*TOGETHER)["lambda.tf"])
    assert "aws_cloudwatch_log_group.lambda_insights," in text


def test_key_without_log_group() -> None:
    """A key for a log group that the module does not manage is refused, not forgotten."""
    _, condition = FEATURE.function.preconditions
    assert condition.expression == (
        "var.insights_log_kms_key_arn == null || var.manage_insights_log_group"
    )
    assert 'run "key_of_logs_that_are_not_managed"' in module(*TOGETHER)["tests/module.tftest.hcl"]


def test_readme_says_whose_log_group_it_is() -> None:
    """Readers learn that all functions share it, how to adopt it, and that it stays."""
    text = flat(module(*TOGETHER)["README.md"])
    assert "one log group of all functions in an account and region" in text
    assert "to = module.lambda.aws_cloudwatch_log_group.lambda_insights[0]" in text
