"""The feature `provisioned_concurrency`: an alias of versions, and what is kept ready for it."""

import pytest

from lambda_monitored_gen.catalog import CATALOG, Alarm
from lambda_monitored_gen.catalog.alarm import Metric, MetricMath
from lambda_monitored_gen.rules import Relation
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("provisioned", "spillover", "spill-over", "lambda_alias", "publish = true")
"""What readers would recognise it by; a module without it has none of these."""

NAME = "provisioned_concurrency"
FEATURE = CATALOG.features[NAME]
(ALARM,) = FEATURE.alarms
PROVISIONED, RESERVED = "provisioned_concurrent_executions", "reserved_concurrent_executions"
FILE = "alias.tf"

FUNCTION_ALONE = {
    # "By Function Name (FunctionName): View aggregate metrics for all versions and aliases of a
    # function": https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
    # ConcurrentExecutions: "Lambda emits this metric for all functions, versions, and aliases":
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
    "AWS/Lambda": "FunctionName",
    # Each invocation of each version is in the metrics of [function_name]:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-example-event.html
    "LambdaInsights": "function_name",
}
"""For each namespace of a function's metrics, the dimension that stands for all its versions."""


def metrics_of(alarm: Alarm) -> list[Metric]:
    """The metrics that an alarm reads."""
    return (
        [*alarm.metric.metrics.values()] if isinstance(alarm.metric, MetricMath) else [alarm.metric]
    )


def relation() -> Relation:
    """Its one rule across variables."""
    (found,) = FEATURE.relations
    return found


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added(NAME) == {FILE, "tests/test_provisioned_concurrency.py"}


def test_alias_goes_to_each_published_version() -> None:
    """The function publishes versions, and the alias is of the newest in the same apply."""
    files = module(NAME)
    assert "publish = true" in flat(files["lambda.tf"])
    alias = block(files[FILE], "resource", "aws_lambda_alias", "live")
    assert alias["function_version"] == "${aws_lambda_function.this.version}"
    assert "lifecycle" not in alias


def test_alias_of_another_pipeline_stays() -> None:
    """Where another pipeline deploys code, no apply takes the alias to another version."""
    text = flat(module(NAME, "external_deployments")[FILE])
    assert "ignore_changes = [function_version, routing_config]" in text
    assert "moves the alias" in module(NAME, "external_deployments")["README.md"]


def test_what_is_kept_ready_follows_the_alias() -> None:
    """It belongs to the alias, not to a version, and only exists where it is asked for."""
    config = block(
        module(NAME)[FILE], "resource", "aws_lambda_provisioned_concurrency_config", "live"
    )
    assert config["qualifier"] == "${aws_lambda_alias.live.name}"
    assert config["count"] == f"${{var.{PROVISIONED} == null ? 0 : 1}}"


def test_events_go_to_the_alias() -> None:
    """Templates of other features name the alias as what events go to; the core does, too."""
    assert FEATURE.function.target == "aws_lambda_alias.live"
    kind, text = "aws_lambda_function_event_invoke_config", module(NAME)["lambda.tf"]
    assert block(text, "resource", kind, "alias")["qualifier"] == "${aws_lambda_alias.live.name}"
    assert "qualifier" not in block(text, "resource", kind, "this")
    assert f'"{kind}" "alias"' not in module()["lambda.tf"]


@pytest.mark.parametrize("name", [each for each in CATALOG.alarms if each != ALARM.name])
def test_other_alarms_watch_the_alias_too(name: str) -> None:
    """Each metric of the function is that of all its versions and aliases together."""
    for metric in metrics_of(CATALOG.alarms[name]):
        if metric.namespace in FUNCTION_ALONE:
            dimensions = [each.name for each in metric.dimensions]
            assert dimensions == [FUNCTION_ALONE[metric.namespace]]


def test_readme_says_what_alarms_watch() -> None:
    """The README says so with AWS's page, what to invoke, and that versions pile up."""
    readme = flat(module(NAME)["README.md"])
    assert "All alarms watch the alias, too." in readme
    assert "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html" in readme
    assert "**Invoke the alias**, by `lambda_alias_arn`" in readme
    assert "**Versions pile up**" in readme


def test_alarm_is_of_the_alias() -> None:
    """The first invocation of the alias that finds nothing ready raises the alarm."""
    alarm = deployed(ALARM, provisioned_concurrent_executions=5, alias_name="blue")
    (stat,) = alarm.metrics.values()
    assert stat.metric.name == "ProvisionedConcurrencySpilloverInvocations"
    assert stat.metric.dimensions == (("FunctionName", "pay"), ("Resource", "pay:blue"))
    assert stat.statistic == "Sum"
    assert alarm.breaches(1)
    assert not alarm.breaches(0)
    hcl = block(module(NAME)["alarms.tf"], "resource", "aws_cloudwatch_metric_alarm", ALARM.name)
    assert hcl["dimensions"]["Resource"] == (
        '"${aws_lambda_function.this.function_name}:${aws_lambda_alias.live.name}"'
    )


@pytest.mark.parametrize(("provisioned", "exists"), [(None, False), (1, True)])
def test_alarm_exists(provisioned: int | None, *, exists: bool) -> None:
    """Where nothing is kept ready, nothing can be missing."""
    assert ALARM.exists.value(values(**{PROVISIONED: provisioned})) is exists


@pytest.mark.parametrize(
    ("provisioned", "reserved", "holds"),
    [(5, 5, True), (6, 5, False), (1, 0, False), (None, 0, True), (9, None, True)],
)
def test_no_more_than_is_reserved(
    provisioned: int | None, reserved: int | None, *, holds: bool
) -> None:
    """Lambda keeps no more ready than the function may use; null of either is no limit."""
    given = values(**{PROVISIONED: provisioned, RESERVED: reserved})
    assert relation().holds(given) is holds


def test_precondition_where_both_exist() -> None:
    """Terraform refuses it where the module has both features; alone, it names no other's."""
    both = flat(module(NAME, "reserved_concurrency")["lambda.tf"])
    assert f"condition = {relation().condition()}" in both
    assert RESERVED not in module(NAME)["lambda.tf"]


def test_outputs_wait() -> None:
    """A trigger of the alias is made after the role has its policies and the alias is ready."""
    for output in FEATURE.outputs:
        assert "aws_lambda_provisioned_concurrency_config.live" in output.depends_on
        ready = CATALOG.outputs["ready_function_arn"]
        assert set(ready.depends_on) <= set(output.depends_on)
