"""Read the files of a module, and never through a link."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.errors import LmgenError


class DiskFile(NamedTuple):
    """A file on disk: its mode, and its content; None for a link, which is not followed."""

    mode: int
    content: bytes | None


_LINK = DiskFile(stat.S_IFLNK, None)

_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Does not follow a link, and does not wait for a writer of a pipe."""


class Disk:
    """Reads the files of one module.

    Paths are strings and files are descriptors here: a fleet's check looks at tens of thousands of
    them, and what is more comfortable would take longer than the disk.

    Args:
        directory: The directory of the module, which need not exist.
    """

    def __init__(self, directory: Path) -> None:
        self._root = os.fspath(directory)
        self._visited = {""}

    def find(self, path: str) -> DiskFile | None:
        """Read a file; None where there is none.

        Raises:
            LmgenError: It is a directory or a device, or cannot be read; or a directory on the way
                is a link or a file.
        """
        self._visit(path.rpartition("/")[0])
        target = f"{self._root}/{path}"
        try:
            descriptor = os.open(target, _OPEN)
        except FileNotFoundError:
            return None
        except NotADirectoryError as error:
            raise LmgenError(
                f"{target}: a directory above it is a file", hint="Move that file away."
            ) from error
        except OSError as error:
            if os.path.islink(target):
                return _LINK
            raise _unreadable(target, error.strerror) from error
        try:
            return _read(descriptor, target)
        finally:
            os.close(descriptor)

    def holds(self, path: str) -> bool:
        """Tell whether there is anything at a path, without looking into it.

        Raises:
            LmgenError: A directory on the way is a link.
        """
        self._visit(path.rpartition("/")[0])
        return os.path.lexists(f"{self._root}/{path}")

    def _visit(self, parent: str) -> None:
        if parent in self._visited:
            return
        self._visit(parent.rpartition("/")[0])
        step = f"{self._root}/{parent}"
        if os.path.islink(step):
            raise LmgenError(
                f"{step}: is a link, and could lead out of the module",
                hint="Replace the link by a directory.",
            )
        self._visited.add(parent)


def _read(descriptor: int, target: str) -> DiskFile:
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            is_directory = stat.S_ISDIR(status.st_mode)
            raise _unreadable(target, "is a directory" if is_directory else "is not a regular file")
        content = os.read(descriptor, status.st_size + 1)
        while len(content) < status.st_size and (more := os.read(descriptor, status.st_size)):
            content += more
    except OSError as error:
        raise _unreadable(target, error.strerror) from error
    return DiskFile(status.st_mode, content)


def _unreadable(target: str, reason: str | None) -> LmgenError:
    return LmgenError(
        f"{target}: expected a file that can be read: {reason}",
        hint="Move it away or change its permissions.",
    )
