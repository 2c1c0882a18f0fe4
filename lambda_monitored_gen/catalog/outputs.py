"""The outputs of the module."""

from lambda_monitored_gen.catalog.model import Output

_INVOKE_CONFIG = ("aws_lambda_function_event_invoke_config.this",)
"""A function has one. By waiting for the module's, one of the caller's own is the later of both."""

OUTPUTS = (
    Output(
        name="lambda_function_arn",
        description="ARN of the function.",
        value="aws_lambda_function.this.arn",
        depends_on=_INVOKE_CONFIG,
    ),
    Output(
        name="ready_function_arn",
        description=(
            "ARN of the function for what triggers it: a trigger that names it is made after the "
            "role has all its policies, and destroyed before it loses one."
        ),
        value="aws_lambda_function.this.arn",
        # The function itself waits for the policies that the module writes.
        depends_on=(
            *_INVOKE_CONFIG,
            "aws_iam_role_policy_attachment.additional",
            "aws_iam_role_policy_attachment.named",
        ),
    ),
    Output(
        name="lambda_function_name",
        description="Name of the function.",
        value="aws_lambda_function.this.function_name",
        depends_on=_INVOKE_CONFIG,
    ),
    Output(
        name="lambda_function_invoke_arn",
        description="ARN by which API Gateway invokes the function.",
        value="aws_lambda_function.this.invoke_arn",
    ),
    Output(
        name="lambda_function_qualified_arn",
        description="ARN of the function with its version.",
        value="aws_lambda_function.this.qualified_arn",
        depends_on=_INVOKE_CONFIG,
    ),
    Output(
        name="lambda_role_arn",
        description="ARN of the role that the function runs as.",
        value="local.role_arn",
    ),
    Output(
        name="lambda_role_name",
        description="Name of the role that the function runs as, for policies of your own.",
        value="local.role_name",
    ),
    Output(
        name="cloudwatch_log_group_name",
        description="Name of the log group.",
        value="local.log_group_name",
    ),
    Output(
        name="cloudwatch_log_group_arn",
        description="ARN of the log group.",
        value="local.log_group_arn",
    ),
    Output(
        name="s3_bucket_name",
        description="Name of the bucket that holds the packages.",
        value="local.package_bucket",
    ),
    Output(
        name="s3_bucket_arn",
        description="ARN of the bucket that holds the packages.",
        value="local.package_bucket_arn",
    ),
    Output(
        name="requirements_file_used",
        description=(
            "Path of the requirements.txt that was packaged, or 'none'; of an absolute path only "
            "the name, which is the same on every machine."
        ),
        value="local.requirements_file_used",
    ),
    Output(
        name="sns_topic_arn",
        description="ARN of the module's SNS topic.",
        value="local.topic_arn",
    ),
    Output(
        name="sns_topic_name",
        description="Name of the module's SNS topic.",
        value="local.topic_name",
    ),
    Output(
        name="pending_email_confirmations",
        description=(
            "Those of alarm_emails that had not confirmed their subscription when Terraform looked "
            "last."
        ),
        value=(
            "[for address in var.alarm_emails : address if contains(local.unconfirmed_emails, "
            "address)]"
        ),
    ),
    Output(
        name="kms_key_id",
        description="ARN of the KMS key of the log group and the topic; null without one.",
        value="var.kms_key_id",
    ),
    Output(
        name="kms_key_policy_json",
        description=(
            "Policy statements that KMS keys of your own need, first of all that in kms_key_id: "
            "CloudWatch must encrypt for the topic, CloudWatch Logs for the log group."
        ),
        value="jsonencode(local.kms_key_policy)",
    ),
)
