"""A copy of the checkout, in which tests and benchmarks change what they like."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lambda_monitored_gen.user_cache import CACHE_VARIABLE

REPOSITORY = Path(__file__).parents[2]

_LIST = Path("lambda_monitored_gen", "catalog", "features", "__init__.py")


def copy_checkout(target: Path) -> Path:
    """Copy what git knows, and what it would be told of.

    Args:
        target: A directory that does not exist yet.

    Returns:
        The directory.
    """
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY,
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"not in a checkout of git: {error}")
    for name in listed.decode().split("\0"):
        if (REPOSITORY / name).is_file():  # a file that was deleted is listed still
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, copy)
    return target


def list_feature(checkout: Path, name: str) -> None:
    """List a feature in `catalog/features/__init__.py`, after all others."""
    file = checkout / _LIST
    text = file.read_text(encoding="utf-8")
    imported = text.replace("import (\n", f"import (\n    {name},\n", 1)
    listed = re.sub(r"( in \([^()]*\w),?\s*\)", rf"\1, {name})", imported, count=1)
    assert len({text, imported, listed}) == 3
    file.write_text(listed, encoding="utf-8")


def run_tests(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a copy, on the code of that copy.

    Args:
        checkout: The copy.
        arguments: Files and options.
    """
    # The caller's own pytest must not be heard in there.
    environment = {name: each for name, each in os.environ.items() if "PYTEST" not in name}
    environment |= {
        "PYTHONPATH": str(checkout),
        "PYTHONDONTWRITEBYTECODE": "1",
        CACHE_VARIABLE: str(checkout / ".cache"),
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line", *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def failures(checkout: Path, *arguments: str) -> set[str]:
    """Run tests in a copy, and name those that fail, without their directories.

    Raises:
        AssertionError: They could not be run.
    """
    completed = run_tests(checkout, *arguments)
    assert completed.returncode in {0, 1}, completed.stdout + completed.stderr
    lines = [line for line in completed.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    tests = (line.partition(" ")[2].partition(" - ")[0].partition("::") for line in lines)
    return {f"{Path(file).name}::{test}" for file, _, test in tests}
