"""Locked packages as pylock.toml states them (PEP 751)."""

from __future__ import annotations

import os
import re
from typing import Any

from packager import markers, resolution
from packager.errors import PackagingError, shown
from packager.target import Target
from packager.toml import loads

_KNOWN = "1."


class Package:
    """One package of the lock, with the wheels that it offers.

    Attributes:
        name: Normalized name.
        version: Its version, or an empty string.
        wheels: The wheels on offer.
    """

    def __init__(self, row: dict[str, Any], directory: str) -> None:
        self.name: str = row["name"]
        self.version: str = str(row.get("version", ""))
        self.wheels: list[resolution.Pin] = []
        self.other = next((kind for kind in ("vcs", "directory") if kind in row), "")
        files = list(row.get("wheels", []))
        if "archive" in row:
            files.append(row["archive"])
        for file in files:
            location = str(file.get("url") or file.get("path") or "")
            if location and "://" not in location:
                location = os.path.join(directory, location)
            if location.startswith("file:"):
                location = _unquoted(re.sub(r"^file:(//[^/]*)?", "", location))
            name = str(
                file.get("name")
                or _unquoted(location.split("?")[0].split("#")[0].rsplit("/", 1)[-1])
            )
            digest = str(file.get("hashes", {}).get("sha256", ""))
            if name.endswith(".whl"):
                self.wheels.append(resolution.Pin(name, digest.lower(), location))


def packages(text: str, path: str, target: Target) -> list[Package]:
    """Read the packages that a lock has for a target.

    Args:
        text: The lock.
        path: Where it lies or would lie; relative paths in it start there.
        target: What the package is built for.

    Returns:
        The packages whose markers hold.

    Raises:
        PackagingError: It is no such lock, or not one for this target.
    """
    name = shown(os.path.basename(path))
    lock = loads(text, name)
    if not str(lock.get("lock-version", "")).startswith(_KNOWN):
        raise PackagingError(
            f"{name} has lock-version {lock.get('lock-version')!r}, which is not known here",
            do="write it with a tool that writes lock-version 1.0 (PEP 751)",
        )
    environment: markers.Environment = {
        **target.environment,
        "extras": frozenset(),
        "dependency_groups": frozenset(lock.get("default-groups", [])),
        "extra": "",
    }
    try:
        chosen = [
            Package(row, os.path.dirname(path))
            for row in lock.get("packages", [])
            if markers.holds(row.get("marker", ""), environment)
        ]
        wanted = lock.get("requires-python", "")
        fits = all(
            markers.holds(f"python_full_version {_quoted(clause)}", environment)
            for clause in wanted.split(",")
            if clause.strip()
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PackagingError(
            f"{name} is not a lock as PEP 751 describes it: {error}",
            do="write it anew with its tool",
        ) from error
    if not fits:
        raise PackagingError(
            f"{name} is for Python {wanted}, which {target.runtime} is not",
            do="lock for the runtime's Python, or choose another runtime",
        )
    return chosen


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote  # noqa: PLC0415 - rarely needed, and slow to load

    return unquote(text)


def _quoted(clause: str) -> str:
    operator, version = re.fullmatch(r"\s*([<>=!~]+)\s*(.*?)\s*", clause).groups()  # type: ignore[union-attr] # AttributeError is caught above
    return f'{operator} "{version}"'
