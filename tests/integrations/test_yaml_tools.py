"""The YAML of this repository is what its readers' own tools take without a finding."""

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.programs import development_program

REPOSITORY = Path(__file__).parents[2]
FILES = [".pre-commit-config.yaml", ".pre-commit-hooks.yaml", "action.yml", "mkdocs.yml"]


def tool(package: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool that uv fetches."""
    uv = development_program("uv")
    return subprocess.run(
        [uv, "tool", "run", "--from", package, *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.index
def test_yamllint() -> None:
    """Yamllint has nothing to say, warnings included."""
    ran = tool("yamllint>=1.35", "yamllint", "--strict", *FILES, "examples")
    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.index
def test_zizmor() -> None:
    """Zizmor finds no way in for others through the action, in its strictest mode."""
    ran = tool("zizmor>=1.5", "zizmor", "--offline", "--persona", "auditor", "action.yml")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_hooks_name_commands_that_exist() -> None:
    """Each hook runs a command of lmgen in the way that its name says."""
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["lmgen-validate", "lmgen-check", "lmgen-render"]
    assert all(hook["entry"] == hook["id"].replace("-", " ") for hook in hooks)
