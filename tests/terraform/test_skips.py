"""Tests that need what a machine lacks skip with the reason, or fail where nothing may lack."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TEST = """\
def test_terraform(requires_terraform): ...
def test_provider(requires_provider): ...
def test_embedded(terraform_on_aws_in): ...
"""

REPOSITORY = Path(__file__).parents[2]


def run_pytest(directory: Path, **environ: str) -> str:
    (directory / "test_it.py").write_text(TEST, encoding="utf-8")
    (directory / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-rsf", "-p", "tests.support.plugin"]
    inherited = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return subprocess.run(
        # Where every installation fails, nothing is installed, and no service is started.
        [*command, "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=directory,
        env={
            **inherited,
            "PYTHONPATH": str(REPOSITORY),
            "LMGEN_CACHE_DIR": os.devnull,
            **environ,
        },
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.mark.process
@pytest.mark.parametrize(("required", "outcome"), [("0", "3 skipped"), ("1", "3 errors")])
def test_without_terraform(tmp_path: Path, required: str, outcome: str) -> None:
    """Skips turn into failures on demand; both say what is missing."""
    output = run_pytest(tmp_path, PATH=str(tmp_path), LMGEN_REQUIRE_TERRAFORM=required)
    assert outcome in output
    assert "no directory of PATH holds a program named terraform" in output.replace("\n", " ")


@pytest.mark.usefixtures("requires_terraform")
@pytest.mark.terraform
def test_without_provider(tmp_path: Path) -> None:
    """A mirror that lacks the provider is the reason that is shown."""
    output = run_pytest(tmp_path, LMGEN_PROVIDER_MIRROR=str(tmp_path), LMGEN_REQUIRE_TERRAFORM="0")
    assert "1 passed, 2 skipped" in output
    assert "LMGEN_PROVIDER_MIRROR should name a directory" in output
