"""One writer for an output directory at a time.

The lock is the kernel's, on the directory itself: it needs no file, and it ends with its process
however that ends.
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
def directory_lock(directory: Path, *, wait: float = WAIT_SECONDS) -> Iterator[bool]:
    """Hold the lock on a directory for the length of a `with` block.

    Args:
        directory: An existing directory.
        wait: Seconds to wait for another holder.

    Yields:
        Whether it is locked; some network drives cannot lock.

    Raises:
        LmgenError: Another process holds it for longer than that.
        OSError: The directory cannot be opened.
    """
    descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield _acquire(descriptor, directory, time.monotonic() + wait)
    finally:
        os.close(descriptor)


def is_held(directory: Path) -> bool:
    """Tell whether another process holds the lock right now."""
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a drive that cannot lock
        return False
    finally:
        os.close(descriptor)
    return False


def _acquire(descriptor: int, directory: Path, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # noqa: PERF203 - that is what is waited for
            if time.monotonic() >= deadline:
                raise LmgenError(
                    f"{directory}: another lmgen is writing there",
                    hint="Wait for it to end, or end it, then render again.",
                ) from None
            time.sleep(_POLL_SECONDS)
        except OSError:
            return False
        else:
            return True
