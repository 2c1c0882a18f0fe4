"""A permissions boundary of the roles that the module makes."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues, Support
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import RegexMatches

FEATURE = Feature(
    name="permissions_boundary",
    description="A permissions boundary of each role that the module makes.",
    variables=(
        Variable(
            name="permissions_boundary_arn",
            type=STRING,
            example="arn:aws:iam::123456789012:policy/boundary",
            description=(
                "ARN of the IAM policy beyond which no role that the module makes has permissions, "
                "whatever its own policies allow. If null, the roles have no boundary."
            ),
            group="Permissions",
            default=None,
            rules=(RegexMatches(patterns.IAM_POLICY_ARN, "the ARN of an IAM policy"),),
            source=(
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"
            ),
        ),
    ),
    suite=SuiteValues(
        support={
            "boundary": Support(
                label="permissions boundary",
                resources={
                    "aws_iam_policy.boundary": {
                        "name_prefix": "${var.prefix}-boundary-",
                        "policy": (
                            '${jsonencode({ Version = "2012-10-17", Statement = '
                            '[{ Effect = "Allow", Action = "*", Resource = "*" }] })}'
                        ),
                    }
                },
                variables={"permissions_boundary_arn": "aws_iam_policy.boundary.arn"},
            )
        },
    ),
    controls={
        "5.15": "no role of the module may do more than `permissions_boundary_arn` allows",
    },
)
