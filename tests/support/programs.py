"""Programs that come with the development dependencies."""

import os
import shutil
import sys
from pathlib import Path

import pytest


def development_program(name: str) -> str:
    """Find a program that `make test` installs; without it the test fails.

    It is looked for beside this Python first: the bin of a virtual environment that is not active
    is not on PATH, and what is there may be of another version than the locked one.

    Args:
        name: Name of the program.

    Returns:
        Its path.
    """
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        pytest.fail(f"{name} is a development dependency: `make test` installs it.", pytrace=False)
    return found
