"""The feature `layers`: layers of the caller's choice, within the limits of AWS."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, flat, module
from tests.unit.test_catalog import DOCUMENTED, faults

WORDS = ("layer_arns", "all_layer", "## layers")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["layers"]
(VARIABLE,) = FEATURE.variables
ARN = "arn:aws:lambda:us-east-1:123456789012:layer:shared-code:3"


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("layers") == {"layers.tf", "tests/test_layers.py"}


def test_function_has_the_layers() -> None:
    """The function has the given layers, after those of features that come before this one."""
    assert " layers = var.layer_arns " in flat(module("layers")["lambda.tf"])
    both = flat(module("layers", "memory_alarm")["lambda.tf"])
    assert " layers = concat(local.lambda_insights_layer_arn == null ? [] : [" in both
    assert "], var.layer_arns) " in both


@pytest.mark.parametrize(
    ("arns", "fine"),
    [
        ([], True),
        ([ARN] * DOCUMENTED["lambda.LayersMax"], True),
        ([ARN] * (DOCUMENTED["lambda.LayersMax"] + 1), False),
        (["arn:aws-cn:lambda:cn-north-1:123456789012:layer:a_b-c:1"], True),
        ([ARN.removesuffix(":3")], False),
        (["shared-code:3"], False),
    ],
)
def test_items(arns: list[str], fine: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """At most as many as AWS allows are given, each the ARN of a version, of any partition."""
    assert (faults(VARIABLE, arns) == []) == fine


def test_limits_count_layers_of_other_features() -> None:
    """The number of layers, and each name, is judged together with those of other features."""
    text = flat(module("layers", "memory_alarm")["layers.tf"])
    assert "[local.lambda_insights_layer_arn], var.layer_arns) all_layer_names = [" in text
    preconditions = flat(module("layers")["lambda.tf"])
    assert f"length(local.all_layer_arns) <= {DOCUMENTED['lambda.LayersMax']} " in preconditions
    assert len(FEATURE.function.preconditions) == 2


def test_run_of_terraform_test() -> None:
    """`terraform test` has two versions of a layer refused, and one layer too many."""
    assert 'run "two_versions_of_a_layer"' in module("layers")["tests/module.tftest.hcl"]
    last = 'run "layers_beside_those_of_the_module"'
    assert last not in module("layers")["tests/module.tftest.hcl"]
    assert last in module("layers", "memory_alarm")["tests/module.tftest.hcl"]


def test_readme() -> None:
    """Readers learn how a dependency that a layer has stays out of the package."""
    assert 'omit = ["numpy"]' in module("layers")["README.md"]
