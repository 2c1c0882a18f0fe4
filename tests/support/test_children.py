"""Processes of tests end with them, and can be interrupted whatever started the tests."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.children import ended_children, let_outlive

pytestmark = pytest.mark.process

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.mark.parametrize("session", [True, False])
def test_what_a_test_leaves_running_is_ended(session: bool) -> None:  # noqa: FBT001 - a parameter
    """A process that a test has not ended, because it failed, does not outlive it."""
    started = []

    def fail() -> None:
        with ended_children():
            started.append(subprocess.Popen(SLEEP, start_new_session=session))
            raise AssertionError

    with pytest.raises(AssertionError):
        fail()
    (process,) = started
    assert process.returncode == -signal.SIGKILL


def test_what_others_need_is_left_to_them() -> None:
    """A process that a session shares outlives the test that needs it first."""
    with ended_children():
        process = subprocess.Popen(SLEEP)
        let_outlive(process)
    assert process.poll() is None
    process.kill()
    process.wait()


def test_children_can_be_interrupted() -> None:
    """A process that a test starts ends by SIGINT, as it does in a terminal."""
    with ended_children():
        process = subprocess.Popen(SLEEP)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) != 0


def test_so_it_is_where_interrupts_are_ignored() -> None:
    """In a background job, as `nohup make test &` is, the same holds."""
    test = f"{Path(__file__)}::{test_children_can_be_interrupted.__name__}"
    run = f"trap '' INT; exec '{sys.executable}' -m pytest -q -p no:cacheprovider '{test}'"
    done = subprocess.run(
        ["/bin/sh", "-c", run],
        cwd=Path(__file__).parents[2],
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
