"""The steps of action.yml, run by bash as GitHub runs them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.checkout import copy_checkout

REPOSITORY = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
SPEC = "lmgen: 1\nmodule: {namespace: acme, name: lambda, version: 1.0.0}\noutput: module\n"
(INSTALL, RUN) = ACTION["runs"]["steps"]


def bash(script: str, directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step as `shell: bash` does."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LMGEN", "GITHUB"))}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=directory,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_expression_is_in_a_script() -> None:
    """What callers give reaches scripts as values of variables, never as a part of their text."""
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
    used = set(re.findall(r"inputs\.([a-z-]+)", str(ACTION["runs"])))
    assert used == set(ACTION["inputs"])


@pytest.mark.process
@pytest.mark.parametrize(
    ("command", "specs", "words"),
    [
        ("check", ".\n", ["check", "--format", "github", "--", "."]),
        (
            "validate",
            "a b.yaml\n\nc.yaml",
            ["validate", "--format", "github", "--", "a b.yaml", "c.yaml"],
        ),
    ],
)
def test_command_line(command: str, specs: str, words: list[str], tmp_path: Path) -> None:
    """Each line of the input is one word of lmgen's command line, spaces and all."""
    program = tmp_path / "lmgen" / "bin" / "lmgen"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    given = {"RUNNER_TEMP": str(tmp_path), "LMGEN_COMMAND": command, "LMGEN_SPECS": specs}
    ran = bash(RUN["run"], tmp_path, **given)
    assert (ran.returncode, ran.stdout.splitlines()) == (0, words), ran.stderr


@pytest.mark.process
def test_other_commands_are_refused(tmp_path: Path) -> None:
    """What writes is not for this action, whatever a caller asks for."""
    given = {"RUNNER_TEMP": str(tmp_path), "LMGEN_COMMAND": "render", "LMGEN_SPECS": "."}
    ran = bash(RUN["run"], tmp_path, **given)
    assert ran.returncode == 2
    assert ran.stdout == "::error title=lmgen::command is check or validate, and not render\n"


@pytest.mark.index
def test_action_annotates_drift(tmp_path: Path) -> None:
    """Installed from the action's own files, lmgen annotates a drifted module and sums up."""
    action = copy_checkout(tmp_path / "action")
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "spec.yaml").write_text(SPEC, encoding="utf-8")
    python = tmp_path / "python"
    python.mkdir()
    (python / "python3").symlink_to(sys.executable)
    given = {
        "RUNNER_TEMP": str(tmp_path / "runner"),
        "GITHUB_ACTION_PATH": str(action),
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "LMGEN_COMMAND": "check",
        "LMGEN_SPECS": "spec.yaml",
        "PATH": f"{python}{os.pathsep}{os.environ['PATH']}",
    }
    installed = bash(INSTALL["run"], tmp_path, **given)
    assert installed.returncode == 0, installed.stderr
    drifted = bash(RUN["run"], workspace, **given)
    assert drifted.returncode == 1
    assert re.search(
        r"^::error file=module/\S+,line=1,title=lmgen%3A missing::", drifted.stdout, re.MULTILINE
    )
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("### lmgen check: 1 spec: 0 up-to-date, 1 drift")
    lmgen = tmp_path / "runner" / "lmgen" / "bin" / "lmgen"
    subprocess.run([lmgen, "render", "spec.yaml"], cwd=workspace, check=True, capture_output=True)
    clean = bash(RUN["run"], workspace, **given)
    assert (clean.returncode, "::error" in clean.stdout) == (0, False)
