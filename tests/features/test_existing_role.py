"""The feature `existing_role`: the function runs as a role of the caller's own."""

import json
from pathlib import Path

import hcl2
import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from tests.features.modules import added, flat, module
from tests.support.feature_sets import feature_sets, switches
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import checked, codes, spec_of

WORDS = ("terraform_data.role", "existing_role", "the given role", "policies of the role wait")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["existing_role"]

ROOT = """\
variable "shared" {
  type = list(string)
}

resource "aws_iam_role" "shared" {
  name_prefix = "shared-"
  path        = "/services/payments/"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_policy" "more" {
  name   = "existing-role-more"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:ListQueues", Resource = "*" }]
  })
}

module "lambda" {
  source   = "./module"
  for_each = toset(var.shared)

  function_name              = each.key
  lambda_source_dir          = "${path.root}/lambda"
  alarm_emails               = ["ops@example.com"]
  role_arn                   = aws_iam_role.shared.arn
  additional_iam_policy_arns = each.key == "role-one" ? [aws_iam_policy.more.arn] : []
}

output "role" {
  value = aws_iam_role.shared.name
}

output "roles" {
  value = {
    for name, each in module.lambda : name => [each.lambda_role_name, each.lambda_role_arn]
  }
}
"""


def test_off_unless_asked_for() -> None:
    """The published module makes a role, and so does one whose spec says nothing."""
    assert not FEATURE.default


def test_files() -> None:
    """It takes the place of a resource, and adds no file."""
    assert added("existing_role") == set()


def test_no_role_is_made() -> None:
    """The module has no role, nor a variable of one; what it attaches goes to the given one."""
    files = module(*feature_sets()["all"] - {"permissions_boundary"}, "existing_role")
    text = "\n".join(text for path, text in files.items() if path.endswith(".tf"))
    assert "aws_iam_role.lambda" not in text
    assert 'resource "aws_iam_role" "lambda"' not in text
    assert not {"role_name", "role_path"} & set(
        spec_of(features={"existing_role": True}).interface.variables
    )
    document = hcl2.loads(text)
    attached = [
        body["role"]
        for each in document["resource"]
        for kind, named in each.items()
        for body in named.values()
        if kind.strip('"') in {"aws_iam_role_policy", "aws_iam_role_policy_attachment"}
    ]
    assert len(attached) > 3
    # The scheduler has a role of its own.
    assert set(attached) - {"${aws_iam_role.schedule[0].name}"} == {"${local.role_name}"}


def test_role_is_required() -> None:
    """Callers must give the role: there is no other that the function could run as."""
    assert spec_of(features={"existing_role": True}).interface.variables["role_arn"].required


def test_variables_of_a_role_that_is_not_made_are_refused() -> None:
    """A spec that sets the name of the module's role is told which feature took it away."""
    result = checked(features={"existing_role": True}, defaults={"role_path": "/services/"})
    assert codes(result) == ["feature-on"]
    assert "with the feature 'existing_role'" in result.diagnostics[0].message


def test_policies_wait_for_the_preflight() -> None:
    """What is attached to the role waits until the package can be built, as the role itself did."""
    text = flat(module("existing_role")["iam.tf"])
    assert (
        'resource "terraform_data" "role" { input = var.role_arn '
        "depends_on = [terraform_data.preflight] }"
    ) in text
    assert ("role_arn = terraform_data.role.output role_name = basename(local.role_arn)") in text


def test_readme_says_what_the_role_must_trust() -> None:
    """Readers learn who must be able to assume the role, and what the module does to it."""
    text = flat(module("existing_role")["README.md"])
    assert 'Principal = { Service = "lambda.amazonaws.com" }' in text
    assert "inline policies that begin with `<function_name>-`" in text
    assert "functions of one name, as in two regions, need a role each" in text


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_functions_share_a_role(
    tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> None:
    """Two functions run as a role that the same apply makes; each takes its own policies along."""
    code = tmp_path / "lambda" / "main.py"
    code.parent.mkdir()
    code.write_text("def lambda_handler(event, context): return 'ran'\n")
    (tmp_path / "main.tf").write_text(ROOT)
    render(spec_of(features=switches(frozenset({"existing_role"}))), tmp_path / "module")
    iam = embedded_aws.endpoints.client("iam")
    functions = embedded_aws.endpoints.client("lambda")

    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    both = {"shared": ["role-one", "role-two"]}
    terraform.apply(both)
    role = terraform.output()["role"]

    def policies() -> tuple[set[str], set[str]]:
        inline = iam.list_role_policies(RoleName=role)["PolicyNames"]
        managed = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        return set(inline), {each["PolicyName"] for each in managed}

    arn = iam.get_role(RoleName=role)["Role"]["Arn"]
    assert "/services/payments/" in arn
    assert terraform.output()["roles"] == {name: [role, arn] for name in both["shared"]}
    for name in both["shared"]:
        assert functions.get_function_configuration(FunctionName=name)["Role"] == arn
        body = functions.invoke(FunctionName=name, Payload=b"{}")["Payload"].read()
        assert json.loads(body) == "ran"
    assert policies() == ({"role-one-logging", "role-two-logging"}, {"existing-role-more"})
    assert not terraform.plan(both).has_changes

    one = {"shared": ["role-two"]}
    terraform.apply(one)
    assert policies() == ({"role-two-logging"}, set())
    terraform.destroy(one)
    assert terraform.resources() == []
