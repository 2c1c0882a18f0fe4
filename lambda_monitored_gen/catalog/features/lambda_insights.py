"""Lambda Insights, also where no alarm needs it; its layer is in the room of the memory alarm."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import Feature, FunctionAdditions, RolePolicy
from lambda_monitored_gen.catalog.insights import EXECUTION_POLICY, LAYER_IN_REGION
from lambda_monitored_gen.catalog.model import Condition, Variable
from lambda_monitored_gen.catalog.notifications import LOG_RETENTION_DAYS
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING
from lambda_monitored_gen.rules import InRegion, OneOf, RegexMatches

_ENABLED = Var("enable_lambda_insights")
_MANAGED = Var("manage_insights_log_group")
_KEY = Var("insights_log_kms_key_arn")

_INSIGHTS = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-insights.html"
_ENCRYPTION = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"

FEATURE = Feature(
    name="lambda_insights",
    description=(
        "Lambda Insights without the memory alarm, and its log group, which all functions of the "
        "account share in a region."
    ),
    requires=("memory_alarm",),
    variables=(
        Variable(
            name=_ENABLED.name,
            type=BOOL,
            example=False,
            description=(
                "Whether Lambda Insights is attached, a layer which AWS charges for; the memory "
                "alarm attaches it, too."
            ),
            group="Alarms",
            default=True,
            source=_INSIGHTS,
        ),
        Variable(
            name=_MANAGED.name,
            type=BOOL,
            example=True,
            description=(
                "Whether this call of the module manages /aws/lambda-insights, the log group to "
                "which Lambda Insights of all functions in the region writes. One call in an "
                "account and region may; it leaves the log group behind when it is destroyed."
            ),
            group="Logs",
            default=False,
            source=_INSIGHTS,
        ),
        Variable(
            name="insights_log_retention_days",
            type=NUMBER,
            example=90,
            description=(
                "Days for which CloudWatch keeps the logs of Lambda Insights, where "
                "manage_insights_log_group; 0 keeps them indefinitely."
            ),
            group="Logs",
            default=365,
            rules=(OneOf(LOG_RETENTION_DAYS),),
            source=(
                "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"
                "API_PutRetentionPolicy.html"
            ),
        ),
        Variable(
            name=_KEY.name,
            type=STRING,
            example="arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
            description=(
                "ARN of a KMS key that encrypts the logs of Lambda Insights. Its policy must "
                "contain the statements of kms_key_policy_json, which let CloudWatch Logs use it "
                "for that log group. If null, AWS encrypts them with a key of its own."
            ),
            group="Encryption",
            default=None,
            rules=(RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
            source=_ENCRYPTION,
        ),
    ),
    relations=(InRegion(_KEY.name, "a key", patterns.REGION, _ENCRYPTION),),
    policies=(RolePolicy(EXECUTION_POLICY, _ENABLED, managed=True),),
    function=FunctionAdditions(
        # The extension creates the log group where there is none, and Terraform then could not.
        depends_on=("aws_cloudwatch_log_group.lambda_insights",),
        preconditions=(
            # No relation: that of the memory alarm could not be broken by itself.
            Condition(
                f"!{_ENABLED.hcl} || {LAYER_IN_REGION.condition()}",
                f"with {_ENABLED.name}, {LAYER_IN_REGION.sentence}.",
                LAYER_IN_REGION.breach(),
            ),
            Condition(
                f"{_KEY.hcl} == null || {_MANAGED.hcl}", f"{_KEY.name} needs {_MANAGED.name}."
            ),
        ),
    ),
    costs="custom metrics and log lines of Lambda Insights for each invocation",
    picture=Picture(
        boxes=(Box("insights", 2, ("Lambda Insights", "CPU and memory")),),
        arrows=(("function", "insights"),),
    ),
)
