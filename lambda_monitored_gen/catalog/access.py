"""Variables of what the function may do, where it runs and how its data is encrypted."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf, MapOf
from lambda_monitored_gen.rules import RegexMatches, SizeBetween, ValuesAre

_LAMBDA_API = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"

PERMISSIONS = (
    Variable(
        name="additional_iam_policy_arns",
        type=ListOf(STRING),
        example=["arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"],
        description=(
            "ARNs of IAM policies for the role of the function. They must be known when Terraform "
            "plans; a policy made in the same configuration goes into additional_iam_policies."
        ),
        group="Permissions",
        default=[],
        rules=(ValuesAre(RegexMatches(patterns.IAM_POLICY_ARN, "the ARN of an IAM policy")),),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
    Variable(
        name="additional_iam_policies",
        type=MapOf(STRING),
        example={"queue": "arn:aws:iam::123456789012:policy/queue"},
        description=(
            "More IAM policies for the role of the function, as ARNs under names of your choice. "
            "The names must be known when Terraform plans, the ARNs need not be."
        ),
        group="Permissions",
        default={},
        rules=(
            ValuesAre(RegexMatches(patterns.IAM_POLICY_ARN, "the ARN of an IAM policy"), "value"),
        ),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
)

NETWORK = (
    Variable(
        name="lambda_subnet_ids",
        type=ListOf(STRING),
        example=["subnet-0123456789abcdef0"],
        description=(
            "Subnets that the function is attached to; they need a NAT gateway or VPC endpoints "
            "to reach AWS. When null: the function is not in a VPC."
        ),
        group="Network",
        default=None,
        rules=(
            SizeBetween(maximum=16),
            ValuesAre(
                RegexMatches(patterns.SUBNET_ID, "a subnet ID such as subnet-0123456789abcdef0")
            ),
        ),
        feature="vpc",
        source=_LAMBDA_API,
    ),
    Variable(
        name="lambda_security_group_ids",
        type=ListOf(STRING),
        example=["sg-0123456789abcdef0"],
        description="Security groups of the function in its VPC. Needed with lambda_subnet_ids.",
        group="Network",
        default=None,
        rules=(
            SizeBetween(maximum=5),
            ValuesAre(
                RegexMatches(
                    patterns.SECURITY_GROUP_ID, "a security group ID such as sg-0123456789abc"
                )
            ),
        ),
        feature="vpc",
        source=_LAMBDA_API,
    ),
)

ENCRYPTION = (
    Variable(
        name="kms_key_id",
        type=STRING,
        example="arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
        description=(
            "ARN of a KMS key of your own that encrypts the log group and the topic. Its policy "
            "must contain the statements of the output kms_key_policy_json, or alarms are lost "
            "silently. When null: AWS encrypts the logs with its own key, and the topic is not "
            "encrypted, because CloudWatch alarms cannot use the AWS-managed key of SNS."
        ),
        group="Encryption",
        default=None,
        rules=(RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    ),
)
