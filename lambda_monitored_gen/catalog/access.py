"""Variables of what the function may do and how its data is encrypted."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf, MapOf
from lambda_monitored_gen.rules import LengthBetween, RegexMatches, ValuesAre

_CREATE_ROLE = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"

PERMISSIONS = (
    Variable(
        name="role_name",
        type=STRING,
        example="payments-lambda",
        description=(
            "Name of the role of the function. Another name makes another role. If null, the name "
            "of the function, cut to 37 characters, and a suffix."
        ),
        group="Permissions",
        default=None,
        rules=(
            RegexMatches(
                patterns.IAM_ROLE_NAME, "1 to 64 ASCII letters, digits and characters of _+=,.@-"
            ),
        ),
        source=_CREATE_ROLE,
    ),
    Variable(
        name="role_path",
        type=STRING,
        example="/services/",
        description="Path of the role of the function. Another path makes another role.",
        group="Permissions",
        default="/",
        rules=(
            RegexMatches(
                patterns.IAM_PATH, "a slash, or printable ASCII characters between two slashes"
            ),
            LengthBetween(1, 512),
        ),
        source=_CREATE_ROLE,
    ),
    Variable(
        name="additional_iam_policy_arns",
        type=ListOf(STRING),
        example=["arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"],
        description=(
            "ARNs of IAM policies for the role of the function. Their number must be known when "
            "Terraform plans, the ARNs need not be. Each is attached by its place in the list: "
            "taking one out attaches the later ones anew, and may leave one detached until the "
            "next apply. additional_iam_policies has names instead."
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
            ValuesAre(
                RegexMatches(patterns.IAM_POLICY_ARN, "the ARN of an IAM policy"),
                "value",
                of_map=True,
            ),
        ),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
)

ENCRYPTION = (
    Variable(
        name="kms_key_id",
        type=STRING,
        example="arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
        description=(
            "ARN of a KMS key of your own that encrypts the log group and the topic, in the region "
            "of the function. Its policy must contain the statements of the output "
            "kms_key_policy_json, or alarms are lost silently. If null, AWS encrypts the logs with "
            "its own key, and the topic is not encrypted, because CloudWatch alarms cannot use the "
            "AWS-managed key of SNS."
        ),
        group="Encryption",
        default=None,
        rules=(RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    ),
)
