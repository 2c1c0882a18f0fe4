"""The feature `ephemeral_storage`: the size of the function's `/tmp`."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rules import Between
from tests.features.modules import added, flat, module
from tests.unit.test_catalog import DOCUMENTED, faults

WORDS = ("ephemeral", "## temporary files")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["ephemeral_storage"]
(VARIABLE,) = FEATURE.variables


def test_files() -> None:
    """It adds a block to the function, and a test to the module's suite."""
    assert added("ephemeral_storage") == {"tests/test_ephemeral_storage.py"}


def test_function_has_the_size() -> None:
    """The function has the given size of `/tmp`."""
    text = flat(module("ephemeral_storage")["lambda.tf"])
    assert " ephemeral_storage { size = var.ephemeral_storage_size } " in text


def test_limits_of_aws() -> None:
    """The size is within the limits of AWS, in whole MB."""
    (rule,) = VARIABLE.rules
    assert isinstance(rule, Between)
    assert [rule.minimum, rule.maximum] == DOCUMENTED["lambda.EphemeralStorage"]
    assert rule.whole


@pytest.mark.parametrize("size", [511, 10241, 512.5])
def test_other_sizes(size: float) -> None:
    """Less, more, and parts of a MB are refused."""
    assert faults(VARIABLE, size)


def test_on_is_no_change() -> None:
    """Without a value the function keeps what AWS gives every function."""
    assert VARIABLE.default == DOCUMENTED["lambda.EphemeralStorage"][0]
