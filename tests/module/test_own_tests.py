"""The tests that a module brings along pass, whatever the spec, with a mock provider and no AWS."""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.spec.model import Spec
from tests.module.unusual_specs import UNUSUAL
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import EXAMPLE_SPECS, example_spec, feature_specs, spec_of
from tests.support.terraform_runner import Terraform

pytestmark = [pytest.mark.provider, pytest.mark.usefixtures("requires_provider")]

SHAPED = ("many-policies", "not-even-a-sample", "one-of-each", "required-everything")
SETS = (
    "none",
    *(f"only-{name}" for name, feature in CATALOG.features.items() if feature.replaces_core),
)
"""Without any feature, and with each that takes the place of a part of the core."""


def spec_named(name: str) -> Spec:
    if name in EXAMPLE_SPECS:
        return example_spec(name)
    return spec_of(**UNUSUAL[name]) if name in UNUSUAL else feature_specs()[name]


@pytest.mark.parametrize("name", [*EXAMPLE_SPECS, *SHAPED, *SETS])
def test_own_tests_pass(name: str, tmp_path: Path, terraform_in: TerraformIn) -> None:
    """Every run of every file passes, and there are runs in each."""
    terraform = terraform_in(render(spec_named(name), tmp_path))
    terraform.init(backend=False)
    completed = terraform.test()
    assert completed.exit_code == 0, completed.stdout + completed.stderr
    assert "Warning" not in completed.stdout
    for file in ("bare", "full", "module"):
        assert re.search(rf"tests/{file}.tftest.hcl... pass", completed.stdout), completed.stdout
    assert not re.search("Success! [0-9] passed", completed.stdout)


def test_own_tests_need_no_running_provider(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """People start `terraform test` as it is, and Terraform the provider."""
    prepared = terraform_in(render(example_spec("minimal"), tmp_path))
    prepared.init(backend=False)
    terraform = Terraform(tmp_path, binary=prepared.binary, environment=prepared.environment)
    completed = terraform.test(filters=["tests/full.tftest.hcl"])
    assert completed.exit_code == 0, completed.stdout + completed.stderr
