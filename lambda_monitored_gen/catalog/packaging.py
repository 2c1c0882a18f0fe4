"""Variables of the package, and what is left out of every one."""

from typing import NamedTuple

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf, ObjectOf
from lambda_monitored_gen.rules import AttributeIs, RegexDoesNotMatch, RegexMatches, ValuesAre


class PackageRules(NamedTuple):
    """What holds of every package, whatever callers give.

    Attributes:
        format: Counts up when the same files make other bytes: all functions are then deployed.
        never: Patterns of what is never packaged: earlier builds, and what Terraform keeps beside
            its configuration.
        secrets: Patterns of what looks like a secret, and is packaged only when it is named.
        code: Patterns of what looks like a secret by its name and is code.
    """

    format: int
    never: tuple[str, ...]
    secrets: tuple[str, ...]
    code: tuple[str, ...]


PACKAGE_RULES = PackageRules(
    format=1,
    never=(
        "**/.build/**",
        "**/.terraform/**",
        "**/.terraform.lock.hcl",
        "**/*.tfstate*",
        "**/*.tfplan*",
        "**/*.tfvars*",
    ),
    secrets=("**/.env*", "**/.aws/**", "**/*.pem", "**/*.key", "**/id_*"),
    code=("**/id_*.py",),
)
"""The patterns are of Terraform's `fileset`, relative to the source directory."""

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

_FILESET = "https://developer.hashicorp.com/terraform/language/functions/fileset"

_WILDCARDS = RegexDoesNotMatch(
    r"[\[\]{}\\]", "have no wildcards but *, ? and **, so none of [ ] { } \\"
)
"""What `fileset` and the packager read alike."""

_PATTERNS = (
    ValuesAre(RegexMatches(r"[^\s]", "a glob pattern, not an empty string"), "pattern"),
    ValuesAre(_WILDCARDS, "pattern"),
    ValuesAre(
        RegexDoesNotMatch(r"(^|/)\.\.(/|$)", "not lead out of lambda_source_dir by .."), "pattern"
    ),
)

_NAME = RegexMatches(r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", "a name of Python packaging")

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
            "list of your own takes the place of the default. Terraform's own files, such as its "
            "state, are never packaged."
        ),
        group="Package",
        default=PACKAGE_EXCLUDES,
        rules=_PATTERNS,
        source=_FILESET,
    ),
    Variable(
        name="package_includes",
        type=ListOf(STRING),
        example=["certificates/*.pem"],
        description=(
            "Glob patterns, relative to lambda_source_dir, of files that are packaged although "
            "they look like secrets: "
            f"{', '.join(each.removeprefix('**/') for each in PACKAGE_RULES.secrets)}, in any "
            "directory. Others are left out, and a warning of the plan names them."
        ),
        group="Package",
        default=[],
        rules=_PATTERNS,
        source=_FILESET,
    ),
    Variable(
        name="package_inputs",
        type=ListOf(STRING),
        example=["../shared/**/*.py", "wheels"],
        description=(
            "Files, directories and glob patterns, relative to the working directory, of what the "
            "dependencies are made of besides requirements_file and what it names: a change of "
            "them is deployed. A directory that is among them may be a dependency, and is built as "
            "a wheel. The packager refuses what it reads and is not among them."
        ),
        group="Package",
        default=[],
        rules=(
            ValuesAre(RegexMatches(r"[^\s]", "a path or a glob pattern, not an empty string")),
            ValuesAre(_WILDCARDS),
            ValuesAre(
                RegexDoesNotMatch(r"[*?].*/\.\.(/|$)", "not go up by .. after a wildcard"),
            ),
        ),
        source=_FILESET,
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
        name="dependency_selection",
        type=ObjectOf(
            {
                "member": STRING,
                "extras": ListOf(STRING),
                "groups": ListOf(STRING),
                "omit": ListOf(STRING),
            }
        ),
        example={"extras": ["aws"], "omit": ["boto3"]},
        description=(
            "What of the dependencies is packaged: those of one member of a uv workspace; extras "
            "and dependency groups besides the dependencies; without the packages of omit, which "
            "the runtime has already. By default, the dependencies without any extra or group."
        ),
        group="Package",
        default={},
        rules=(
            AttributeIs("member", _NAME),
            *(AttributeIs(name, ValuesAre(_NAME)) for name in ("extras", "groups", "omit")),
        ),
        source="https://packaging.python.org/en/latest/specifications/name-normalization/",
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
