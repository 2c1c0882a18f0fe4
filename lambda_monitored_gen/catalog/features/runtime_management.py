"""When Lambda updates the runtime of the function."""

from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.patterns import REGION
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import GivenExactlyWhen, InRegion, OneOf, OnlyWhen, RegexMatches

_PUT = "https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html"
_MANUAL = Var("update_runtime_on").equals("Manual")
_VERSION_ARN = "^arn:aws[a-z0-9-]*:lambda:[a-z]{2}[a-z-]*-[0-9]+::runtime:[0-9a-zA-Z]+$"

FEATURE = Feature(
    name="runtime_management",
    description="When Lambda updates the runtime of the function, and a runtime to stay at.",
    # https://github.com/hashicorp/terraform-provider-aws/pull/37643
    aws_provider="5.51.0",
    variables=(
        Variable(
            name="update_runtime_on",
            type=STRING,
            example="Auto",
            description=(
                "When Lambda updates the runtime of the function, which has fixes of Python and of "
                "its operating system: Auto whenever there is a newer one, FunctionUpdate when the "
                "function is changed, Manual only by runtime_version_arn."
            ),
            group="Function",
            default="Auto",
            rules=(OneOf(("Manual", "FunctionUpdate", "Auto")),),
            source=_PUT,
        ),
        Variable(
            name="runtime_version_arn",
            type=STRING,
            example=(
                "arn:aws:lambda:us-east-1::runtime:"
                "8eeff65f6809a3ce81507fe733fe09b835899b99481ba22fd75b5a7338290ec1"
            ),
            description=(
                "ARN of the version of the runtime that the function stays at with "
                "update_runtime_on = Manual, as the line INIT_START of its log has it. If null, as "
                "it must be with any other update_runtime_on, Lambda decides."
            ),
            group="Function",
            default=None,
            rules=(RegexMatches(_VERSION_ARN, "the ARN of a version of a runtime"),),
            source=_PUT,
        ),
    ),
    relations=(
        GivenExactlyWhen("runtime_version_arn", _MANUAL, "update_runtime_on = Manual"),
        OnlyWhen(
            _MANUAL,
            "with update_runtime_on = Manual",
            InRegion("runtime_version_arn", "a version", REGION, _PUT),
        ),
    ),
    # Neither moto nor MiniStack has PutRuntimeManagementConfig.
    suite=SuiteValues(mocked=("update_runtime_on", "runtime_version_arn")),
    controls={
        "8.32": "you decide when AWS changes the runtime",
    },
)
