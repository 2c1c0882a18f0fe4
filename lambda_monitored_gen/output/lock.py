"""One writer for an output directory at a time.

The lock is the kernel's, on the directory `.lmgen` itself: it needs no file, and it ends with its
process however that ends.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from lambda_monitored_gen.errors import LmgenError

WAIT_SECONDS = 10.0
"""How long a render waits for another one; a render takes a fraction of a second."""

_POLL_SECONDS = 0.05


@contextlib.contextmanager
def directory_lock(directory: Path, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock on a directory for the length of a `with` block.

    Args:
        directory: An existing directory.
        wait: Seconds to wait for another holder.

    Raises:
        LmgenError: Another process holds it for longer than that.
        OSError: The directory cannot be opened.
    """
    deadline = time.monotonic() + wait
    while True:
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            _acquire(descriptor, directory, deadline)
            if _is_still(descriptor, directory):
                yield
                return
        finally:
            os.close(descriptor)


def is_held(directory: Path) -> bool:
    """Tell whether another process holds the lock right now."""
    try:
        descriptor = os.open(directory, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _acquire(descriptor: int, directory: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # noqa: PERF203 - that is what is waited for
            if time.monotonic() >= deadline:
                raise LmgenError(
                    f"{directory.parent}: another lmgen is writing there",
                    hint="Wait for it to end, or end it, then render again.",
                ) from None
            time.sleep(_POLL_SECONDS)
        else:
            return


def _is_still(descriptor: int, directory: Path) -> bool:
    """Whether the path still leads to the locked directory: a failed render removes its own."""
    try:
        return os.path.samestat(os.fstat(descriptor), directory.stat())
    except FileNotFoundError:
        directory.mkdir(parents=True, exist_ok=True)
        return False
