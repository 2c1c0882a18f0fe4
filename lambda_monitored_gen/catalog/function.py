"""Variables of the function itself."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.runtimes import ARCHITECTURES, RUNTIMES
from lambda_monitored_gen.hcl.type_constraints import NUMBER, STRING, MapOf
from lambda_monitored_gen.rules import (
    Between,
    CharactersFrom,
    JsonBytes,
    KeysAre,
    KeysDifferBeyondCase,
    LengthBetween,
    NoneOf,
    OneOf,
    RegexDoesNotMatch,
    RegexMatches,
    SizeBetween,
    ValuesAre,
)

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

ROLE_TAGS = ("created_by_module", "function_name")
"""The tags that the module adds to every resource, and so to the role."""

TAG_CHARACTERS = CharactersFrom(
    "LZN", "_.:/=+@-", "letters, digits, spaces and _ . : / = + - @, which are those of IAM"
)
"""IAM API, Tag: of the services that get the tags, IAM takes the fewest characters, and it alone
takes keys that differ in case for the same."""

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
            RegexMatches(
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
            "If null, 'Lambda function' and its name."
        ),
        group="Function",
        default=None,
        rules=(LengthBetween(0, 256),),
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
            RegexMatches(patterns.HANDLER, "file.function without white space"),
            LengthBetween(1, 128),
        ),
        source=_LAMBDA_API,
    ),
    Variable(
        name="timeout",
        type=NUMBER,
        example=30,
        description="Seconds after which AWS stops an invocation.",
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
            "configuration: keep secrets in Secrets Manager, and give their names here. A variable "
            "whose value is null is left out."
        ),
        group="Function",
        default={},
        omits_null=True,
        rules=(
            KeysAre(
                RegexMatches(
                    patterns.ENVIRONMENT_KEY,
                    "a letter followed by one or more letters, digits and underscores",
                )
            ),
            KeysAre(
                NoneOf(RESERVED_ENVIRONMENT_KEYS, "a name that Lambda reserves, such as AWS_REGION")
            ),
            JsonBytes(4096),
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    ),
    Variable(
        name="tags",
        type=MapOf(STRING),
        example={"owner": "platform"},
        description=(
            "Tags of every resource that can have them. The module adds created_by_module, "
            "function_name and, to the function, module_version. A tag whose value is null is "
            "left out."
        ),
        group="Function",
        default={},
        omits_null=True,
        rules=(
            SizeBetween(maximum=50),
            KeysAre(LengthBetween(1, 128)),
            ValuesAre(LengthBetween(0, 256), "value", of_map=True, omits_null=True),
            KeysAre(RegexDoesNotMatch("^[aA][wW][sS]:", "not start with aws:, which AWS reserves")),
            KeysAre(TAG_CHARACTERS),
            ValuesAre(TAG_CHARACTERS, "value", of_map=True, omits_null=True),
            KeysDifferBeyondCase(ROLE_TAGS),
        ),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html",
    ),
)
