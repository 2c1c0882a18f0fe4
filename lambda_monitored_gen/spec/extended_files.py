"""Files that a spec extends: where they are, what is in them, and where they may be instead."""

import os
import stat
from functools import lru_cache
from pathlib import Path

from lambda_monitored_gen.spec.diagnostics import did_you_mean
from lambda_monitored_gen.spec.document import Document, UnreadableError, parse, read

_YAML = {".yaml", ".yml"}
_PARENTS = 5
"""How far above a spec a file is looked for that is not where the spec says."""


@lru_cache(maxsize=16)
def parse_once(data: bytes, path: str) -> Document:
    """Parse what many specs share once; another content is another key of the cache."""
    return parse(data, path)


def read_regular(path: str) -> bytes:
    """Read a file that may be in somebody's pull request, and must not be a pipe or a device.

    Raises:
        UnreadableError: It is one, or cannot be read.
    """
    try:
        mode = Path(path).stat().st_mode
    except OSError:
        return read(path)  # which says what is wrong
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise UnreadableError("is not a regular file")  # a pipe might never end
    return read(path)


def reach(name: str, path: str) -> str:
    """A file that another one names, from the working directory, and without `..` if it can be."""
    joined = str(Path(path).parent / name)
    short = os.path.normpath(joined)
    return short if os.path.realpath(short) == os.path.realpath(joined) else joined


def hint_at_file(name: str, directory: Path) -> str:
    """Say where a file may be that is not where it should be.

    Args:
        name: As the spec names it.
        directory: That of the file which does.
    """
    for level in range(_PARENTS):
        candidate = Path(*[os.pardir] * level, Path(name).name)
        if (directory / candidate).is_file():
            return f"Did you mean '{candidate.as_posix()}'?"
    try:
        beside = [Path(name).with_name(each.name) for each in (directory / name).parent.iterdir()]
    except OSError:
        beside = []
    nearest = did_you_mean(name, [each.as_posix() for each in beside if each.suffix in _YAML])
    if nearest.startswith("Did"):
        return nearest
    return "If it was moved or renamed, write where it is now, relative to this file."
