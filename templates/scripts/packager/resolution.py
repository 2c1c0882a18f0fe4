"""What a resolver chose, and what its refusals mean."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from packager.errors import PackagingError, shown
from packager.wheel import parse, rank

if TYPE_CHECKING:
    from packager.target import Target

_LAST_LINES = 12


class Pin(NamedTuple):
    """One chosen wheel.

    Attributes:
        filename: Its file name, which states name, version and tags.
        sha256: Its digest, hex; empty if the index does not tell.
        location: Its URL, or its path on this machine.
    """

    filename: str
    sha256: str
    location: str

    @property
    def name(self) -> str:
        """The normalized name of the distribution."""
        wheel = parse(self.filename)
        return wheel.name if wheel else self.filename

    @property
    def version(self) -> str:
        """The version as the file name has it."""
        wheel = parse(self.filename)
        return wheel.version if wheel else ""


def best(pins: list[Pin], target: Target, allowed: set[str] | None) -> Pin | None:
    """Choose among the wheels of one version.

    Args:
        pins: The wheels.
        target: What the package is built for.
        allowed: Digests of which one must match, or None if any will do.

    Returns:
        The one that suits best, or None if none can be loaded.
    """
    ranked = [
        (key, pin.filename, pin)
        for pin in pins
        for key in [rank(pin.filename, target)]
        if key is not None and (allowed is None or pin.sha256 in allowed)
    ]
    return min(ranked)[2] if ranked else None


def no_wheel(what: str, target: Target) -> PackagingError:
    """There is such a version, but no wheel of it that the runtime can load."""
    system = f"{target.system} (glibc 2.{target.glibc})"
    return PackagingError(
        f"no wheel of {what} for {target}",
        found=[f"only a source archive, or wheels for other systems than {system}"],
        do="ask for a version that has such a wheel, or build one and serve it from an "
        "index or --find-links",
    )


def no_version(what: str) -> PackagingError:
    """The index has the package, but not in the version that is asked for."""
    return PackagingError(
        f"the index has no version {what}",
        do="correct the version, or name the index that has it",
    )


def no_package(name: str) -> PackagingError:
    """The index does not know the package."""
    return PackagingError(
        f"the index has no package {name}",
        do="correct the name, or name the index that has it with --index-url or --extra-index-url",
    )


def wrong_hash(name: str, version: str) -> PackagingError:
    """No wheel of the chosen version has a hash that the requirements allow."""
    return PackagingError(
        f"no wheel of {name} {version} has a hash that the requirements allow",
        do="lock the requirements again, and find out why the files differ if you did not change "
        "the version",
    )


def unreachable(tool: str, said: list[str]) -> PackagingError:
    """The index did not answer."""
    return PackagingError(
        "the package index cannot be reached",
        found=[f"{tool}: {line}" for line in said[-2:]],
        do="check the network, the proxy (HTTPS_PROXY) and the index settings of pip and uv; a "
        "locked set that was packaged here before needs no network",
    )


def unresolved(tool: str, said: list[str], target: Target) -> PackagingError:
    """The resolver refused for a reason that only its own words tell."""
    return PackagingError(
        f"the requirements cannot be resolved for {target}",
        found=[f"{tool}: {line}" for line in said[-_LAST_LINES:]],
        do="correct the requirements as it says",
    )


def spoken(text: str) -> list[str]:
    """Give what a tool said as lines that can be shown: no escapes, no passwords.

    Args:
        text: Its standard error.

    Returns:
        Lines that are not empty.
    """
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"(\w+://)[^/\s@]+@", r"\1****@", text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def check_location(path: str) -> None:
    """Refuse a wheel on this machine that is not there."""
    if not os.path.isfile(path):
        raise PackagingError(
            f"the wheel {shown(path)} does not exist", do="correct the path, relative to its file"
        )
