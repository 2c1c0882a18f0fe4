"""A KMS key of the caller's own for environment variables."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    RolePolicy,
    SuiteValues,
    Support,
)
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import InRegion, RegexMatches

_ENCRYPTION = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html"

FEATURE = Feature(
    name="environment_kms",
    description="A KMS key of your own for the environment variables of the function.",
    satisfies=("CKV_AWS_173",),
    variables=(
        Variable(
            name="environment_kms_key_arn",
            type=STRING,
            example="arn:aws:kms:us-east-1:123456789012:key/89abcdef-89ab-cdef-0123-456789abcdef",
            description=(
                "ARN of a KMS key of your own that encrypts the environment variables of the "
                "function, in the region of the function. Where the function has no environment "
                "variables, it encrypts nothing. If null, AWS encrypts them with its own key."
            ),
            group="Encryption",
            default=None,
            rules=(RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
            source=_ENCRYPTION,
        ),
    ),
    relations=(InRegion("environment_kms_key_arn", "a key", patterns.REGION, _ENCRYPTION),),
    policies=(RolePolicy("environment-key"),),
    permissions="it may decrypt with `environment_kms_key_arn`, if you give one",
    function=FunctionAdditions(depends_on=("aws_iam_role_policy.lambda_environment_key",)),
    suite=SuiteValues(
        support={
            "environment-key": Support(
                label="KMS key of the environment",
                resources={
                    "aws_kms_key.environment": {
                        "description": "${var.prefix}",
                        "deletion_window_in_days": 7,
                    }
                },
                variables={"environment_kms_key_arn": "aws_kms_key.environment.arn"},
            )
        },
    ),
    controls={
        "8.24": "environment variables are encrypted with `environment_kms_key_arn`",
    },
    costs="requests to KMS for the environment",
)
