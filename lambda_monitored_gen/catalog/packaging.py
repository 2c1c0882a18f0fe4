"""Variables of the package, and what is left out of every one."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf
from lambda_monitored_gen.rules import RegexDoesNotMatch, RegexMatches, ValuesAre

PACKAGE_EXCLUDES = (
    "**/.git/**",
    "**/.git",
    "**/.hg/**",
    "**/.svn/**",
    "**/.terraform/**",
    "**/.venv/**",
    "**/venv/**",
    "**/__pycache__/**",
    "**/*.pyc",
    "**/.mypy_cache/**",
    "**/.pytest_cache/**",
    "**/.ruff_cache/**",
    "**/.hypothesis/**",
    "**/.tox/**",
    "**/.nox/**",
    "**/.DS_Store",
)
"""Glob patterns of Terraform's `fileset`, relative to the source directory.

The packager has the same list for runs by hand; a test holds the two together.
"""

PACKAGE = (
    Variable(
        name="lambda_source_dir",
        type=STRING,
        example="${path.module}/lambda",
        description=(
            "Directory with the code of the function. All of it is packaged, and a change of any "
            "file in it, of content or of path, is deployed. Terraform reads it when it plans; of "
            "a directory that the same apply writes, give the path as an output that is unknown "
            "until then, such as that of a terraform_data which is replaced when it writes."
        ),
        group="Package",
        rules=(RegexMatches(r"[^\s]", "a path, not an empty string"),),
    ),
    Variable(
        name="source_code_files",
        type=ListOf(STRING),
        example=["main.py", "templates/*.html"],
        description=(
            "Glob patterns, relative to lambda_source_dir, that must each match a file: the plan "
            "fails when a part of the code is missing. They do not limit what is packaged."
        ),
        group="Package",
        default=[],
        rules=(
            ValuesAre(RegexMatches(r"[^\s]", "a glob pattern, not an empty string"), "pattern"),
        ),
        source="https://developer.hashicorp.com/terraform/language/functions/fileset",
    ),
    Variable(
        name="package_excludes",
        type=ListOf(STRING),
        example=["**/.git/**", "**/__pycache__/**", "tests/**"],
        description=(
            "Glob patterns, relative to lambda_source_dir, of what is left out of the package. A "
            "list of your own takes the place of the default."
        ),
        group="Package",
        default=PACKAGE_EXCLUDES,
        rules=(
            ValuesAre(RegexMatches(r"[^\s]", "a glob pattern, not an empty string"), "pattern"),
            ValuesAre(
                RegexDoesNotMatch(r"(^|/)\.\.(/|$)", "not lead out of lambda_source_dir by .."),
                "pattern",
            ),
        ),
        source="https://developer.hashicorp.com/terraform/language/functions/fileset",
    ),
    Variable(
        name="requirements_file",
        type=STRING,
        example="requirements.txt",
        description=(
            "Path of a requirements.txt, pyproject.toml, pylock.toml, uv.lock or poetry.lock whose "
            "packages go into the package of the function. If null, requirements.txt in "
            "lambda_source_dir, if there is one. 'none' installs nothing."
        ),
        group="Package",
        default=None,
        rules=(RegexMatches(r"[^\s]", "a path or none, not an empty string"),),
    ),
    Variable(
        name="s3_bucket",
        type=STRING,
        example="example-lambda-packages",
        description=(
            "Name of an existing S3 bucket for the packages; it must be known when Terraform "
            "plans. If null, the module creates one, private and encrypted."
        ),
        group="Package",
        default=None,
        rules=(
            RegexMatches(
                patterns.BUCKET_NAME,
                "an S3 bucket name: 3 to 63 lower-case letters, digits, dots and hyphens",
            ),
        ),
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
    ),
)
