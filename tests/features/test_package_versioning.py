"""The feature `package_versioning`: versions of what is in the module's bucket."""

from tests.features.modules import added, block, flat, module

WORDS = ("bucket_versioning", "noncurrent", "versioned", "bucket_lifecycle")
"""What readers would recognise it by; a module without it has none of these."""

FILE = "versioning.tf"


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("package_versioning") == {FILE, "tests/test_package_versioning.py"}


def test_versions_are_kept() -> None:
    """The bucket of the module's own keeps versions; one that the caller brings is left alone."""
    versioning = block(
        module("package_versioning")[FILE],
        "resource",
        "aws_s3_bucket_versioning",
        "lambda_package",
    )
    assert versioning["count"] == "${local.creates_bucket ? 1 : 0}"
    assert versioning["versioning_configuration"] == [{"status": "Enabled"}]


def test_what_is_not_current_expires() -> None:
    """What was overwritten or deleted goes after 90 days, parts of a broken upload after 7."""
    lifecycle = block(
        module("package_versioning")[FILE],
        "resource",
        "aws_s3_bucket_lifecycle_configuration",
        "lambda_package",
    )
    assert lifecycle["count"] == "${local.creates_bucket ? 1 : 0}"
    (rule,) = lifecycle["rule"]
    assert rule["status"] == "Enabled"
    assert rule["noncurrent_version_expiration"] == [{"noncurrent_days": 90}]
    assert rule["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]


def test_first_package_has_a_version() -> None:
    """The package is built and uploaded after versioning is on, but waits for no rule."""
    files = module("package_versioning")
    build = files["packaging.tf"].partition('resource "terraform_data" "lambda_package"')[2]
    assert "aws_s3_bucket_versioning.lambda_package, ]" in flat(build)
    assert "aws_s3_bucket_lifecycle_configuration" not in build


def test_readme() -> None:
    """The README says what is kept, and that replaced packages are not."""
    assert "\n## Versions of packages\n" in module("package_versioning")["README.md"]
