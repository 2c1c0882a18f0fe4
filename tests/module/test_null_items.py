"""Null in lists and maps: left out where a bare resource leaves it out, else refused by name."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.catalog import Variable
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.hcl.type_constraints import ListOf, MapOf, Value
from lambda_monitored_gen.spec.model import Spec
from tests.module.mock_provider import Run, run_all
from tests.support.feature_sets import feature_sets, switches
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import CALL, spec_of
from tests.support.terraform_runner import Terraform

SPEC = spec_of(features=switches(feature_sets()["all"]))
IMAGE = spec_of(features={"prebuilt_package": True})
"""All features together are without it: it takes the place of the module's own package."""


def collections(spec: Spec) -> dict[str, Variable]:
    """The variables of a module that are lists or maps."""
    return {
        name: variable
        for name, variable in spec.interface.variables.items()
        if isinstance(variable.type, (ListOf, MapOf))
    }


def with_null(variable: Variable) -> Iterator[Value]:
    """The example of a variable with null before it, behind it and in its place."""
    example = variable.example
    if isinstance(example, Mapping):
        yield from ({"none": None}, {**example, "none": None}, dict.fromkeys(example))
    else:
        assert isinstance(example, Sequence)
        yield from ([None], [None, *example], [*example, None])


def runs(variables: Mapping[str, Variable]) -> dict[str, Run]:
    return {
        f"{name}_{number}": Run(
            variables={name: value}, refused=() if variable.omits_null else (f"var.{name}",)
        )
        for name, variable in variables.items()
        for number, value in enumerate(with_null(variable))
    }


RUNS = runs(collections(SPEC))
OF_IMAGES = runs(
    {name: each for name, each in collections(IMAGE).items() if each.feature == "prebuilt_package"}
)


def report(
    spec: Spec, tried: Mapping[str, Run], defaults: Mapping[str, Value], terraform: Terraform
) -> dict[str, list[str]]:
    """What Terraform says to each run, planned with a mock provider."""
    module = render(spec, terraform.directory)
    (module / "code").mkdir()
    (module / "code" / "main.py").write_text("def lambda_handler(event, context): ...\n")
    answers = run_all(terraform, tried, {**CALL, **defaults})
    read: dict[str, list[str]] = json.loads(answers.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module", name="answers")
def _answers(
    terraform_in: TerraformIn, requires_provider: object, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    del requires_provider
    terraform = terraform_in(tmp_path_factory.mktemp("module"))
    return report(SPEC, RUNS, {"lambda_source_dir": "./code"}, terraform)


@pytest.mark.provider
@pytest.mark.parametrize("run", RUNS)
def test_null_is_left_out_or_refused_in_a_sentence(answers: dict[str, list[str]], run: str) -> None:
    """A plan with null in a list or map succeeds, or only the rules of its variable refuse it."""
    assert answers[run] == ["pass"]


@pytest.mark.provider
@pytest.mark.usefixtures("requires_provider")
def test_null_in_the_arguments_of_an_image(terraform_in: TerraformIn, tmp_path: Path) -> None:
    """Null among what a container runs is refused; of an item less it would run something else."""
    image = IMAGE.interface.variables["image_uri"].example
    given = {"package_type": "Image", "image_uri": image}
    answers = report(IMAGE, OF_IMAGES, given, terraform_in(tmp_path))
    assert len(OF_IMAGES) == 6
    assert answers == {run: ["pass"] for run in OF_IMAGES}


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
