"""Whole directories as values, to tell whether anything in them has changed."""

import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A file or link: what it is, what it holds, and when it was last written."""

    kind: str
    mode: int
    modified: int
    content: bytes


def tree(directory: Path) -> dict[str, Entry]:
    """Every file and link of a directory, with its time in nanoseconds."""
    found = {}
    for path in sorted(directory.rglob("*")):
        status = path.lstat()
        if path.is_symlink():
            entry = Entry("link", 0, status.st_mtime_ns, str(path.readlink()).encode())
        elif path.is_dir():
            continue
        else:
            mode = stat.S_IMODE(status.st_mode)
            entry = Entry("file", mode, status.st_mtime_ns, path.read_bytes())
        found[path.relative_to(directory).as_posix()] = entry
    return found


def contents(directory: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and bytes of every file of a directory, whenever it was written."""
    return {path: (entry.mode, entry.content) for path, entry in tree(directory).items()}
