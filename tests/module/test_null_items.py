"""Null in lists and maps: left out where a bare resource leaves it out, else refused by name."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.catalog import Variable
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.hcl.type_constraints import ListOf, MapOf, Value
from tests.module.mock_provider import Run, run_all
from tests.support.feature_sets import feature_sets, switches
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import CALL, spec_of

SPEC = spec_of(features=switches(feature_sets()["all"]))
COLLECTIONS = {
    name: variable
    for name, variable in SPEC.interface.variables.items()
    if isinstance(variable.type, (ListOf, MapOf))
}
"""Of what all features together have, which is all but the arguments of an image."""


def with_null(variable: Variable) -> Iterator[Value]:
    """The example of a variable with null before it, behind it and in its place."""
    example = variable.example
    if isinstance(example, Mapping):
        yield from ({"none": None}, {**example, "none": None}, dict.fromkeys(example))
    else:
        assert isinstance(example, Sequence)
        yield from ([None], [None, *example], [*example, None])


RUNS = {
    f"{name}_{number}": Run(
        variables={name: value}, refused=() if variable.omits_null else (f"var.{name}",)
    )
    for name, variable in COLLECTIONS.items()
    for number, value in enumerate(with_null(variable))
}


@pytest.fixture(scope="module")
def report(
    terraform_in: TerraformIn, requires_provider: object, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """What Terraform says to each run, planned with a mock provider."""
    del requires_provider
    directory = tmp_path_factory.mktemp("module")
    module = render(SPEC, directory)
    (module / "code").mkdir()
    (module / "code" / "main.py").write_text("def lambda_handler(event, context): ...\n")
    defaults = {**CALL, "lambda_source_dir": "./code"}
    answers = run_all(terraform_in(module), RUNS, defaults)
    read: dict[str, list[str]] = json.loads(answers.read_text(encoding="utf-8"))
    return read


@pytest.mark.provider
@pytest.mark.parametrize("run", RUNS)
def test_null_is_left_out_or_refused_in_a_sentence(report: dict[str, list[str]], run: str) -> None:
    """A plan with null in a list or map succeeds, or only the rules of its variable refuse it."""
    assert report[run] == ["pass"]


MAIN = """\
module "lambda" {
  source = "./module"

  function_name         = "null-items"
  lambda_source_dir     = "${path.root}/lambda"
  alarm_emails          = ["ops@example.com"]
  s3_bucket             = "null-items"
  environment_variables = jsondecode(var.environment)
  tags                  = { owner = null, team = "platform" }
}

variable "environment" {
  type = string
}
"""


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_null_is_applied_as_left_out(
    tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> None:
    """Null is no tag and no variable of the function, and the next plan has no changes."""
    render(spec_of(), tmp_path / "module")
    (tmp_path / "lambda").mkdir()
    (tmp_path / "lambda" / "main.py").write_text("def lambda_handler(event, context): ...\n")
    (tmp_path / "main.tf").write_text(MAIN, encoding="utf-8")
    embedded_aws.endpoints.client("s3").create_bucket(Bucket="null-items")
    client = embedded_aws.endpoints.client("lambda")
    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    cases: tuple[tuple[dict[str, Any], dict[str, str]], ...] = (
        ({"DSN": None}, {}),
        ({"DSN": None, "LEVEL": "INFO"}, {"LEVEL": "INFO"}),
    )
    for given, expected in cases:
        text = json.dumps({"environment": json.dumps(given)})
        (tmp_path / "terraform.tfvars.json").write_text(text, encoding="utf-8")
        terraform.apply()
        deployed = client.get_function(FunctionName="null-items")
        assert deployed["Configuration"].get("Environment", {}).get("Variables", {}) == expected
        assert "owner" not in deployed["Tags"]
        assert deployed["Tags"]["team"] == "platform"
        planned = terraform.plan()
        assert not planned.has_changes, planned.text
