"""The modules of the example specs, and their examples, as Terraform with the real provider."""

import json
import shutil
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import ARCHITECTURES, CATALOG, RUNTIMES
from lambda_monitored_gen.rendering.examples import example_calls
from lambda_monitored_gen.rendering.suite import sample_values
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import EXAMPLE_SPECS, example_spec, feature_specs, spec_of
from tests.support.terraform_runner import Terraform

pytestmark = [pytest.mark.provider, pytest.mark.usefixtures("requires_provider")]


def rooms(name: str) -> list[str]:
    """The directories of a spec's module that Terraform is started in: its own, its examples."""
    return [".", *(f"examples/{example.name}" for example in example_calls(example_spec(name)))]


ROOMS = [(name, room) for name in EXAMPLE_SPECS for room in rooms(name)]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the module of each example spec."""
    directory = tmp_path_factory.mktemp("examples")
    for name in EXAMPLE_SPECS:
        render(example_spec(name), directory / name)
    return directory


def initialised(terraform: Terraform) -> Terraform:
    if not (terraform.directory / ".terraform").exists():
        terraform.init(backend=False)
    return terraform


@pytest.mark.parametrize(("name", "room"), ROOMS)
def test_valid(name: str, room: str, modules: Path, terraform_in: TerraformIn) -> None:
    """Terraform accepts it without a warning, so nothing that is used is deprecated either."""
    terraform = initialised(terraform_in(modules / name / room))
    assert terraform.validate() == []


def test_bare_module_is_valid(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """A module without any feature is as whole as one with all."""
    spec = spec_of(features=dict.fromkeys(CATALOG.features, False))
    terraform = initialised(terraform_in(render(spec, tmp_path)))
    assert terraform.validate() == []


def test_every_set_of_features_is_valid(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """The provider knows all that modules have, with each feature alone, left out and in pairs."""
    calls = {}
    for label, spec in feature_specs().items():
        render(spec, tmp_path / label)
        calls[label] = {"source": f"./{label}", **(sample_values(spec) or {})}
    (tmp_path / "main.tf.json").write_text(json.dumps({"module": calls}))
    assert initialised(terraform_in(tmp_path)).validate() == []


def test_warnings_are_seen(tmp_path: Path, terraform_in: TerraformIn, modules: Path) -> None:
    """The tests above would notice what the provider deprecates."""
    module = tmp_path / "module"
    shutil.copytree(modules / "minimal", module, ignore=shutil.ignore_patterns(".terraform*"))
    (module / "deprecated.tf").write_text(
        'data "aws_region" "here" {}\n\n'
        'resource "aws_iam_role" "old" {\n'
        "  assume_role_policy  = data.aws_region.here.name\n"
        "  managed_policy_arns = []\n"
        "}\n"
    )
    findings = initialised(terraform_in(module)).validate()
    assert [finding.severity for finding in findings] == ["warning"]


def test_provider_takes_what_is_offered(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """The provider knows each runtime and architecture that the catalog says it knows."""
    (tmp_path / "terraform.tf").write_text(
        'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n'
        "    }\n  }\n}\n"
    )
    # 5.100 is the newest of provider 5; runtimes that came with 6 are unknown to it.
    runtimes = [each.name for each in RUNTIMES.values() if each.aws_provider.startswith("5.")]
    calls = [(runtime, cpu) for runtime in runtimes for cpu in ARCHITECTURES]
    (tmp_path / "main.tf").write_text(
        "".join(
            f'resource "aws_lambda_function" "f{number}" {{\n'
            f'  function_name = "f"\n  role = "arn:aws:iam::123456789012:role/r"\n'
            f'  handler = "main.handler"\n  filename = "x.zip"\n'
            f'  runtime = "{runtime}"\n  architectures = ["{cpu}"]\n}}\n'
            for number, (runtime, cpu) in enumerate(calls)
        )
    )
    assert len(calls) == 10
    terraform = initialised(terraform_in(tmp_path))
    assert [each for each in terraform.validate() if each.severity == "error"] == []
