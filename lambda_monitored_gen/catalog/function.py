"""Variables of the function itself, of its package, its permissions, network and encryption."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.packaging import PACKAGE_EXCLUDES
from lambda_monitored_gen.catalog.runtimes import ARCHITECTURES, RUNTIMES
from lambda_monitored_gen.rules import (
    Between,
    Each,
    EachKey,
    Items,
    Length,
    Matches,
    NoneOf,
    NotMatching,
    OneOf,
    TotalBytes,
)
from lambda_monitored_gen.type_constraints import NUMBER, STRING, ListOf, MapOf

_LAMBDA_API = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
_LAMBDA_QUOTAS = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"

RESERVED_ENVIRONMENT_KEYS = (
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_METADATA_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
)
"""<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>"""

FUNCTION = (
    Variable(
        name="function_name",
        type=STRING,
        example="payments",
        description=(
            "Name of the function. The log group, the role, the alarms and the topic take their "
            "names from it."
        ),
        group="Function",
        rules=(
            Matches(
                patterns.FUNCTION_NAME, "1 to 64 ASCII letters, digits, hyphens and underscores"
            ),
        ),
        source=_LAMBDA_API,
    ),
    Variable(
        name="description",
        type=STRING,
        example="Books payments.",
        description=(
            "What the function does, as the AWS console shows it. "
            "When null: 'Lambda function' and its name."
        ),
        group="Function",
        default=None,
        rules=(Length(0, 256),),
        source=_LAMBDA_API,
    ),
    Variable(
        name="python_version",
        type=STRING,
        example="python3.13",
        description="Runtime of the function, and the Python that its dependencies are chosen for.",
        group="Function",
        default="python3.12",
        rules=(OneOf(tuple(RUNTIMES)),),
        source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    ),
    Variable(
        name="architecture",
        type=STRING,
        example="arm64",
        description=(
            "Instruction set of the function, and the CPU that its dependencies are chosen for."
        ),
        group="Function",
        default="x86_64",
        rules=(OneOf(ARCHITECTURES),),
        source="https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
    ),
    Variable(
        name="handler",
        type=STRING,
        example="main.lambda_handler",
        description="Entry point of the function: file without .py, a dot, and the function in it.",
        group="Function",
        default="main.lambda_handler",
        rules=(
            Matches(patterns.HANDLER, "file.function without white space"),
            Length(1, 128),
        ),
        source=_LAMBDA_API,
    ),
    Variable(
        name="timeout",
        type=NUMBER,
        example=30,
        description="Seconds after which AWS stops a run of the function.",
        group="Function",
        default=60,
        rules=(Between(minimum=1, maximum=900, whole=True, unit="seconds"),),
        source=_LAMBDA_QUOTAS,
    ),
    Variable(
        name="memory_size",
        type=NUMBER,
        example=512,
        description="Memory of the function in MB; its share of CPU grows with it.",
        group="Function",
        default=128,
        rules=(Between(minimum=128, maximum=10240, whole=True, unit="MB"),),
        source=_LAMBDA_QUOTAS,
    ),
    Variable(
        name="environment_variables",
        type=MapOf(STRING),
        example={"LOG_LEVEL": "INFO"},
        description=(
            "Environment of the function. It is readable to everyone who may read the function's "
            "configuration: keep secrets in Secrets Manager, and give their names here."
        ),
        group="Function",
        default={},
        rules=(
            EachKey(
                Matches(
                    patterns.ENVIRONMENT_KEY,
                    "a letter followed by one or more letters, digits and underscores",
                )
            ),
            EachKey(
                NoneOf(RESERVED_ENVIRONMENT_KEYS, "a name that Lambda reserves, such as AWS_REGION")
            ),
            TotalBytes(4096),
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    ),
    Variable(
        name="tags",
        type=MapOf(STRING),
        example={"owner": "platform"},
        description=(
            "Tags of every resource that can have them. The module adds created_by_module, "
            "function_name and, to the function, module_version."
        ),
        group="Function",
        default={},
        rules=(
            Items(maximum=50),
            EachKey(Length(1, 128)),
            Each(Length(0, 256), "value"),
            EachKey(NotMatching("(?i)^aws:", "not start with aws:, which AWS reserves")),
        ),
        source="https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    ),
)

PACKAGE = (
    Variable(
        name="lambda_source_dir",
        type=STRING,
        example="${path.module}/lambda",
        description=(
            "Directory with the code of the function. All of it is packaged, and a change of any "
            "file in it, of content or of path, is deployed."
        ),
        group="Package",
        rules=(Matches(r"[^\s]", "a path, not an empty string"),),
    ),
    Variable(
        name="source_code_files",
        type=ListOf(STRING),
        example=["main.py", "templates/*.html"],
        description=(
            "Glob patterns, relative to lambda_source_dir, that must each match a file: the plan "
            "fails when a part of the code is missing. They do not limit what is packaged."
        ),
        group="Package",
        default=[],
        rules=(Each(Matches(r"[^\s]", "a glob pattern, not an empty string"), "pattern"),),
        source="https://developer.hashicorp.com/terraform/language/functions/fileset",
    ),
    Variable(
        name="package_excludes",
        type=ListOf(STRING),
        example=["**/.git/**", "**/__pycache__/**", "tests/**"],
        description=(
            "Glob patterns, relative to lambda_source_dir, of what is left out of the package. A "
            "list of your own takes the place of the default."
        ),
        group="Package",
        default=PACKAGE_EXCLUDES,
        rules=(
            Each(Matches(r"[^\s]", "a glob pattern, not an empty string"), "pattern"),
            Each(
                NotMatching(r"(^|/)\.\.(/|$)", "not lead out of lambda_source_dir by .."), "pattern"
            ),
        ),
        source="https://developer.hashicorp.com/terraform/language/functions/fileset",
    ),
    Variable(
        name="requirements_file",
        type=STRING,
        example="requirements.txt",
        description=(
            "Path of a requirements.txt, pyproject.toml, pylock.toml, uv.lock or poetry.lock whose "
            "packages go into the package of the function. When null: requirements.txt in "
            "lambda_source_dir, if there is one. 'none' installs nothing."
        ),
        group="Package",
        default=None,
        rules=(Matches(r"[^\s]", "a path or none, not an empty string"),),
    ),
    Variable(
        name="s3_bucket",
        type=STRING,
        example="example-lambda-packages",
        description=(
            "Name of an existing S3 bucket for the packages; it must be known when Terraform "
            "plans. When null: the module makes one, private, encrypted and versioned."
        ),
        group="Package",
        default=None,
        rules=(
            Matches(
                patterns.BUCKET_NAME,
                "an S3 bucket name: 3 to 63 lower-case letters, digits, dots and hyphens",
            ),
        ),
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
    ),
)

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
        rules=(Each(Matches(patterns.IAM_POLICY_ARN, "the ARN of an IAM policy")),),
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
        rules=(Each(Matches(patterns.IAM_POLICY_ARN, "the ARN of an IAM policy"), "value"),),
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
            Items(maximum=16),
            Each(Matches(patterns.SUBNET_ID, "a subnet ID such as subnet-0123456789abcdef0")),
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
            Items(maximum=5),
            Each(
                Matches(patterns.SECURITY_GROUP_ID, "a security group ID such as sg-0123456789abc")
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
        rules=(Matches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    ),
)
