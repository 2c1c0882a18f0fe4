"""The feature `external_deployments`: code that another pipeline deploys is left alone."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from tests.features.modules import added, flat, module
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import spec_of

WORDS = ("[architectures, s3_bucket, s3_key]", "another pipeline", "external_deployments")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["external_deployments"]

ROOT = """\
variable "memory" {
  type = number
}

variable "name" {
  type    = string
  default = "theirs"
}

module "lambda" {
  source = "./module"

  function_name     = var.name
  lambda_source_dir = "${path.root}/lambda"
  alarm_emails      = ["ops@example.com"]
  memory_size       = var.memory
}
"""


def test_off_unless_asked_for() -> None:
    """The published module deploys code, and so does one whose spec says nothing."""
    assert not FEATURE.default


def test_files() -> None:
    """It adds an argument to the function, and a test to the module's suite."""
    assert added("external_deployments") == {"tests/test_external_deployments.py"}


def test_only_code_is_ignored() -> None:
    """What UpdateFunctionCode changes is left alone, and nothing else.

    <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html>
    """
    argument = "lifecycle { ignore_changes = [architectures, s3_bucket, s3_key] precondition {"
    assert argument in flat(module("external_deployments")["lambda.tf"])
    assert argument.partition("ignore_changes")[2] not in flat(module()["lambda.tf"])


def test_readme() -> None:
    """The README says what the other pipeline does from then on."""
    text = module("external_deployments")["README.md"]
    assert "\n## Code of another pipeline\n" in text
    assert "`architecture` belongs to the code" in text


def test_run_of_terraform_test() -> None:
    """`terraform test` plans another package for a function that is there."""
    text = module("external_deployments")["tests/module.tftest.hcl"]
    assert 'run "another_package"' in text


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_no_apply_takes_code_back(
    tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> None:
    """Neither other code nor another setting does; a function made anew has the module's."""
    code = tmp_path / "lambda" / "main.py"
    code.parent.mkdir()
    code.write_text("def lambda_handler(event, context): return 'first'\n")
    (tmp_path / "main.tf").write_text(ROOT)
    render(spec_of(features={"external_deployments": True}), tmp_path / "module")
    functions = embedded_aws.endpoints.client("lambda")

    def answer(name: str = "theirs") -> str:
        body = functions.invoke(FunctionName=name, Payload=b"{}")["Payload"].read()
        return str(json.loads(body))

    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    terraform.apply({"memory": 128})
    assert answer() == "first"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("main.py", "def lambda_handler(event, context): return 'theirs'\n")
    functions.update_function_code(FunctionName="theirs", ZipFile=archive.getvalue())
    assert answer() == "theirs"

    code.write_text("def lambda_handler(event, context): return 'second'\n")
    terraform.apply({"memory": 256})
    assert functions.get_function_configuration(FunctionName="theirs")["MemorySize"] == 256
    assert answer() == "theirs"
    assert not terraform.plan({"memory": 256}).has_changes

    terraform.apply({"memory": 256, "name": "theirs-anew"})
    assert answer("theirs-anew") == "second"
    terraform.destroy({"memory": 256, "name": "theirs-anew"})
    assert terraform.resources() == []
