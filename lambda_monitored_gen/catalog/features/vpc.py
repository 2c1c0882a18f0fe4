"""Attaching the function to subnets of a VPC."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    RolePolicy,
    SuiteValues,
    Support,
)
from lambda_monitored_gen.catalog.model import Condition, Output, Variable
from lambda_monitored_gen.catalog.picture import Picture
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.type_constraints import BOOL, STRING, ListOf
from lambda_monitored_gen.rules import RegexMatches, RequiredTogether, SizeBetween, ValuesAre

_PROVIDER = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
    "lambda_function#replace_security_groups_on_destroy"
)
"""From 5.3 on without effect: <https://github.com/hashicorp/terraform-provider-aws/pull/31904>; as
described again since <https://github.com/hashicorp/terraform-provider-aws/pull/37624>."""
_LAMBDA_API = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"

FEATURE = Feature(
    name="vpc",
    description=(
        "Attaching the function to subnets of a VPC, with network permissions for those alone."
    ),
    default=True,
    variables=(
        Variable(
            name="lambda_subnet_ids",
            type=ListOf(STRING),
            example=["subnet-0123456789abcdef0"],
            description=(
                "Subnets that the function is attached to; they need a NAT gateway or VPC "
                "endpoints to reach AWS. Of this list and of lambda_security_group_ids, the number "
                "of items of one must be known when Terraform plans; the IDs need not be. If null, "
                "the function is not in a VPC."
            ),
            group="Network",
            default=None,
            rules=(
                SizeBetween(maximum=16),
                ValuesAre(
                    RegexMatches(patterns.SUBNET_ID, "a subnet ID such as subnet-0123456789abcdef0")
                ),
            ),
            source=_LAMBDA_API,
        ),
        Variable(
            name="lambda_security_group_ids",
            type=ListOf(STRING),
            example=["sg-0123456789abcdef0"],
            description=(
                "Security groups of the function in its VPC. Needed with lambda_subnet_ids."
            ),
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
            source=_LAMBDA_API,
        ),
        Variable(
            name="replace_security_groups_on_destroy",
            type=BOOL,
            example=True,
            description=(
                "Whether the function gets other security groups right before it is destroyed, so "
                "that its own can be deleted sooner: AWS may keep the network interfaces, and what "
                "they are in, for 45 minutes. It counts once it has been applied, and takes "
                "hashicorp/aws 5.51 or newer: older releases ignore it."
            ),
            group="Network",
            default=False,
            source=_PROVIDER,
        ),
        Variable(
            name="replacement_security_group_ids",
            type=ListOf(STRING),
            example=["sg-0fedcba9876543210"],
            description=(
                "Security groups that replace_security_groups_on_destroy gives the function. If "
                "null, the default one of its VPC."
            ),
            group="Network",
            default=None,
            rules=(
                SizeBetween(minimum=1, maximum=5),
                ValuesAre(
                    RegexMatches(
                        patterns.SECURITY_GROUP_ID, "a security group ID such as sg-0123456789abc"
                    )
                ),
            ),
            source=_LAMBDA_API,
        ),
    ),
    outputs=(
        Output(
            name="vpc_config_subnet_ids",
            description="Subnets that the function is attached to; null outside a VPC.",
            value="var.lambda_subnet_ids",
        ),
        Output(
            name="vpc_config_security_group_ids",
            description="Security groups of the function; null outside a VPC.",
            value="var.lambda_security_group_ids",
        ),
    ),
    relations=(RequiredTogether("lambda_subnet_ids", "lambda_security_group_ids"),),
    policies=(RolePolicy("vpc-access", Var("lambda_subnet_ids").is_set()),),
    permissions=(
        "in a VPC, Lambda may use network interfaces in the given subnets, the code may not"
    ),
    function=FunctionAdditions(
        depends_on=("aws_iam_role_policy.lambda_vpc_access",),
        preconditions=(
            Condition(
                "!var.replace_security_groups_on_destroy || local.in_vpc",
                "replace_security_groups_on_destroy needs lambda_subnet_ids.",
            ),
            Condition(
                "var.replacement_security_group_ids == null || "
                "var.replace_security_groups_on_destroy",
                "replacement_security_group_ids needs replace_security_groups_on_destroy.",
            ),
        ),
    ),
    suite=SuiteValues(
        support={
            "network": Support(
                label="VPC with subnet",
                resources={
                    "aws_vpc.network": {"cidr_block": "10.91.0.0/24"},
                    "aws_subnet.network": {
                        "vpc_id": "${aws_vpc.network.id}",
                        "cidr_block": "10.91.0.0/24",
                    },
                    "aws_security_group.network": {
                        "name_prefix": "${var.prefix}-",
                        "vpc_id": "${aws_vpc.network.id}",
                    },
                },
                variables={
                    "lambda_security_group_ids": "tolist([aws_security_group.network.id])",
                    "lambda_subnet_ids": "tolist([aws_subnet.network.id])",
                    "replace_security_groups_on_destroy": "true",
                    # As without it; an emulator does not tell in which VPC a function is.
                    "replacement_security_group_ids": (
                        "tolist([aws_vpc.network.default_security_group_id])"
                    ),
                },
            )
        },
    ),
    controls={
        "8.20": "with `lambda_subnet_ids` it connects from subnets and security groups of yours",
        "5.15": "the code cannot use the network permissions that Lambda needs",
    },
    costs="the NAT gateways and endpoints of the subnets, which are yours",
    picture=Picture(
        lines={"function": "in subnets of yours"},
    ),
)
