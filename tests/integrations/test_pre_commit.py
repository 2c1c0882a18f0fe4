"""The hooks of lmgen, run by pre-commit itself in a repository that uses them."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.checkout import copy_checkout
from tests.support.programs import development_program

SPEC = "lmgen: 1\nmodule: {namespace: acme, name: lambda, version: 1.0.0}\noutput: module\n"
PRE_COMMIT = "pre-commit>=4"
_AUTHOR = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")

Hook = Callable[[str], subprocess.CompletedProcess[str]]


def git(directory: Path, *arguments: str) -> str:
    """Run git in a directory, and return what it prints."""
    return subprocess.run(
        ["git", *_AUTHOR, *arguments], cwd=directory, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture(name="hooks", scope="module")
def _hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with lmgen as it is here, from which pre-commit installs the hooks."""
    directory = copy_checkout(tmp_path_factory.mktemp("lmgen") / "lmgen")
    git(directory, "init", "--quiet")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", "lmgen")
    return directory


@pytest.fixture(name="repository", scope="module")
def _repository(hooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a spec, and a configuration of pre-commit that names all hooks."""
    directory = tmp_path_factory.mktemp("user")
    git(directory, "init", "--quiet")
    (directory / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (directory / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hooks}\n    rev: {git(hooks, 'rev-parse', 'HEAD')}\n    hooks:\n"
        "      - id: lmgen-validate\n      - id: lmgen-check\n      - id: lmgen-render\n",
        encoding="utf-8",
    )
    git(directory, "add", "--all")
    return directory


@pytest.fixture(name="hook")
def _hook(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Hook:
    uv = development_program("uv")
    home = tmp_path_factory.getbasetemp() / "pre-commit"

    def run(name: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GIT_"))}
        return subprocess.run(
            [uv, "tool", "run", "--from", PRE_COMMIT, "pre-commit", "run", name, "--all-files"],
            cwd=repository,
            env={**environment, "PRE_COMMIT_HOME": str(home), "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.index
def test_hooks_tell_drift_from_none(repository: Path, hook: Hook) -> None:
    """A module that drifted fails the check, a render mends it and says so, then both pass."""
    assert hook("lmgen-validate").returncode == 0
    missing = hook("lmgen-check")
    assert missing.returncode == 1, missing.stdout + missing.stderr
    assert "does not exist, but the spec renders it" in missing.stdout

    rendered = hook("lmgen-render")
    git(repository, "add", "--all")
    assert rendered.returncode == 0, rendered.stdout  # new files are no changes to pre-commit
    assert hook("lmgen-check").returncode == 0
    assert hook("lmgen-render").returncode == 0

    variables = repository / "module" / "variables.tf"
    variables.write_text(variables.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    drifted = hook("lmgen-check")
    assert drifted.returncode == 1
    assert "variables.tf: was edited by hand" in drifted.stdout

    git(repository, "add", "--all")
    (repository / "spec.yaml").write_text(SPEC.replace("1.0.0", "1.0.1"), encoding="utf-8")
    refused = hook("lmgen-render")
    assert refused.returncode == 1
    assert "nothing was changed" in refused.stdout


@pytest.mark.index
def test_hook_refuses_a_bad_spec(repository: Path, hook: Hook) -> None:
    """A spec with an error fails its hook, with the place of the error."""
    spec = repository / "spec.yaml"
    spec.write_text(f"{SPEC}defaults: {{timeout: 1000}}\n", encoding="utf-8")
    try:
        ran = hook("lmgen-validate")
    finally:
        spec.write_text(SPEC, encoding="utf-8")
    assert ran.returncode == 1
    assert "spec.yaml:4:21: error: defaults.timeout must be" in ran.stdout
