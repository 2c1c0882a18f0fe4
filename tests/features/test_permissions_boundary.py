"""The feature `permissions_boundary`: a boundary of each role that the module makes."""

import re

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rendering.files import render_files
from tests.features.modules import added, flat, module
from tests.support.feature_sets import feature_sets
from tests.support.modules import terraform_files
from tests.support.specs import feature_specs
from tests.unit.test_catalog import faults

WORDS = ("boundary",)
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["permissions_boundary"]
(VARIABLE,) = FEATURE.variables
BOUNDED = [label for label, on in feature_sets().items() if FEATURE.name in on]


def test_files() -> None:
    """It adds an argument to roles, and a test to the module's suite."""
    assert added("permissions_boundary") == {"tests/test_permissions_boundary.py"}


@pytest.mark.parametrize("label", BOUNDED)
def test_every_role_has_the_boundary(label: str) -> None:
    """Whatever other features make, no role of the module is without the boundary."""
    text = "\n".join(terraform_files(render_files(feature_specs()[label])).values())
    roles = re.findall(
        r'^resource "aws_iam_role" "(\w+)" \{\n(.*?)^\}', text, re.DOTALL | re.MULTILINE
    )
    for name, body in roles:
        assert re.search(
            r"^  permissions_boundary += var.permissions_boundary_arn$", body, re.MULTILINE
        ), name


def test_role_of_the_function() -> None:
    """The role of the function has it beside its name and path."""
    text = flat(module("permissions_boundary")["iam.tf"])
    assert (
        "path = var.role_path permissions_boundary = var.permissions_boundary_arn "
        "assume_role_policy = "
    ) in text


def test_run_of_terraform_test() -> None:
    """`terraform test` has a role with the boundary, and one without it."""
    files = module("permissions_boundary")
    of_the_role = "aws_iam_role.lambda.permissions_boundary =="
    assert f"{of_the_role} var.permissions_boundary_arn" in files["tests/full.tftest.hcl"]
    assert f"{of_the_role} null" in files["tests/bare.tftest.hcl"]


def test_policies_only() -> None:
    """A boundary is a policy of the account, or one of AWS's own, and no role or name."""
    assert faults(VARIABLE, "arn:aws-cn:iam::123456789012:policy/team/boundary") == []
    assert faults(VARIABLE, "arn:aws:iam::aws:policy/PowerUserAccess") == []
    assert faults(VARIABLE, "arn:aws:iam::123456789012:role/boundary")
    assert faults(VARIABLE, "boundary")


def test_readme() -> None:
    """Readers learn that a boundary which forgets the logs costs them."""
    assert (
        "`logs:PutLogEvents`: a function that may not"
        in module("permissions_boundary")["README.md"]
    )
