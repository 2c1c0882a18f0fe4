"""The feature `vpc`: the function in subnets, with network permissions that its code lacks."""

from itertools import product
from typing import Any

import hcl2
import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rules import Relation
from tests.features.modules import added, block, flat, module, values
from tests.unit.hcl_text import plain

WORDS = ("vpc", "subnet", "security group", "security_group", "ec2:", "in_vpc")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["vpc"]
SUBNETS, GROUPS = ["subnet-0123456789abcdef0"], ["sg-0123456789abcdef0"]


def statements() -> dict[str, dict[str, Any]]:
    """The statements of the function's network policy by their sid."""
    text = module("vpc")["vpc.tf"]
    (found,) = (
        each["vpc_access_statements"]
        for each in plain(hcl2.loads(text))["locals"]
        if "vpc_access_statements" in each
    )
    return {each["Sid"]: each for each in found}


def relation() -> Relation:
    """Its one rule across variables."""
    (found,) = FEATURE.relations
    return found


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("vpc") == {"vpc.tf", "tests/test_vpc.py"}


def test_function_is_attached_when_subnets_are_given() -> None:
    """The function has a network configuration with the given subnets, and none without them."""
    text = flat(module("vpc")["lambda.tf"])
    assert (
        'dynamic "vpc_config" { for_each = local.in_vpc ? [true] : [] content { '
        "subnet_ids = local.subnet_ids security_group_ids = local.security_group_ids } }"
    ) in text
    local = flat(module("vpc")["vpc.tf"])
    assert "subnet_ids = var.lambda_subnet_ids == null ? [] : var.lambda_subnet_ids" in local
    assert (
        "in_vpc = anytrue([length(local.subnet_ids) > 0, length(local.security_group_ids) > 0])"
    ) in local


def test_interfaces_are_made_in_the_given_subnets_only() -> None:
    """Network interfaces can be made in the caller's subnets with the caller's groups only."""
    create = statements()["CreateNetworkInterfaces"]
    assert create["Action"] == "ec2:CreateNetworkInterface"
    assert create["Resource"] == (
        '${concat(["${local.ec2_prefix}:network-interface/*"], local.subnet_arns, '
        "local.security_group_arns)}"
    )
    condition = statements()["AssignPrivateIpAddresses"]["Condition"]
    assert condition == {"ArnLike": {"ec2:Subnet": "${local.subnet_arns}"}}


def test_subnets_may_be_those_of_another_account() -> None:
    """In a shared VPC the subnets, and perhaps the security groups, belong to its owner.

    <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html>
    """
    text = flat(module("vpc")["vpc.tf"])
    anywhere = "arn:${local.partition}:ec2:${local.region}:*"
    assert f'subnet_arns = [for id in local.subnet_ids : "{anywhere}:subnet/${{id}}"]' in text
    assert (
        "security_group_arns = [for id in "
        "concat(local.security_group_ids, local.replacement_group_ids) : "
        f'"{anywhere}:security-group/${{id}}"]'
    ) in text


def test_code_of_the_function_may_do_none_of_it() -> None:
    """All that Lambda may do for the function is denied to requests of its own code."""
    denied = [each for each in statements().values() if each["Effect"] == "Deny"]
    allowed = [each for each in statements().values() if each not in denied]
    (deny,) = denied
    names = {name for each in allowed for name in _listed(each["Action"])}
    assert sorted(deny["Action"]) == sorted(names)
    assert deny["Resource"] == "*"
    ((test, condition),) = deny["Condition"].items()
    ((variable, value),) = condition.items()
    assert (test, variable) == ("ArnEquals", "lambda:SourceFunctionArn")
    assert value.endswith('function:${var.function_name}"')


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_every_resource_is_for_a_vpc_only() -> None:
    """Without subnets the role has no network policy."""
    text = module("vpc")["vpc.tf"]
    count = block(text, "resource", "aws_iam_role_policy", "lambda_vpc_access")["count"]
    assert count == "${local.in_vpc ? 1 : 0}"
    (policy,) = FEATURE.role_policies
    assert policy.name == "vpc-access"
    assert not policy.managed
    assert policy.exists.value(values(lambda_subnet_ids=SUBNETS)) is True
    assert policy.exists.value(values()) is False


def test_function_waits_for_its_policy() -> None:
    """Lambda checks the role when it attaches the function, and detaches before the role goes."""
    assert "aws_iam_role_policy.lambda_vpc_access," in module("vpc")["lambda.tf"]
    assert FEATURE.function.depends_on == ("aws_iam_role_policy.lambda_vpc_access",)


@pytest.mark.parametrize(
    ("subnets", "groups"), [*product((None, [], SUBNETS), (None, [], GROUPS))], ids=str
)
def test_both_or_none(subnets: list[str] | None, groups: list[str] | None) -> None:
    """Subnets and security groups are given together, or neither; an empty list is none."""
    given = values(lambda_subnet_ids=subnets, lambda_security_group_ids=groups)
    assert relation().holds(given) == (bool(subnets) == bool(groups))


def test_precondition() -> None:
    """Terraform refuses one without the other before it makes the function."""
    assert f"condition = {relation().condition()}" in flat(module("vpc")["lambda.tf"])


def test_run_of_terraform_test() -> None:
    """`terraform test` has the function in subnets, and one run without them."""
    files = module("vpc")
    (values,) = hcl2.loads(files["tests/full.tftest.hcl"])["variables"]
    assert {"lambda_subnet_ids", "lambda_security_group_ids"} <= values.keys()
    assert "length(aws_lambda_function.this.vpc_config) == 0" in files["tests/bare.tftest.hcl"]


def test_groups_are_replaced_only_if_asked() -> None:
    """The arguments are null by default, as some releases of the provider warn of them.

    <https://github.com/hashicorp/terraform-provider-aws/pull/31904>
    """
    text = flat(module("vpc")["lambda.tf"])
    switch = "var.replace_security_groups_on_destroy"
    assert f"replace_security_groups_on_destroy = {switch} ? true : null" in text
    assert "replacement_security_group_ids = var.replacement_security_group_ids" in text
    variables = {each.name: each for each in FEATURE.variables}
    assert variables["replace_security_groups_on_destroy"].default is False
    assert variables["replacement_security_group_ids"].default is None


def test_role_may_use_the_replacement() -> None:
    """Lambda makes interfaces in the groups that replace others, of which the default has no ID."""
    text = flat(module("vpc")["vpc.tf"])
    ids = "var.replacement_security_group_ids"
    assert f'default_group_ids = {ids} == null ? ["*"] : {ids}' in text
    assert (
        "replacement_group_ids = var.replace_security_groups_on_destroy ? "
        "local.default_group_ids : []"
    ) in text


def test_outputs() -> None:
    """What callers gave is what the outputs tell."""
    assert {each.name: each.value for each in FEATURE.outputs} == {
        "vpc_config_subnet_ids": "var.lambda_subnet_ids",
        "vpc_config_security_group_ids": "var.lambda_security_group_ids",
    }


def test_suite_makes_a_network() -> None:
    """The suite makes a VPC whose subnet and security group it gives to both variables."""
    (network,) = FEATURE.suite.support.values()
    assert network.variables.keys() == {each.name for each in FEATURE.variables}
    for name in ("lambda_subnet_ids", "lambda_security_group_ids"):
        assert any(f"{address}.id" in network.variables[name] for address in network.resources)
