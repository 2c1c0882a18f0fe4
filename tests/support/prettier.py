"""Prettier, in one version, from npm's cache: a test never waits for a network.

`python -m tests.support.prettier` prints the version, for whoever fetches it.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

VERSION = "3.10.1"


def run_prettier(*arguments: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run prettier in a directory; skip with the reason where it is not there."""
    npx = shutil.which("npx")
    if npx is None:
        pytest.skip("prettier needs node and npx")
    command = [npx, "--offline", "--yes", f"prettier@{VERSION}"]
    known = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
    if known.stdout.strip() != VERSION:
        pytest.skip(f"prettier {VERSION} is not in npm's cache: `make prettier` fetches it")
    return subprocess.run(
        [*command, *arguments], cwd=directory, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    print(VERSION)  # noqa: T201 - the answer
