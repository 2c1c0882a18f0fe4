"""The feature `runtime_management`: when Lambda updates the runtime of the function."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rules import GivenExactlyWhen
from tests.features.modules import added, flat, module, values
from tests.unit.test_catalog import faults

WORDS = ("update_runtime", "runtime_version", "runtime_management", "## updates of the runtime")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["runtime_management"]
VARIABLES = {each.name: each for each in FEATURE.variables}
ARN = str(VARIABLES["runtime_version_arn"].example)


def test_files() -> None:
    """It has a file of its own, and no test in the suite, for no emulator plays it."""
    assert added("runtime_management") == {
        "runtime_management.tf",
        "tests/test_runtime_management.py",
    }
    assert {*FEATURE.suite.mocked} == set(VARIABLES)


def test_auto_needs_nothing() -> None:
    """A function without the resource is updated by Lambda, as it is by default."""
    text = flat(module("runtime_management")["runtime_management.tf"])
    assert 'count = var.update_runtime_on == "Auto" ? 0 : 1' in text
    assert VARIABLES["update_runtime_on"].default == "Auto"


@pytest.mark.parametrize("mode", ["Auto", "FunctionUpdate", "Manual"])
def test_a_version_with_manual_alone(mode: str) -> None:
    """The ARN of a version is given with Manual, and with nothing else."""
    relation = FEATURE.relations[0]
    assert isinstance(relation, GivenExactlyWhen)
    given = values(update_runtime_on=mode, runtime_version_arn=ARN)
    assert relation.holds(given) == (mode == "Manual")
    assert relation.holds(values(update_runtime_on=mode)) == (mode != "Manual")
    precondition = f"condition = {relation.condition()} "
    assert precondition in flat(module("runtime_management")["lambda.tf"])


def test_values() -> None:
    """Modes are those of the API, versions have an ARN without an account."""
    assert faults(VARIABLES["update_runtime_on"], "Function update")
    good = [ARN, ARN.replace("arn:aws:", "arn:aws-us-gov:")]
    bad = [ARN.replace("::", ":123456789012:"), "python3.13", ARN.rpartition(":")[0] + ":"]
    variable = VARIABLES["runtime_version_arn"]
    assert [value for value in good if faults(variable, value)] == []
    assert [value for value in bad if not faults(variable, value)] == []


def test_run_of_terraform_test() -> None:
    """`terraform test` has each of the three modes."""
    files = module("runtime_management")
    full = flat(files["tests/full.tftest.hcl"])
    assert 'update_runtime_on = "Manual"' in full
    assert 'runtime_version_arn = "arn:aws:lambda:us-gov-west-1::runtime:' in full
    assert 'update_runtime_on = "FunctionUpdate"' in flat(files["tests/module.tftest.hcl"])
    assert "length(aws_lambda_runtime_management_config.this) == 0" in flat(
        files["tests/bare.tftest.hcl"]
    )


def test_provider() -> None:
    """The resource came with 5.51.

    <https://github.com/hashicorp/terraform-provider-aws/pull/37643>
    """
    assert FEATURE.aws_provider == "5.51.0"


def test_readme() -> None:
    """Readers learn that a runtime which stays gets no fixes."""
    assert "no security fixes" in module("runtime_management")["README.md"]
