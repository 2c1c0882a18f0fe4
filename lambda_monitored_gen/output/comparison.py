"""Compare rendered files with the output directory, file by file. Nothing is written here."""

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output.manifest import MANIFEST, Manifest, digest
from lambda_monitored_gen.rendering.files import RenderedFile

_NOT_OURS = {".git", ".lmgen", ".terraform", ".build"}
"""Directories, or the `.git` file of a submodule, that are never listed as untracked."""


class Verdict(Enum):
    """How a file on disk compares to the rendered one.

    The value is the word in reports; docs/check.md explains each.
    """

    SAME = "same"
    MISSING = "missing"
    STALE = "stale"
    MODE = "mode"
    MODIFIED = "modified"
    ORPHAN = "orphan"
    MODIFIED_ORPHAN = "modified orphan"


REFUSED = frozenset({Verdict.MODIFIED, Verdict.MODIFIED_ORPHAN})
"""Verdicts of files with work that lmgen did not write, which only `--force` replaces."""


class Difference(NamedTuple):
    """One file that is rendered, recorded in the manifest, or both.

    Attributes:
        path: Its path in the module, with `/`.
        verdict: How it compares.
        before: Its content on disk; None where there is none, or a link, which is not followed.
        after: The rendered file; None for an orphan.
    """

    path: str
    verdict: Verdict
    before: bytes | None
    after: RenderedFile | None


def compare_files(
    files: Mapping[str, RenderedFile], directory: Path, manifest: Manifest | None
) -> list[Difference]:
    """Compare every rendered file, and every file of the manifest, with the disk.

    Line endings of a checkout do not count: a file with CRLF for LF is the same.

    Args:
        files: The rendered files by their path in the module.
        directory: The output directory, which need not exist.
        manifest: What an earlier render left; None for none, when every other content counts as
            edited.

    Returns:
        The differences and the files that are the same, sorted by path.

    Raises:
        LmgenError: A path leads out of the directory by a link, or cannot be read.
    """
    recorded = manifest.files if manifest else {}
    disk = _Disk(directory)
    found = [
        _compare_rendered(path, file, disk, recorded.get(path)) for path, file in files.items()
    ]
    for path, checksum in recorded.items():
        if path not in files and path != MANIFEST:
            orphan = _compare_orphan(path, checksum, disk)
            if orphan is not None:
                found.append(orphan)
    return sorted(found, key=lambda each: each.path)


def find_untracked_files(known: Collection[str], directory: Path) -> Iterator[str]:
    """List the files of a directory that are neither rendered nor in the manifest."""
    for folder, names, entries in os.walk(directory):
        names[:] = sorted(name for name in names if name not in _NOT_OURS)
        for entry in sorted(entries):
            path = Path(folder, entry).relative_to(directory).as_posix()
            if path not in known and entry not in _NOT_OURS:
                yield path


def _compare_orphan(path: str, checksum: str, disk: "_Disk") -> Difference | None:
    found = disk.find(path)
    if found is None:
        return None
    ours = found.content is not None and digest(_with_lf(found.content)) == checksum
    return Difference(
        path, Verdict.ORPHAN if ours else Verdict.MODIFIED_ORPHAN, found.content, None
    )


def _compare_rendered(
    path: str, file: RenderedFile, disk: "_Disk", recorded: str | None
) -> Difference:
    found = disk.find(path)
    if found is None:
        return Difference(path, Verdict.MISSING, None, file)
    content = found.content
    if content is None:
        return Difference(path, Verdict.MODIFIED, None, file)
    if content == file.content or _with_lf(content) == file.content:
        same = bool(found.mode & stat.S_IXUSR) == bool(file.mode & stat.S_IXUSR)
        return Difference(path, Verdict.SAME if same else Verdict.MODE, content, file)
    ours = digest(_with_lf(content)) == recorded
    return Difference(path, Verdict.STALE if ours else Verdict.MODIFIED, content, file)


def _with_lf(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n") if b"\r\n" in content else content


class _DiskFile(NamedTuple):
    """A file on disk: its mode, and its content; None for a link, which is not followed."""

    mode: int
    content: bytes | None


_LINK = _DiskFile(stat.S_IFLNK, None)

_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Does not follow a link, and does not wait for a writer of a pipe."""


class _Disk:
    """Reads the files of a module, and never through a link.

    Paths are strings and files are descriptors here: a fleet's check looks at tens of thousands of
    them, and what is more comfortable would take longer than the disk.
    """

    def __init__(self, directory: Path) -> None:
        self._root = os.fspath(directory)
        self._visited = {""}

    def find(self, path: str) -> _DiskFile | None:
        """Read a file; None where there is none.

        Raises:
            LmgenError: It is a directory or a device, or cannot be read; or a directory on the way
                is a link or a file.
        """
        parent = path.rpartition("/")[0]
        if parent not in self._visited:
            self._visit(parent)
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

    def _visit(self, parent: str) -> None:
        above = parent.rpartition("/")[0]
        if above not in self._visited:
            self._visit(above)
        _refuse_link(f"{self._root}/{parent}")
        self._visited.add(parent)


def _read(descriptor: int, target: str) -> _DiskFile:
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
    return _DiskFile(status.st_mode, content)


def _unreadable(target: str, reason: str | None) -> LmgenError:
    return LmgenError(
        f"{target}: expected a file that can be read: {reason}",
        hint="Move it away or change its permissions.",
    )


def refuse_links(directory: Path, path: str) -> None:
    """Refuse a path whose directories are links.

    Raises:
        LmgenError: A directory on the way is a link, which could lead out of the module.
    """
    step = os.fspath(directory)
    for part in path.split("/")[:-1]:
        step = f"{step}/{part}"
        _refuse_link(step)


def _refuse_link(step: str) -> None:
    if os.path.islink(step):
        raise LmgenError(
            f"{step}: is a link, and could lead out of the module",
            hint="Replace the link by a directory.",
        )
