"""A role of the caller's own that the function runs as."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues, Support
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import RegexMatches

_TRUST = (
    '${jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = '
    '"sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })}'
)

FEATURE = Feature(
    name="existing_role",
    description=(
        "A role of the caller's own that the function runs as. The module makes none, and gives "
        "this one the permissions that the function needs."
    ),
    variables=(
        Variable(
            name="role_arn",
            type=STRING,
            example="arn:aws:iam::123456789012:role/services/payments",
            description=(
                "ARN of the role that the function runs as, in the account of the function. It "
                "must trust lambda.amazonaws.com. The module attaches its policies to it, named "
                "after the function, so that functions of different names can share the role. The "
                "ARN need not be known when Terraform plans."
            ),
            group="Permissions",
            rules=(RegexMatches(patterns.IAM_ROLE_ARN, "the ARN of an IAM role"),),
            source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
        ),
    ),
    conflicts=("permissions_boundary",),
    removes=("role_name", "role_path"),
    suite=SuiteValues(
        support={
            "role": Support(
                label="role for each function",
                resources={
                    "aws_iam_role.function": {
                        "for_each": "${var.cases}",
                        "name_prefix": "${substr(each.key, 0, 37)}-",
                        "path": "/lmgen/",
                        "assume_role_policy": _TRUST,
                    }
                },
                variables={"role_arn": "aws_iam_role.function[each.key].arn"},
            )
        },
    ),
    picture=Picture(
        boxes=(Box("role", 1, ("IAM role", "role_arn"), yours=True),),
    ),
)
