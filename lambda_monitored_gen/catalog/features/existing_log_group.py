"""A log group of the caller's own that the function writes to."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.access import ENCRYPTION
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    SuiteValues,
    Support,
)
from lambda_monitored_gen.catalog.model import Condition, Variable
from lambda_monitored_gen.catalog.outputs import OUTPUTS
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import InRegion, RegexMatches

(_KEY,) = (each for each in ENCRYPTION if each.name == "kms_key_id")
_OUTPUTS = {each.name: each for each in OUTPUTS}

_LOG_GROUPS = (
    "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html"
)

FEATURE = Feature(
    name="existing_log_group",
    description=(
        "A log group of the caller's own that the function writes to, alone or with other "
        "functions. The module makes none: retention and key are its owner's."
    ),
    variables=(
        Variable(
            name="log_group_arn",
            type=STRING,
            example="arn:aws:logs:us-east-1:123456789012:log-group:/platform/payments",
            description=(
                "ARN of the log group that the function writes to, in the account and the region "
                "of the function. It must exist, or its logs would be lost. The ARN need not be "
                "known when Terraform plans."
            ),
            group="Logs",
            rules=(RegexMatches(patterns.LOG_GROUP_ARN, "the ARN of a log group"),),
            source=_LOG_GROUPS,
        ),
    ),
    relations=(InRegion("log_group_arn", "a log group", patterns.REGION, _LOG_GROUPS),),
    function=FunctionAdditions(
        preconditions=(
            Condition(
                # Mocks and emulators make up an account.
                '!can(regex("^[0-9]{12}$", local.account_id)) || local.account_id == '
                '"000000000000" || split(":", local.log_group_arn)[4] == local.account_id',
                "log_group_arn must be a log group in the account of the function.",
            ),
        ),
    ),
    # The class is that of a group which the module makes.
    removes=("cloudwatch_log_retention_days", "keep_logs", "log_group_class"),
    replaces=(
        _KEY._replace(
            description=(
                "ARN of a KMS key of your own that encrypts the topic, in the region of the "
                "function. Its policy must contain the statements of the output "
                "kms_key_policy_json, or alarms are lost silently. If null, the topic is not "
                "encrypted, because CloudWatch alarms cannot use the AWS-managed key of SNS."
            ),
            source="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
        ),
        _OUTPUTS["kms_key_id"]._replace(
            description="ARN of the KMS key of the topic; null without one."
        ),
        _OUTPUTS["kms_key_policy_json"]._replace(
            description=(
                "Policy statements that KMS keys of your own need, first of all that in kms_key_id:"
                " CloudWatch must encrypt for the topic."
            )
        ),
    ),
    # logging_config: <https://github.com/hashicorp/terraform-provider-aws/pull/35050>.
    aws_provider="5.32.0",
    suite=SuiteValues(
        support={
            "log-group": Support(
                label="log group for each function",
                resources={
                    "aws_cloudwatch_log_group.function": {
                        "for_each": "${var.cases}",
                        "name": "/lmgen/${each.key}",
                    }
                },
                variables={"log_group_arn": "aws_cloudwatch_log_group.function[each.key].arn"},
            )
        },
    ),
    controls={
        "8.15": "logs go to `log_group_arn`, whose owner decides how long they are kept",
    },
    picture=Picture(
        boxes=(Box("logs", 2, ("Log group", "log_group_arn"), yours=True),),
    ),
)
