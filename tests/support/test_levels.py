"""Fast tests start no process, and what is fast is said in one way everywhere."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.distribution import TOGETHER
from tests.support.levels import SLOWER

REPOSITORY = Path(__file__).parents[2]


def fork() -> None:
    """Looks `os.fork` up when it is called."""
    if os.fork() == 0:
        os._exit(0)


def run() -> None:
    """As most tests do it."""
    subprocess.run([sys.executable, "-c", ""], check=True)


@pytest.mark.parametrize("start", [fork, run])
def test_a_test_without_a_marker_cannot_start_a_process(start: Callable[[], None]) -> None:
    """It fails with the marker that it lacks, instead of making the fast tests slow."""
    with pytest.raises(pytest.fail.Exception, match=r"mark it with @pytest\.mark\.process"):
        start()


@pytest.mark.process
def test_a_marked_test_starts_processes() -> None:
    """The marker is all that it takes."""
    assert subprocess.run([sys.executable, "-c", "exit(3)"], check=False).returncode == 3


def test_make_fast_leaves_out_every_slower_marker(pytestconfig: pytest.Config) -> None:
    """The Makefile has the names that the guard knows, and all of them are declared."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    (left_out,) = re.findall(r'-m "not \(([^)]*)\)"', makefile)
    assert set(left_out.split(" or ")) == set(SLOWER)
    assert set(SLOWER) <= {line.partition(":")[0] for line in pytestconfig.getini("markers")}


@pytest.mark.parametrize("file", TOGETHER)
def test_files_that_stay_together_exist(file: str) -> None:
    """A file that moved is not forgotten in the list, which would apply it twice."""
    assert (REPOSITORY / file).is_file()
