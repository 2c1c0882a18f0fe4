"""Signatures that Lambda wants of the code."""

from lambda_monitored_gen.catalog.feature import Feature, FunctionAdditions, SuiteValues, Support
from lambda_monitored_gen.catalog.model import Condition, Output, Variable
from lambda_monitored_gen.catalog.patterns import REGION
from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf
from lambda_monitored_gen.rules import InRegion, OneOf, RegexMatches, SizeBetween, ValuesAre

_CODE_SIGNING = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html"
_PROFILE_VERSION_ARN = (
    "^arn:aws[a-z0-9-]*:signer:[a-z]{2}[a-z-]*-[0-9]+:[0-9]{12}:"
    "/signing-profiles/[a-zA-Z0-9_]{2,64}/[a-zA-Z0-9]{10}$"
)
_CONFIG_ARN = (
    "^arn:aws[a-z0-9-]*:lambda:[a-z]{2}[a-z-]*-[0-9]+:[0-9]{12}:"
    "code-signing-config:csc-[a-z0-9]{17}$"
)
"""Lambda API model, CodeSigningConfigArn."""

FEATURE = Feature(
    name="code_signing",
    description=(
        "Signatures that Lambda wants of the code when it is deployed. The module's own package "
        "is not signed: other code than that of signers can be refused where other pipelines "
        "deploy, and elsewhere only be warned of."
    ),
    # The first in which aws_lambda_code_signing_config has tags:
    # https://github.com/hashicorp/terraform-provider-aws/issues/39535
    aws_provider="5.70.0",
    satisfies=("CKV_AWS_272",),
    variables=(
        Variable(
            name="signing_profile_version_arns",
            type=ListOf(STRING),
            example=["arn:aws:signer:us-east-1:123456789012:/signing-profiles/team/abcdefgh12"],
            description=(
                "ARNs of the versions of the signing profiles of AWS Signer by which code may be "
                "signed. Their number must be known when Terraform plans, the ARNs need not be. "
                "With none, the module makes no configuration of code signing."
            ),
            group="Package",
            default=[],
            rules=(
                SizeBetween(maximum=20),
                ValuesAre(
                    RegexMatches(_PROFILE_VERSION_ARN, "the ARN of a version of a signing profile")
                ),
            ),
            source="https://docs.aws.amazon.com/lambda/latest/api/API_AllowedPublishers.html",
        ),
        Variable(
            name="untrusted_artifact_on_deployment",
            type=STRING,
            example="Warn",
            description=(
                "What Lambda does with code that none of signing_profile_version_arns has signed: "
                "Enforce refuses it; Warn deploys it, and counts it in the metric "
                "SignatureValidationErrors. What the module itself builds is not signed, and takes "
                "Warn."
            ),
            group="Package",
            default="Enforce",
            rules=(OneOf(("Enforce", "Warn")),),
            source="https://docs.aws.amazon.com/lambda/latest/api/API_CodeSigningPolicies.html",
        ),
        Variable(
            name="code_signing_config_arn",
            type=STRING,
            example=(
                "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0"
            ),
            description=(
                "ARN of a configuration of code signing that is there already, instead of one with "
                "signing_profile_version_arns; its own policy decides what happens to other code. "
                "If null, the one that the module makes, or none."
            ),
            group="Package",
            default=None,
            rules=(RegexMatches(_CONFIG_ARN, "the ARN of a code signing configuration"),),
            source=_CODE_SIGNING,
        ),
    ),
    outputs=(
        Output(
            name="code_signing_config_arn",
            description="ARN of the configuration of code signing; null without one.",
            value="local.code_signing_config_arn",
        ),
    ),
    relations=(InRegion("code_signing_config_arn", "a configuration", REGION, _CODE_SIGNING),),
    function=FunctionAdditions(
        preconditions=(
            Condition(
                "!local.makes_code_signing_config || var.code_signing_config_arn == null",
                "code_signing_config_arn and signing_profile_version_arns must not be given both: "
                "a function has one configuration of code signing.",
            ),
            Condition(
                "!local.makes_code_signing_config || local.deploys_signed_code || "
                'var.untrusted_artifact_on_deployment != "Enforce"',
                "The package that the module builds is not signed, and with "
                "untrusted_artifact_on_deployment = Enforce AWS would refuse each deployment of "
                "it: give Warn, or have signed code deployed.",
            ),
        ),
    ),
    suite=SuiteValues(
        everything={"untrusted_artifact_on_deployment": "Warn"},
        support={
            "signing-profile": Support(
                label="signing profile",
                resources={
                    "aws_signer_signing_profile.test": {
                        "platform_id": "AWSLambda-SHA384-ECDSA",
                        "name_prefix": "test_",
                    }
                },
                variables={
                    "signing_profile_version_arns": (
                        "tolist([aws_signer_signing_profile.test.version_arn])"
                    )
                },
                lacking="no emulator has CreateCodeSigningConfig",
            )
        },
    ),
    controls={
        "8.32": "Lambda checks the signatures of code that other pipelines deploy",
    },
)
