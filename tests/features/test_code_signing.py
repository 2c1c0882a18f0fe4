"""The feature `code_signing`: signatures that Lambda wants of code when it is deployed."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, flat, module
from tests.unit.test_catalog import CREATE_FUNCTION, faults

WORDS = ("signing", "untrusted_artifact")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["code_signing"]
VARIABLES = {each.name: each for each in FEATURE.variables}
PROFILE = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/team_1/abcdefgh12"
CONFIG = "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0"


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("code_signing") == {"code_signing.tf", "tests/test_code_signing.py"}


def test_own_package_is_only_warned_of() -> None:
    """Nobody signs the module's own package: what could deploy nothing is refused when planning.

    <https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html>
    """
    assert VARIABLES["untrusted_artifact_on_deployment"].default == "Enforce"
    files = module("code_signing")
    assert "deploys_signed_code = false" in flat(files["code_signing.tf"])
    refused = flat(files["tests/module.tftest.hcl"]).partition('run "unsigned_code_is_refused"')[2]
    assert "expect_failures = [aws_lambda_function.this]" in refused.partition(" run ")[0]
    _, unsigned = FEATURE.function.preconditions
    assert f"condition = {unsigned.expression} " in flat(files["lambda.tf"])


def test_another_pipeline_can_sign() -> None:
    """Where another pipeline deploys, unsigned code can be refused."""
    files = module("code_signing", "external_deployments")
    assert "deploys_signed_code = true" in flat(files["code_signing.tf"])
    assert 'Apply once with `"Warn"`' in files["README.md"]
    assert 'Apply once with `"Warn"`' not in module("code_signing")["README.md"]


def test_count_is_known_when_planning() -> None:
    """The number of profiles decides, which is known also of profiles that are made meanwhile."""
    text = flat(module("code_signing")["code_signing.tf"])
    assert "count = local.makes_code_signing_config ? 1 : 0" in text
    assert "makes_code_signing_config = length(var.signing_profile_version_arns) > 0" in text


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "signing_profile_version_arns",
            [[], [PROFILE] * 20, [PROFILE.replace("arn:aws:", "arn:aws-us-gov:")]],
            [[PROFILE] * 21, [PROFILE.rpartition("/")[0]], [CONFIG], ["team_1"]],
        ),
        ("untrusted_artifact_on_deployment", ["Warn", "Enforce"], ["warn", "", "Ignore"]),
        (
            "code_signing_config_arn",
            [CONFIG, CONFIG.replace("arn:aws:", "arn:aws-cn:")],
            [PROFILE, CONFIG[:-1], "csc-0123456789abcdef0"],
        ),
    ],
)
def test_values(name: str, good: list[str], bad: list[str]) -> None:
    """Values are what the API takes, of any partition."""
    assert [value for value in good if faults(VARIABLES[name], value)] == []
    assert [value for value in bad if not faults(VARIABLES[name], value)] == []


def test_pattern_of_the_api() -> None:
    """The ARN of a configuration ends as the API says."""
    pattern = CREATE_FUNCTION["CodeSigningConfigArn"]["pattern"]
    assert pattern.endswith(":code-signing-config:csc-[a-z0-9]{17}")


def test_tags_need_a_provider() -> None:
    """The configuration has the module's tags, which came with 5.70.

    <https://github.com/hashicorp/terraform-provider-aws/issues/39535>
    """
    assert FEATURE.aws_provider == "5.70.0"
    assert "tags = local.tags" in flat(module("code_signing")["code_signing.tf"])
    assert '">= 5.70.0, ' in module("code_signing", runtimes=["python3.11"])["versions.tf"]
