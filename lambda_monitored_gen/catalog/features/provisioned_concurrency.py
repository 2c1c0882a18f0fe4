"""Published versions behind an alias, with environments that are ready before events come."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.alarm import FUNCTION, ONCE, Alarm, Dimension, Metric
from lambda_monitored_gen.catalog.alarm_windows import ALARM_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import Feature, FunctionAdditions, SuiteValues
from lambda_monitored_gen.catalog.model import Output, Variable
from lambda_monitored_gen.catalog.picture import Picture
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER, STRING
from lambda_monitored_gen.rules import AtMostVariable, Between, LengthBetween, RegexMatches

_PROVISIONED = Var("provisioned_concurrent_executions")
_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"
_ALIAS = "aws_lambda_alias.live"

_READY = (
    "aws_lambda_function_event_invoke_config.alias",
    "aws_lambda_function_event_invoke_config.this",
    "aws_lambda_provisioned_concurrency_config.live",
    "aws_iam_role_policy_attachment.additional",
    "aws_iam_role_policy_attachment.named",
)
"""What a trigger of the alias should come after, and go before."""

_RESOURCE = Dimension(
    "Resource",
    f'"${{aws_lambda_function.this.function_name}}:${{{_ALIAS}.name}}"',
    Text("{function_name}:{alias_name}"),
)
"""The dimension of an alias. Source, also of what `FunctionName` alone stands for:
<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html>."""

FEATURE = Feature(
    name="provisioned_concurrency",
    description=(
        "Published versions behind an alias, which events go to, with environments that are ready "
        "before events come and an alarm for those that find none."
    ),
    variables=(
        Variable(
            name=_PROVISIONED.name,
            type=NUMBER,
            example=5,
            description=(
                "Environments that Lambda keeps ready for the alias; AWS charges for them whether "
                "they are used or not. If null, there are an alias and versions, and nothing is "
                "kept ready."
            ),
            group="Concurrency",
            default=None,
            rules=(Between(minimum=1, whole=True, unit="environments"),),
            source=_SOURCE,
        ),
        Variable(
            name="alias_name",
            type=STRING,
            example="blue",
            description=(
                "Name of the alias that events go to. A change makes another alias and deletes "
                "the old one."
            ),
            group="Concurrency",
            default="live",
            rules=(
                RegexMatches(
                    patterns.LAMBDA_ALIAS,
                    "letters, digits, hyphens or underscores, and not only digits",
                ),
                LengthBetween(1, 128),
            ),
            source="https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html",
        ),
    ),
    outputs=(
        Output(
            name="lambda_alias_arn",
            description=(
                "ARN of the alias, for what triggers the function: as with ready_function_arn, a "
                "trigger that names it is made after all is ready, and destroyed before."
            ),
            value=f"{_ALIAS}.arn",
            depends_on=_READY,
        ),
        Output(
            name="lambda_alias_invoke_arn",
            description="ARN by which API Gateway invokes the alias.",
            value=f"{_ALIAS}.invoke_arn",
            depends_on=_READY,
        ),
        Output(
            name="lambda_alias_name",
            description="Name of the alias: the qualifier of a permission or a function URL.",
            value=f"{_ALIAS}.name",
            depends_on=_READY,
        ),
    ),
    alarms=(
        Alarm(
            name="provisioned_concurrency_spillover",
            description=Text(
                "More invocations of Lambda function {function_name} came to alias {alias_name} at "
                "a time than the {provisioned_concurrent_executions} that environments are ready "
                "for."
            ),
            metric=Metric(
                "AWS/Lambda",
                "ProvisionedConcurrencySpilloverInvocations",
                "Sum",
                (FUNCTION, _RESOURCE),
            ),
            threshold=Literal(0),
            exists=_PROVISIONED.is_set(),
            raised="an invocation of the alias finds no environment that is kept ready",
            given="when `provisioned_concurrent_executions` is given",
            remedy=(
                "The invocation ran, after a cold start where no other environment was free: keep "
                "more ready, or let less run at a time. During a deployment it is to be expected."
            ),
            noun="spill-over",
            output="spillover_alarm_arn",
            control="8.6",
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            unit="invocations",
            ringing={_PROVISIONED.name: 5},
        ),
    ),
    relations=(
        AtMostVariable(_PROVISIONED, Var("reserved_concurrent_executions"), unless_null=True),
    ),
    function=FunctionAdditions(alias=_ALIAS),
    suite=SuiteValues(everything={_PROVISIONED.name: 1, "alias_name": "blue"}),
    controls={
        "8.6": "environments are ready before events come",
    },
    costs="provisioned environments for every second in which they are ready",
    picture=Picture(
        lines={"function": "versions, alias"},
    ),
)
