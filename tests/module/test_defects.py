"""Each defect of the published 1.1.0 (docs/successor.md) has a test that its module would fail."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rendering.files import render_files
from tests.module import defect_runs as runs
from tests.module.mock_provider import run_all
from tests.support.modules import render, terraform_files
from tests.support.plugin import TerraformIn
from tests.support.specs import CALL, example_spec

TESTS = Path(__file__).parents[1]
TABLE = TESTS.parent / "docs" / "successor.md"

DEFECTS = {
    1: ("PACKAGES", "test_hash_covers_what_shapes_the_package"),
    2: ("packaging/test_packager_build.py", "PACKAGES", "test_same_excludes"),
    3: ("test_values_travel_in_the_environment", "test_hostile_path_is_packaged"),
    4: ("packaging/test_packager_target.py",),
    5: ("packaging/test_packager_wheel.py",),
    6: ("test_no_source_code_hash", "PACKAGES"),
    7: ("test_readme_tells_how_to_rebuild",),
    8: ("NAMES",),
    9: ("test_nothing_waits",),
    10: ("ENCRYPTION", "test_readme_promises_no_encrypted_topic"),
    11: ("ALARMS",),
    12: ("REFUSED",),
    13: ("PARTITIONS", "test_no_partition_is_written_down"),
    14: ("INSIGHTS", "PARTITIONS"),
    15: ("PERMISSIONS", "test_no_log_group_is_made_by_the_role"),
    16: ("PERMISSIONS",),
    17: ("test_pending_emails_are_described_honestly", "REFUSED"),
    18: ("test_region_comes_from_a_data_source", "PARTITIONS"),
}
"""By number in the table: tests of this file, groups of `defect_runs`, or files of tests."""


def test_every_defect_has_a_test() -> None:
    """Each row of the table in docs/successor.md has proofs, and each of them exists."""
    text = TABLE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \|", text, re.MULTILINE)
    assert [int(row) for row in rows] == list(DEFECTS)
    for name in {name for names in DEFECTS.values() for name in names}:
        if "/" in name:
            assert "def test_" in (TESTS / name).read_text(encoding="utf-8"), name
        elif name.isupper():
            assert getattr(runs, name).keys() <= runs.RUNS.keys(), name
        else:
            assert name in globals(), name


@pytest.fixture(scope="module")
def module_files() -> dict[str, str]:
    """The text of the `.tf` files of the published module's successor."""
    return terraform_files(render_files(example_spec("infrahouse")))


def write_sources(directory: Path) -> None:
    """Write directories of code that differ from `base` in one way each."""
    base = directory / "base"
    (base / "app").mkdir(parents=True)
    (base / "main.py").write_text("def lambda_handler(event, context): ...\n")
    (base / "app" / "data.json").write_text("{}\n")
    (base / ".config").write_text("a\n")
    for name in (*runs.SOURCES, runs.HOSTILE):
        shutil.copytree(base, directory / name)
    (directory / "excluded_added" / "app" / "__pycache__").mkdir()
    (directory / "excluded_added" / "app" / "__pycache__" / "x.cpython-312.pyc").write_text("x")
    (directory / "excluded_added" / ".git").mkdir()
    (directory / "excluded_added" / ".git" / "HEAD").write_text("x")
    (directory / "earlier_build" / ".build").mkdir()
    (directory / "earlier_build" / ".build" / "payments-0123.zip").write_text("x")
    (directory / "edited_main" / "main.py").write_text("def lambda_handler(event, context): 1\n")
    (directory / "edited_nested" / "app" / "data.json").write_text("[]\n")
    (directory / "edited_dotfile" / ".config").write_text("b\n")
    (directory / "renamed" / "main.py").rename(directory / "renamed" / "other.py")
    (directory / "moved" / "app" / "data.json").rename(directory / "moved" / "data.json")
    (directory / "removed" / "app" / "data.json").unlink()
    (directory / "requirements_added" / "requirements.txt").write_text("\n")


@pytest.fixture(scope="module")
def report(
    terraform_in: TerraformIn,
    requires_provider: object,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """All runs of `defect_runs`, in one process of Terraform."""
    del requires_provider
    module = render(example_spec("infrahouse"), tmp_path_factory.mktemp("module"))
    write_sources(module / "sources")
    (module / "key.tf").write_text(
        'output "package_hash" {\n'
        "  value = terraform_data.lambda_package.triggers_replace.package\n}\n"
    )
    defaults = {**CALL, "lambda_source_dir": "./sources/base"}
    return run_all(terraform_in(module), runs.RUNS, defaults)


@pytest.mark.provider
@pytest.mark.parametrize("name", runs.RUNS)
def test_run(report: Path, name: str) -> None:
    """Every run plans what its defect asks for; its group in `defect_runs` says what that is."""
    status, *said = json.loads(report.read_text(encoding="utf-8"))[name]
    assert status == "pass", said


@pytest.mark.provider
def test_hostile_path_is_packaged(report: Path) -> None:
    """A path full of quotes and substitutions is packaged for real, and none of it is run."""
    module = report.parent
    assert not list(module.rglob("pwned"))
    (package,) = (module / ".build").glob("payments-*.zip")
    with zipfile.ZipFile(package) as archive:
        assert sorted(archive.namelist()) == [".config", "app/data.json", "main.py"]


def test_values_travel_in_the_environment(module_files: dict[str, str]) -> None:
    """The commands that the module runs have no value in them."""
    text = "\n".join(module_files.values())
    commands = re.findall(r"^ +command += (.*)$", text, re.MULTILINE)
    assert commands == [r'"sh \"$PACKAGE_SCRIPT\" --preflight"', r'"sh \"$PACKAGE_SCRIPT\""']
    assert text.count("local-exec") == 2


def test_hash_covers_what_shapes_the_package(module_files: dict[str, str]) -> None:
    """Files, runtime, architecture and the format of packages are in the hash."""
    (hashed,) = re.findall(
        r"package_hash = (.*?\n  \}\)\))", module_files["packaging.tf"], re.DOTALL
    )
    for part in ("content_hash", "python_version", "architecture", "package_format"):
        assert part in hashed
    assert "scripts" not in hashed


def test_same_excludes(module_files: dict[str, str]) -> None:
    """What the hash leaves out is what the packager is told to leave out."""
    assert re.search(
        r"PACKAGE_EXCLUDES += jsonencode\(local\.package_excludes\)", module_files["packaging.tf"]
    )
    assert "fileset(var.lambda_source_dir, pattern)" in module_files["packaging.tf"]


def test_no_source_code_hash(module_files: dict[str, str]) -> None:
    """The key of the build is what makes an update; there is no hash that is none."""
    assert not [path for path, text in module_files.items() if "source_code_hash" in text]


def readme() -> str:
    """The README on one line, as line ends mean nothing in a paragraph."""
    return " ".join(render_files(example_spec("infrahouse"))["README.md"].content.decode().split())


def test_readme_tells_how_to_rebuild() -> None:
    """Who has lost the object in S3 finds what to do."""
    assert re.search(r"deletes the object.*terraform apply -replace=\S*.*lambda_package", readme())


def test_nothing_waits(module_files: dict[str, str]) -> None:
    """No script waits for S3, and no provider but hashicorp/aws is needed."""
    text = "\n".join(module_files.values())
    assert "sleep" not in text
    assert 'resource "null_resource"' not in text
    assert re.findall(r'\bsource += "(.*)"', text) == ["hashicorp/aws"]
    assert re.findall(r'"\$\{path\.module\}/scripts/(\w+\.sh)"', text) == ["package.sh"]


def test_readme_promises_no_encrypted_topic() -> None:
    """The README says that the topic is not encrypted without a key, and what the key needs."""
    text = readme()
    assert "The topic is not, unless you give `kms_key_id`" in text
    assert "kms_key_policy_json" in text
    assert "encrypted by default" not in text.lower()


def test_no_partition_is_written_down(module_files: dict[str, str]) -> None:
    """No ARN of the module has its partition written into it."""
    for path, text in module_files.items():
        code = re.sub(r"^ *(?:#|description|error_message).*$", "", text, flags=re.MULTILINE)
        assert "arn:aws" not in re.sub(r'regex\("(?:\\.|[^"\\])*"', "", code), path


def test_no_log_group_is_made_by_the_role(module_files: dict[str, str]) -> None:
    """No policy grants what brings a log group back after it was destroyed."""
    assert "logs:CreateLogGroup" not in re.sub("#.*", "", "\n".join(module_files.values()))


def test_pending_emails_are_described_honestly(module_files: dict[str, str]) -> None:
    """The output of addresses has those alone that are pending, as its description says."""
    output = CATALOG.outputs["pending_email_confirmations"]
    assert "had not confirmed" in output.description
    assert "local.unconfirmed_emails" in output.value
    assert "if each.pending_confirmation]" in module_files["sns.tf"]
    assert CATALOG.variables["alarm_emails"].required


def test_region_comes_from_a_data_source(module_files: dict[str, str]) -> None:
    """No attribute of data.aws_region is used, as none is sound in provider 5 and 6 alike.

    Nor is an ARN, which would tie the region to what needs a key whose policy needs the region.
    """
    code = re.sub("#.*", "", "\n".join(module_files.values()))
    assert "aws_region" not in code
    assert re.search(r"region += data\.aws_service\.lambda\.region\n", code)
