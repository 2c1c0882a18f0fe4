"""What a test starts ends with the test, however that ends, and can be interrupted."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

import pytest

_OUTLIVING: "WeakSet[subprocess.Popen[Any]]" = WeakSet()


def let_outlive(process: "subprocess.Popen[Any]") -> None:
    """Leave a process that other tests need as well to whoever ends it with the last of them.

    Args:
        process: One that a test has started.
    """
    _OUTLIVING.add(process)


@contextmanager
def ended_children() -> Iterator[None]:
    """End the processes that are started in a `with` block and still run at its end."""
    started: list[subprocess.Popen[Any]] = []
    start = subprocess.Popen.__init__

    def remember(process: "subprocess.Popen[Any]", *arguments: Any, **options: Any) -> None:
        start(process, *arguments, **options)
        started.append(process)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", remember)
        try:
            yield
        finally:
            for process in started:
                if process.poll() is None and process not in _OUTLIVING:
                    _end(process)


def _end(process: "subprocess.Popen[Any]") -> None:
    with suppress(ProcessLookupError):
        # A process that leads a group of its own has children in it.
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def heed_interrupts() -> None:
    """Let what tests start be interrupted.

    A shell that starts a run in the background lets it ignore SIGINT, and so would whatever the
    tests start. A handler of Python's becomes the default action in a process that is started.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
