"""`.lmgen/manifest`: what lmgen wrote, so that it can tell its own files from others.

The lines are those of `sha256sum`, so that `sha256sum --check .lmgen/manifest` checks a module
without lmgen. Several lines for one path say that each of these contents is lmgen's: a render that
was interrupted leaves such lines, and so does a merge by union.

The manifest lies in a directory that others write to: it is a claim about files, and never a right
to touch them. It holds no time, host or absolute path: the same spec makes the same bytes
everywhere.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output.disk import Disk
from lambda_monitored_gen.rendering.paths import is_plain

MANIFEST = ".lmgen/manifest"
"""Path of the manifest in the module."""

FORMER_MANIFEST = ".lmgen/manifest.json"
"""Path of the manifest of earlier releases, which is read where there is no other."""

FORMAT = 2
"""The format of manifests that this release reads and writes."""

_HEAD = f"# lmgen manifest {FORMAT}"
_UNFINISHED = "# unfinished: `lmgen render` brings the module from one line of a file to the other"
_FILE = re.compile(r"([0-9a-f]{64})  (.+)")
_FORMER_HEAD = '  "format": 1,'
# These are compiled where they are needed, which start-up would feel.
_FORMER_FILE = r' {4}("(?:[^"\\]|\\.)+"): "([0-9a-f]{64})",?'
_FORMER_OTHER = r'|[{}]| {2}("(format|generator|spec|files)": .*|},?)'
_CONFLICT = ("<<<<<<< ", "||||||| ", "=======", ">>>>>>> ")
"""How the lines begin that git writes into a conflict."""

_HINT = f"Restore {MANIFEST} from version control, or delete it and render with --force."


class Manifest(NamedTuple):
    """The record of a render, or of several that a merge brought together.

    Attributes:
        files: SHA-256, hexadecimal, of each content that is lmgen's, by path in the module.
        modules: The modules, as `namespace/name`: one, unless a merge brought two together, or
            none, as in manifests of earlier releases.
        generator: Version of lmgen that rendered.
        unfinished: Whether a render is at work, or was interrupted.
    """

    files: Mapping[str, frozenset[str]]
    modules: frozenset[str] = frozenset()
    generator: str = ""
    unfinished: bool = False

    def to_bytes(self) -> bytes:
        """Write the manifest, the same bytes for the same content."""
        lines = [_HEAD, f"# generator {self.generator}"]
        lines += [f"# module {module}" for module in sorted(self.modules)]
        lines += [_UNFINISHED] * self.unfinished
        lines += [
            f"{checksum}  {path}"
            for path, checksums in sorted(self.files.items())
            for checksum in sorted(checksums)
        ]
        return "".join(f"{line}\n" for line in lines).encode()


@lru_cache(maxsize=256)  # the modules of a fleet share the files that are copied
def digest(content: bytes) -> str:
    """SHA-256 of a file's content, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def is_recorded(content: bytes, checksums: Collection[str]) -> bool:
    """Tell whether a content is among those recorded; line endings of a checkout do not count."""
    return digest(content) in checksums or digest(with_lf(content)) in checksums


def with_lf(content: bytes) -> bytes:
    """Content as it is without the line endings of a checkout, which binary files do not get."""
    crlf = b"\r\n" in content and b"\0" not in content
    return content.replace(b"\r\n", b"\n") if crlf else content


def load(disk: Disk, directory: Path) -> Manifest | None:
    """Read the manifest of a module.

    Args:
        disk: Reads the files of the module.
        directory: The module.

    Returns:
        The manifest, or None where there is none.

    Raises:
        LmgenError: It is not a manifest, has a later format, or names what lmgen cannot have
            written.
    """
    for path in (MANIFEST, FORMER_MANIFEST):
        found = disk.find(path)
        if found is None:
            continue
        try:
            return parse(found.content)
        except ValueError as error:
            raise LmgenError(
                f"{directory / path}: is not a valid lmgen manifest: {error}", hint=_HINT
            ) from error
    return None


def parse(data: bytes | None) -> Manifest:
    """Read a manifest of this release or of an earlier one, without what git writes into conflicts.

    Args:
        data: Its content; None for a link.

    Raises:
        ValueError: It is not a manifest, or names what lmgen cannot have written.
    """
    if data is None:
        raise ValueError("it is a link")
    lines = [line.removesuffix("\r") for line in data.decode().split("\n")]
    sound = [line for line in lines if not line.startswith(_CONFLICT)]
    if _FORMER_HEAD in sound:
        return _collect(_former_files(sound))
    if _HEAD not in sound:
        newer = next((line for line in sound if line.startswith(_HEAD[:-1])), None)
        raise ValueError(
            f"expected '{_HEAD}', found "
            + (f"'{newer}'; a newer lmgen may have written it" if newer else "no such line")
        )
    comments = [line[2:].partition(" ") for line in sound if line.startswith("#")]
    return _collect(
        _files(line for line in sound if line and not line.startswith("#")),
        modules=frozenset(rest for word, _, rest in comments if word == "module"),
        generator=max((rest for word, _, rest in comments if word == "generator"), default=""),
        unfinished=_UNFINISHED in sound,
    )


def _files(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        found = _FILE.fullmatch(line)
        if not found:
            raise ValueError(f"expected a checksum and a path, found {line[:80]!r}")
        yield found[2], found[1]


def _former_files(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        if found := re.fullmatch(_FORMER_FILE, line):
            yield json.loads(found[1]), found[2]
        elif not re.fullmatch(_FORMER_OTHER, line):
            raise ValueError(f"expected a path and a checksum, found {line[:80]!r}")


def _collect(
    entries: Iterable[tuple[str, str]],
    modules: frozenset[str] = frozenset(),
    generator: str = "",
    *,
    unfinished: bool = False,
) -> Manifest:
    files: dict[str, frozenset[str]] = {}
    for path, checksum in entries:
        if not is_plain(path):
            raise ValueError(f"lmgen cannot have written {path!r}")
        files[path] = files.get(path, frozenset()) | {checksum}
    return Manifest(files, modules, generator, unfinished)
