"""The tests that a module brings along pass, whatever the spec, with a mock provider and no AWS."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.spec.model import Spec
from tests.module.unusual_specs import UNUSUAL
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.provider_process import running_provider
from tests.support.specs import EXAMPLE_SPECS, example_spec, feature_specs, spec_of
from tests.support.terraform_runner import Terraform

pytestmark = [pytest.mark.provider, pytest.mark.usefixtures("requires_provider")]

SHAPED = ("many-policies", "not-even-a-sample", "one-of-each", "required-everything")
SETS = (
    "none",
    *(f"only-{name}" for name, feature in CATALOG.features.items() if feature.replaces_core),
)
"""Without any feature, and with each that takes the place of a part of the core."""


@pytest.fixture(scope="module", name="provider")
def _provider(
    tmp_path_factory: pytest.TempPathFactory, terraform_in: TerraformIn
) -> Iterator[dict[str, str]]:
    """Where Terraform finds a provider that is running."""
    module = render(example_spec("minimal"), tmp_path_factory.mktemp("provider"))
    terraform_in(module).init(backend=False)
    with running_provider(module) as variables:
        yield variables


def spec_named(name: str) -> Spec:
    if name in EXAMPLE_SPECS:
        return example_spec(name)
    return spec_of(**UNUSUAL[name]) if name in UNUSUAL else feature_specs()[name]


@pytest.mark.parametrize("name", [*EXAMPLE_SPECS, *SHAPED, *SETS])
def test_own_tests_pass(
    name: str, tmp_path: Path, terraform_in: TerraformIn, provider: dict[str, str]
) -> None:
    """Every run of every file passes, and there are runs in each."""
    terraform = terraform_in(render(spec_named(name), tmp_path))
    terraform.init(backend=False)
    terraform.environment |= provider
    completed = terraform.test()
    assert completed.exit_code == 0, completed.stdout + completed.stderr
    assert "Warning" not in completed.stdout
    for file in ("bare", "full", "module"):
        assert re.search(rf"tests/{file}.tftest.hcl... pass", completed.stdout), completed.stdout
    assert not re.search("Success! [0-9] passed", completed.stdout)


def test_own_tests_need_no_running_provider(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """People start `terraform test` as it is."""
    terraform: Terraform = terraform_in(render(example_spec("minimal"), tmp_path))
    terraform.init(backend=False)
    completed = terraform.test(filters=["tests/full.tftest.hcl"])
    assert completed.exit_code == 0, completed.stdout + completed.stderr
