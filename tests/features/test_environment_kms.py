"""The feature `environment_kms`: a key of the caller's own for environment variables."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, block, flat, module, values
from tests.unit.test_catalog import SAMPLES, faults

WORDS = ("environment_k", "environment-key", "decryptenvironment")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["environment_kms"]
(VARIABLE,) = FEATURE.variables


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("environment_kms") == {"environment_kms.tf", "tests/test_environment_kms.py"}


def test_only_where_there_is_an_environment() -> None:
    """AWS keeps no key of a function without variables, so that the module gives it none.

    <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function>
    """
    text = flat(module("environment_kms")["lambda.tf"])
    wanted = (
        "kms_key_arn = length(var.environment_variables) > 0 ? var.environment_kms_key_arn : null"
    )
    assert wanted in text


def test_role_may_decrypt_with_the_given_key_alone() -> None:
    """The role may decrypt, nothing else, with the key that is given, and without one with none."""
    policy = block(
        module("environment_kms")["environment_kms.tf"],
        "resource",
        "aws_iam_role_policy",
        "lambda_environment_key",
    )
    assert "count" not in policy
    text = policy["policy"]
    assert '"kms:Decrypt"' in text
    assert "coalesce(var.environment_kms_key_arn, " in text
    assert ":key/none" in text
    (expected,) = FEATURE.role_policies
    assert expected.name == "environment-key"
    assert expected.exists.value(values()) is True


def test_function_waits_for_its_policy() -> None:
    """Lambda decrypts when the function first runs."""
    assert "aws_iam_role_policy.lambda_environment_key," in module("environment_kms")["lambda.tf"]


@pytest.mark.parametrize("arn", SAMPLES["kms_key_id"][0])
def test_keys(arn: str) -> None:
    """A key is taken of any partition."""
    assert faults(VARIABLE, arn) == []


@pytest.mark.parametrize("arn", SAMPLES["kms_key_id"][1])
def test_no_keys(arn: str) -> None:
    """An alias is no key: no policy of IAM could name it."""
    assert faults(VARIABLE, arn)


def test_run_of_terraform_test() -> None:
    """`terraform test` plans a key with and without environment variables."""
    text = module("environment_kms")["tests/module.tftest.hcl"]
    assert 'run "key_with_0_variables"' in text
    assert 'run "key_with_1_variables"' in text


def test_readme() -> None:
    """Readers learn what whoever applies needs on the key."""
    text = flat(module("environment_kms")["README.md"])
    assert "`kms:CreateGrant`, `kms:Encrypt` and `kms:Decrypt`" in text
