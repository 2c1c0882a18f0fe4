"""An alarm for memory in use, which Lambda Insights measures."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Dimension, Metric, above
from lambda_monitored_gen.catalog.alarm_windows import ALARM_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    RolePolicy,
    SuiteValues,
)
from lambda_monitored_gen.catalog.insights import EXECUTION_POLICY, LAYER_IN_REGION, LAYERS
from lambda_monitored_gen.catalog.model import Condition, Output, Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.functions import Choice
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER, STRING
from lambda_monitored_gen.rules import Between, OnlyWhen, RegexMatches

_PERCENTAGE = Var("memory_utilization_threshold_percent")
_ENABLED = _PERCENTAGE.is_set()

FEATURE = Feature(
    name="memory_alarm",
    description="An alarm for memory in use, measured by Lambda Insights.",
    default=True,
    variables=(
        Variable(
            name="memory_utilization_threshold_percent",
            type=NUMBER,
            example=90,
            description=(
                "Percentage of memory_size in use above which an alarm is raised; 100 stands for "
                "all of it. It attaches Lambda Insights, a layer which AWS charges for. No alarm "
                "and no layer if null."
            ),
            group="Alarms",
            default=None,
            rules=(Between(minimum=0, above=True, maximum=100, unit="percent"),),
            source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-insights.html",
        ),
        Variable(
            name="lambda_insights_layer_arn",
            type=STRING,
            example="arn:aws:lambda:us-east-1:123456789012:layer:LambdaInsightsExtension:56",
            description=(
                "ARN of the version of the Lambda Insights layer to attach for the memory alarm. "
                "If null, the one that the module knows for the region and the architecture."
            ),
            group="Alarms",
            default=None,
            rules=(
                RegexMatches(patterns.LAYER_VERSION_ARN, "the ARN of a version of a Lambda layer"),
            ),
            source=(
                "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
                "Lambda-Insights-extension-versions.html"
            ),
        ),
    ),
    outputs=(
        Output(
            name="lambda_insights_layer_arn",
            description="ARN of the Lambda Insights layer that is attached; null without one.",
            value="local.lambda_insights_layer_arn",
        ),
    ),
    alarms=(
        Alarm(
            name="memory",
            description=Choice(
                _PERCENTAGE.equals(100),
                Text("Lambda function {function_name} used all of its {memory_size} MB of memory."),
                Text(
                    "Lambda function {function_name} used more than "
                    "{memory_utilization_threshold_percent} % of its {memory_size} MB of memory."
                ),
            ),
            metric=Metric(
                "LambdaInsights",
                "memory_utilization",
                "Maximum",
                (
                    Dimension(
                        "function_name",
                        "aws_lambda_function.this.function_name",
                        Text("{function_name}"),
                    ),
                ),
            ),
            threshold=_PERCENTAGE,
            exists=_ENABLED,
            raised=(
                "an invocation uses more than `memory_utilization_threshold_percent` percent of "
                "`memory_size`, or all of it where that is 100"
            ),
            given="when `memory_utilization_threshold_percent` is given",
            remedy=(
                "Raise `memory_size` before the function is ended for want of memory, and look "
                "for data that is kept between invocations."
            ),
            noun="memory",
            output="memory_alarm_arn",
            control="8.6",
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            comparison=above(_PERCENTAGE.name),
            watches="memory",
            ringing={"memory_utilization_threshold_percent": 90},
        ),
    ),
    relations=(
        # A layer that no alarm needs is not attached.
        OnlyWhen(_ENABLED, f"with {_PERCENTAGE.name}", LAYER_IN_REGION),
    ),
    policies=(RolePolicy(EXECUTION_POLICY, _ENABLED, managed=True),),
    function=FunctionAdditions(
        depends_on=("aws_iam_role_policy_attachment.lambda_insights",),
        layers=(
            "local.lambda_insights_layer_arn == null ? [] : [local.lambda_insights_layer_arn]",
        ),
        preconditions=(
            Condition(
                # A mock_provider makes up a region, of which nobody can know a layer.
                "!local.lambda_insights_enabled || local.lambda_insights_layer_arn != null || "
                '!can(regex("^[a-z]+(-[a-z]+)+-[0-9]+$", local.region))',
                "The module knows no Lambda Insights layer for this region and architecture: give "
                "its ARN as lambda_insights_layer_arn.",
            ),
        ),
    ),
    template_values={"layers": LAYERS},
    suite=SuiteValues(everything={"memory_utilization_threshold_percent": 90}),
    costs="with the memory alarm, custom metrics and log lines of Lambda Insights",
    picture=Picture(
        boxes=(Box("insights", 2, ("Lambda Insights", "memory")),),
        arrows=(("function", "insights"), ("insights", "alarms")),
    ),
)
