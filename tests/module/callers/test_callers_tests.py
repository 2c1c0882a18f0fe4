"""A caller's own `terraform test` passes under a mock provider, as the module's README says."""

import json
import re
from pathlib import Path

import pytest

from lambda_monitored_gen.hcl import indent, literal
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.runs import MOCKED_REGION
from lambda_monitored_gen.rendering.suite import sample_values
from lambda_monitored_gen.spec.model import Spec
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import CALL, feature_specs
from tests.support.terraform_answers import Completed

pytestmark = [pytest.mark.provider, pytest.mark.usefixtures("requires_provider")]

ROOT = """\
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
"""

HANDED = """\
data "aws_iam_policy_document" "queue" {
  statement {
    actions   = ["sqs:ReceiveMessage"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "queue" {
  policy = data.aws_iam_policy_document.queue.json
}

resource "aws_kms_key" "lambda" {
  policy = module.lambda.kms_key_policy_json
}

resource "aws_s3_bucket" "packages" {
  bucket = "payments-packages"
}

resource "aws_security_group" "lambda" {}

resource "aws_sns_topic" "pager" {}

resource "aws_subnet" "lambda" {
  vpc_id = "vpc-1"
}

resource "aws_lambda_permission" "rule" {
  action        = "lambda:InvokeFunction"
  function_name = module.lambda.lambda_function_arn
  principal     = "events.amazonaws.com"
}
"""
"""What callers make for the module, and from its outputs."""

MADE = {
    "additional_iam_policies": "{ queue = aws_iam_policy.queue.arn }",
    "alarm_topic_arns": "[aws_sns_topic.pager.arn]",
    "kms_key_id": "aws_kms_key.lambda.arn",
    "lambda_security_group_ids": "[aws_security_group.lambda.id]",
    "lambda_subnet_ids": "[aws_subnet.lambda.id]",
}
"""Variables by the expressions over those resources."""


def everything(spec: Spec) -> dict[str, Value]:
    """Values that turn each feature of a module on, in the region of the module's mocks."""
    named = {
        name
        for feature in spec.interface.features.values()
        for part in (
            feature.suite.everything,
            *(each.variables for each in feature.suite.support.values()),
        )
        for name in part
    }
    required = {name for name, each in spec.interface.variables.items() if each.required}
    given = {
        name: spec.interface.variables[name].example
        for name in sorted(
            (named & spec.interface.variables.keys()) | required - {*CALL, "lambda_source_dir"}
        )
    }
    found: dict[str, Value] = json.loads(json.dumps(given).replace("us-east-1", MOCKED_REGION))
    return found


def call(label: str, spec: Spec, made: dict[str, str] | None = None) -> str:
    """A call of the module in the directory of this name."""
    given = {**(sample_values(spec) or {}), **CALL, **everything(spec)}
    expressions = {name: indent(literal(value), 2) for name, value in given.items()}
    if "lambda_source_dir" in spec.interface.variables:
        expressions["lambda_source_dir"] = '"${path.module}/code"'
    else:
        expressions["package_file"] = f'"./modules/{label}/tests/fixtures/package.zip"'
    expressions |= made or {}
    arguments = "".join(f"  {name} = {value}\n" for name, value in expressions.items())
    return f'module "{label}" {{\n  source = "./modules/{label}"\n{arguments}}}\n'


def prepare(directory: Path) -> None:
    (directory / "tests").mkdir()
    (directory / "code").mkdir()
    (directory / "code" / "main.py").write_text("def lambda_handler(event, context): return 0\n")


def readme_test(spec: Spec, directory: Path, name: str) -> str:
    """A test file as the README has it, for a module on the disk."""
    readme = render(spec, directory).joinpath("README.md").read_text(encoding="utf-8")
    found: list[str] = re.findall(rf"```hcl\n(# tests/{name}\n.*?)```", readme, re.DOTALL)
    (text,) = found
    installed = "./.terraform/modules/lambda/tests/mocks"
    assert (installed in text) == (name == "apply.tftest.hcl")
    return text.replace(installed, "./modules/lambda/tests/mocks")


def run_tests(directory: Path, terraform_in: TerraformIn) -> Completed:
    terraform = terraform_in(directory)
    terraform.init(backend=False)
    return terraform.test()


def test_a_plan_passes_under_a_plain_mock(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """Whatever features a module has, a mock that makes everything up can plan it."""
    prepare(tmp_path)
    calls = []
    # Each feature is in one of them.
    labels = [each for each in feature_specs() if each.startswith(("none", "all"))]
    for label in labels:
        spec = feature_specs()[label]
        name = "lambda" if label == "all" else label
        render(spec, tmp_path / "modules" / name)
        calls.append(call(name, spec))
    (tmp_path / "main.tf").write_text(ROOT + "".join(calls))
    text = readme_test(feature_specs()["all"], tmp_path / "modules" / "lambda", "plan.tftest.hcl")
    (tmp_path / "tests" / "plan.tftest.hcl").write_text(text)
    completed = run_tests(tmp_path, terraform_in)
    assert completed.exit_code == 0, completed.stdout + completed.stderr
    assert "1 passed, 0 failed" in completed.stdout


@pytest.mark.parametrize("label", ["all", "none"])
def test_an_apply_passes_with_the_mocks_of_the_module(
    label: str, tmp_path: Path, terraform_in: TerraformIn
) -> None:
    """What a caller makes for the module is taken, and so is what the caller makes from outputs."""
    prepare(tmp_path)
    spec = feature_specs()[label]
    made = {name: value for name, value in MADE.items() if name in spec.interface.variables}
    module = call("lambda", spec, made)
    (tmp_path / "main.tf").write_text(ROOT + HANDED + module)
    text = readme_test(spec, tmp_path / "modules" / "lambda", "apply.tftest.hcl")
    (tmp_path / "tests" / "apply.tftest.hcl").write_text(text)
    completed = run_tests(tmp_path, terraform_in)
    assert completed.exit_code == 0, completed.stdout + completed.stderr
    assert "1 passed, 0 failed" in completed.stdout
