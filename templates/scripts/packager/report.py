"""What is told while a package is built, and the report that lies beside it."""

from __future__ import annotations

import base64
import json
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packager.build import Built

_FORMAT = 1
_UNITS = ((1 << 20, "MiB"), (1 << 10, "KiB"))


class Progress:
    """Tells a person what happens, on standard error.

    Args:
        quiet: One line at the end and warnings only.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._start = time.monotonic()
        self.warnings: list[str] = []

    @property
    def seconds(self) -> str:
        """Time since the start, for a person."""
        return f"{time.monotonic() - self._start:.2f} s"

    def say(self, text: str) -> None:
        """Tell what is being done."""
        if not self._quiet:
            sys.stderr.write(f"{self.seconds:>8}  {text}\n")

    def fetched(self, name: str, version: str, size: int) -> None:
        """Tell that a wheel was fetched and checked."""
        self.say(f"{name} {version}: wheel of {human(size)} fetched and checked")

    def warn(self, text: str) -> None:
        """Tell what the user should know, and keep it for the report."""
        self.warnings.append(text)
        sys.stderr.write(f"package.sh: warning: {text}\n")

    def done(self, built: Built, output: str) -> None:
        """Tell what was built."""
        for part in () if self._quiet else built.parts:
            self.say(f"{part.label}: {part.files} files, {human(part.size)} unzipped")
        sys.stderr.write(
            f"package.sh: {output}: {human(built.size)}, {human(built.unzipped)} unzipped, "
            f"{built.files} files, {len(built.parts) - 1} packages, {self.seconds}\n"
        )


def human(size: int) -> str:
    """Write a number of bytes for a person, such as ``1.5 MiB``."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"


def render(built: Built, runtime: str, architecture: str, warnings: list[str]) -> str:
    """Write the report: the same text for the same package, no times, no paths.

    Args:
        built: What was built.
        runtime: Such as ``python3.12``.
        architecture: ``x86_64`` or ``arm64``.
        warnings: What the user was warned of.

    Returns:
        JSON. ``sha256`` is base64, as Lambda reports ``CodeSha256``; sizes are bytes.
    """
    report = {
        "format": _FORMAT,
        "sha256": base64.b64encode(built.digest).decode(),
        "size": built.size,
        "unzipped_size": built.unzipped,
        "files": built.files,
        "python_version": runtime,
        "architecture": architecture,
        "packages": [
            {
                "name": part.name,
                "version": part.version,
                "wheel": part.wheel,
                "sha256": part.sha256,
                "files": part.files,
                "unzipped_size": part.size,
            }
            for part in built.parts
            if part.wheel
        ],
        "warnings": warnings,
    }
    return json.dumps(report, indent=2) + "\n"
