"""What the user asks for: a requirements file, or a project or its lock."""

from __future__ import annotations

import hashlib
import json
import os
import re
from typing import TYPE_CHECKING, NamedTuple

from packager import requirements
from packager.errors import PackagingError, shown

if TYPE_CHECKING:
    from packager.target import Target

_KEY_FORMAT = 1  # counts changes of what a locked set may resolve to
_PYLOCK = re.compile(r"pylock(\.[^.]+)?\.toml")


class Lock(NamedTuple):
    """Where the dependencies of a function are stated.

    Attributes:
        kind: ``requirements``, ``project``, ``pylock``, ``uv`` or ``poetry``.
        path: The file that states them.
        inputs: Every file whose content decides the outcome.
    """

    kind: str
    path: str
    inputs: list[str]


def find(path: str) -> Lock:
    """Tell what a file is, and find the lock beside a pyproject.toml.

    Args:
        path: What the user named.

    Returns:
        What it is.
    """
    directory, name = os.path.split(os.path.abspath(path))
    project = os.path.join(directory, "pyproject.toml")
    if name == "pyproject.toml":
        for beside in ("uv.lock", "pylock.toml", "poetry.lock"):
            if os.path.isfile(os.path.join(directory, beside)):
                path, name = os.path.join(directory, beside), beside
                break
        else:
            return Lock("project", path, [path])
    if name in ("uv.lock", "poetry.lock"):
        return Lock(name.split(".")[0], path, [path, project])
    if _PYLOCK.fullmatch(name):
        return Lock("pylock", path, [path])
    return Lock("requirements", path, [path])


class Asked(NamedTuple):
    """What the user asks for.

    Attributes:
        lock: Where it is stated.
        said: The requirements, if a requirements file states them.
        key: Under which its outcome can be remembered; empty if it is not locked.
    """

    lock: Lock
    said: requirements.Requirements
    key: str


def ask(path: str, target: Target) -> Asked:
    """Read what is asked for.

    Args:
        path: The requirements file, lock or pyproject.toml.
        target: What the package is built for.

    Returns:
        What it asks for.

    Raises:
        PackagingError: It cannot be read, or asks for what cannot be packaged.
    """
    lock = find(path)
    if lock.kind == "requirements":
        said = requirements.read(lock.path)
        locked = said.locked and bool(said.lines)
        return Asked(lock, said, _key(target, said.lines + said.constraints) if locked else "")
    nothing = requirements.Requirements([], [], {}, {}, locked=False, prereleases=False)
    texts: list[str] = [lock.kind]
    for name in lock.inputs:
        try:
            with open(name, encoding="utf-8") as file:
                texts.append(file.read())
        except (OSError, UnicodeDecodeError) as error:
            raise PackagingError(
                f"{shown(name)} cannot be read: {error}",
                do="correct PACKAGE_REQUIREMENTS_FILE, or write the file with its tool",
            ) from error
    return Asked(lock, nothing, "" if lock.kind == "project" else _key(target, texts))


def _key(target: Target, parts: list[str]) -> str:
    """Give the key under which the outcome of a locked set is remembered.

    Args:
        target: What the package is built for.
        parts: All text that decides the outcome.
    """
    text = json.dumps(
        [_KEY_FORMAT, target.runtime, target.full_version, target.architecture, parts]
    )
    return hashlib.sha256(text.encode()).hexdigest()
