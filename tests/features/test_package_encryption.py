"""The feature `package_encryption`: packages encrypted with a key of KMS."""

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, block, flat, module

WORDS = ("package_kms_key_arn", "encryption of packages")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["package_encryption"]


def test_files() -> None:
    """It changes two resources of the core, and has a test in the module's suite."""
    assert added("package_encryption") == {"tests/test_package_encryption.py"}


def test_bucket_encrypts_with_kms() -> None:
    """The module's bucket encrypts with the given key, or with that of S3 where it is null."""
    text = module("package_encryption")["s3.tf"]
    (rule,) = block(
        text,
        "resource",
        "aws_s3_bucket_server_side_encryption_configuration",
        "lambda_package",
    )["rule"]
    assert rule["apply_server_side_encryption_by_default"] == [
        {"sse_algorithm": "aws:kms", "kms_master_key_id": "${var.package_kms_key_arn}"}
    ]
    assert rule["bucket_key_enabled"] is True


def test_bucket_of_the_caller() -> None:
    """A bucket that the caller brings keeps its own encryption, unless a key is given."""
    text = flat(module("package_encryption")["s3.tf"])
    condition = "local.creates_bucket || var.package_kms_key_arn != null"
    assert f'server_side_encryption = {condition} ? "aws:kms" : null' in text
    assert "kms_key_id = var.package_kms_key_arn" in text


def test_role_needs_nothing() -> None:
    """Lambda reads packages as whoever deploys them; the role gets no permission for the key.

    <https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html>
    """
    assert FEATURE.role_policies == ()
    assert module("package_encryption")["iam.tf"] == module()["iam.tf"]
