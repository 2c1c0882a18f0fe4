"""The source tree of a function: which files of it go into the package."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from packager.errors import PackagingError, shown
from packager.globbing import Excludes

_SHOWN_PROBLEMS = 10


class SourceFile(NamedTuple):
    """One file of the source.

    Attributes:
        name: Path in the package, with ``/``.
        path: Where it lies on this machine.
        size: In bytes.
        executable: Whether its owner may execute it.
    """

    name: str
    path: str
    size: int
    executable: bool


class _Walk:
    """Collects the files below one directory, and everything that is wrong with them."""

    def __init__(self, root: str, excludes: Excludes) -> None:
        self.root = os.path.realpath(root)
        self.excludes = excludes
        self.files: list[SourceFile] = []
        self.problems: list[str] = []

    def directory(self, path: str, prefix: str, above: frozenset[tuple[int, int]]) -> None:
        """Take the files of a directory whose names begin with ``prefix``."""
        try:
            here = os.stat(path)
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append(f"{shown(prefix or '.')} cannot be read: {error.strerror}")
            return
        above |= {(here.st_dev, here.st_ino)}
        for entry in entries:
            name = prefix + entry.name
            if not self.left_out(entry, name):
                self.entry(entry, name, above)

    def left_out(self, entry: os.DirEntry[str], name: str) -> bool:
        """Tell whether an entry is excluded, before anything is asked of it.

        Virtual environments and caches are full of links that lead out.
        """
        try:
            directory = entry.is_dir()
            missing = entry.is_symlink() and not os.path.exists(entry.path)
        except OSError:
            directory, missing = False, True
        if directory or missing:
            return self.excludes.tree(name) or (missing and self.excludes.file(name))
        return self.excludes.file(name)

    def entry(self, entry: os.DirEntry[str], name: str, above: frozenset[tuple[int, int]]) -> None:
        """Take one file, directory or link."""
        try:
            name.encode()
        except UnicodeEncodeError:
            self.problems.append(f"{shown(name)} has a name that is not UTF-8")
            return
        if entry.is_symlink() and not self.link_is_fine(entry, name):
            return
        status = entry.stat()
        if stat.S_ISDIR(status.st_mode):
            if (status.st_dev, status.st_ino) in above:
                self.problems.append(f"{shown(name)} is a link to a directory that holds it")
            else:
                self.directory(entry.path, name + "/", above)
        elif stat.S_ISREG(status.st_mode):
            executable = bool(status.st_mode & stat.S_IXUSR)
            self.files.append(SourceFile(name, entry.path, status.st_size, executable))
        else:
            self.problems.append(f"{shown(name)} is neither a file nor a directory")

    def link_is_fine(self, entry: os.DirEntry[str], name: str) -> bool:
        """Tell whether a link leads to something within the source."""
        wanted = shown(os.readlink(entry.path))
        try:
            entry.stat()
        except OSError:
            self.problems.append(f"{shown(name)} is a broken link to {wanted}")
            return False
        real = os.path.realpath(entry.path)
        if real != self.root and not real.startswith(self.root.rstrip("/") + "/"):
            self.problems.append(
                f"{shown(name)} is a link that leads out of the source to {wanted}"
            )
            return False
        return True


def collect(root: str, excludes: Excludes) -> list[SourceFile]:
    """List the files of a source directory that go into the package.

    Links to files and directories within the source are followed, so that the
    package holds files only. Dotfiles are files like any other.

    Args:
        root: The source directory.
        excludes: What is left out.

    Returns:
        The files, in no particular order.

    Raises:
        PackagingError: There is no such directory, nothing is left to package,
            or something in it cannot be packaged.
    """
    if not os.path.isdir(root):
        what = "is not a directory" if os.path.lexists(root) else "does not exist"
        raise PackagingError(
            f"the source directory {shown(root)} {what}",
            do="name the directory that holds the function's code in PACKAGE_SOURCE_DIR",
        )
    walk = _Walk(root, excludes)
    walk.directory(root, "", frozenset())
    if walk.problems:
        found = walk.problems[:_SHOWN_PROBLEMS]
        if len(walk.problems) > _SHOWN_PROBLEMS:
            found.append(f"and {len(walk.problems) - _SHOWN_PROBLEMS} more")
        raise PackagingError(
            f"the source directory {shown(root)} holds what cannot be packaged",
            found=found,
            do="repair or remove it, or leave it out with PACKAGE_EXCLUDES",
        )
    if not walk.files:
        raise PackagingError(
            f"the source directory {shown(root)} holds no file to package",
            do="put the function's code there, or exclude less with PACKAGE_EXCLUDES",
        )
    return walk.files


def read(file: SourceFile) -> bytes:
    """Give the content of a file.

    Args:
        file: A file that `collect` listed.

    Returns:
        All of its bytes.

    Raises:
        PackagingError: It cannot be read, or has changed size since it was listed.
    """
    try:
        with open(file.path, "rb") as opened:
            data = opened.read()
    except OSError as error:
        raise PackagingError(
            f"{shown(file.name)} in the source cannot be read: {error.strerror}",
            do="give the user that builds the package the right to read it, or exclude it",
        ) from error
    if len(data) != file.size:
        raise PackagingError(
            f"{shown(file.name)} in the source changed while it was packaged",
            do="build again when nothing writes to the source directory",
        )
    return data
