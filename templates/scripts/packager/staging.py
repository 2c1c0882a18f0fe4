"""The private directory next to the output, and the one moment in which the output changes."""

from __future__ import annotations

import fcntl
import os
import stat
import time
from types import TracebackType

from packager.errors import PackagingError, UsageError, shown
from packager.globbing import Excludes

_SUFFIX = ".staging"
_ABANDONED_AFTER = 60  # seconds; between making a directory and locking it pass microseconds


class Staging:
    """A directory that only this run uses, removed however the run ends.

    It lies next to the output, so that moving a file into place is atomic. It is
    locked while its run lives: the next run for the same output removes what a
    killed one left behind, and nothing else.

    Args:
        output: Path of the zip that will be written.

    Raises:
        PackagingError: The output's directory cannot be written.
    """

    def __init__(self, output: str) -> None:
        self.output = output
        parent, name = os.path.split(os.path.abspath(output))
        self._parent = parent
        self._prefix = f".{name}."
        try:
            os.makedirs(parent, exist_ok=True)
            self.path = os.path.join(parent, f"{self._prefix}{os.urandom(8).hex()}{_SUFFIX}")
            os.mkdir(self.path, 0o700)
        except OSError as error:
            raise PackagingError(
                f"the directory of the output {shown(output)} cannot be written: {error.strerror}",
                do="name another place in PACKAGE_OUTPUT, or give the right to write there",
            ) from error
        self._lock = os.open(self.path, os.O_RDONLY)
        _try_lock(self._lock)

    def __enter__(self) -> Staging:  # noqa: PYI034 - typing.Self is of Python 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        remove(self.path)
        os.close(self._lock)

    def file(self, name: str) -> str:
        """Give the path of a file in the directory."""
        return os.path.join(self.path, name)

    def publish(self, package: str, report: str) -> None:
        """Move the finished package and its report into place.

        A report never lies beside a package that it does not describe: it is
        taken away first, and runs for the same output take turns.

        Args:
            package: Path of the zip in this directory.
            report: Path of its report in this directory.
        """
        turn = os.open(self._parent, os.O_RDONLY)
        try:
            _wait_for_lock(turn)
            beside = self.output + ".json"
            if os.path.lexists(beside):
                os.unlink(beside)
            os.replace(package, self.output)
            os.replace(report, beside)
        finally:
            os.close(turn)

    def sweep(self) -> None:
        """Remove what runs for the same output left behind when they were killed."""
        with os.scandir(self._parent) as entries:
            found = [entry for entry in entries if entry.name.startswith(self._prefix)]
        for entry in found:
            if not entry.name.endswith(_SUFFIX) or entry.path == self.path:
                continue
            try:
                lock = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            except OSError:
                continue
            try:
                old = time.time() - os.fstat(lock).st_mtime > _ABANDONED_AFTER
                if old and _try_lock(lock):
                    remove(entry.path)
            finally:
                os.close(lock)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _wait_for_lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        # Some network file systems have no locks. The renames are atomic even so.
        return


def remove(path: str) -> None:
    """Remove a directory and all in it, as far as it can be.

    Args:
        path: The directory. Links in it are removed, not followed.
    """
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            with os.scandir(path) as entries:
                below = [entry.path for entry in entries]
            for entry in below:
                remove(entry)
            os.rmdir(path)
        else:
            os.unlink(path)
    except OSError:
        # What cannot be removed now is removed by the next run.
        return


def check_output(output: str, source: str, excludes: Excludes) -> None:
    """Refuse an output that would become part of the source.

    Args:
        output: Path of the zip.
        source: The source directory.
        excludes: What of the source is left out.

    Raises:
        UsageError: The output is a directory, or lies where the next build would
            package it.
    """
    if os.path.isdir(output):
        same = os.path.realpath(output) == os.path.realpath(source)
        raise UsageError(
            f"the output {shown(output)} is {'the source directory' if same else 'a directory'}",
            do="name the zip file to write in PACKAGE_OUTPUT, outside of the source directory",
        )
    root = os.path.realpath(source)
    parent = os.path.realpath(os.path.dirname(os.path.abspath(output)))
    if parent != root and not parent.startswith(root.rstrip("/") + "/"):
        return
    parts = os.path.relpath(parent, root).split(os.sep)
    if not any(excludes.tree("/".join(parts[:count])) for count in range(1, len(parts) + 1)):
        raise UsageError(
            f"the output {shown(output)} lies in the source directory {shown(source)}, "
            "so that the next build would package it",
            do="write it elsewhere, or to a directory of the source that PACKAGE_EXCLUDES leaves "
            "out",
        )
