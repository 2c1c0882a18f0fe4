"""`.lmgen/manifest.json`: what lmgen wrote, so that it can tell its own files from others.

The manifest lies in a directory that others write to, so it is read as untrusted input. It holds
no time, host or absolute path: the same spec makes the same bytes everywhere.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lambda_monitored_gen.errors import LmgenError

MANIFEST = ".lmgen/manifest.json"
"""Path of the manifest in the module."""

STATE_DIR = MANIFEST.rpartition("/")[0]
"""Directory for the state of lmgen, in the module."""

JOURNAL = f"{STATE_DIR}/journal.json"
"""Path of the journal that an interrupted render leaves."""

FORMAT = 1
"""The format of manifests that this release reads and writes."""

_HINT = f"Restore {MANIFEST} from version control, or delete it and render with --force."


class Manifest(NamedTuple):
    """The record of a render.

    Attributes:
        generator: Version of lmgen that rendered.
        spec: SHA-256 of the spec's data, hexadecimal.
        files: SHA-256 of each file's content by its path in the module, with `/`.
    """

    generator: str
    spec: str
    files: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """Write the manifest, the same bytes for the same content."""
        document = {
            "format": FORMAT,
            "generator": self.generator,
            "spec": self.spec,
            "files": dict(sorted(self.files.items())),
        }
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def digest(content: bytes) -> str:
    """SHA-256 of a file's content, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def load(directory: Path) -> Manifest | None:
    """Read the manifest of a module.

    Returns:
        The manifest, or None where there is none.

    Raises:
        LmgenError: It is not a manifest, has a later format, or names files outside the module.
    """
    file = directory / MANIFEST
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LmgenError(f"{file}: cannot be read: {error.strerror}", hint=_HINT) from error
    try:
        return _parse(json.loads(data))
    except (ValueError, RecursionError, _NoManifest) as error:
        raise LmgenError(f"{file}: is not a valid lmgen manifest: {error}", hint=_HINT) from error


class _NoManifest(Exception):  # noqa: N818 - a signal within this module
    pass


def _parse(document: Any) -> Manifest:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(document, dict):
        raise _NoManifest("expected an object")
    if document.get("format") != FORMAT:
        raise _NoManifest(
            f"expected format {FORMAT}, found {document.get('format')!r}; "
            "a newer lmgen may have written it"
        )
    files = document.get("files")
    if not isinstance(files, dict):
        raise _NoManifest("expected an object under 'files'")
    for path, checksum in files.items():
        path.encode()  # a lone surrogate is in no name of a file
        if not is_inside(path):
            raise _NoManifest(f"the path {path!r} leads out of the module")
        if not isinstance(checksum, str):
            raise _NoManifest(f"expected a checksum for {path!r}")
    return Manifest(
        generator=str(document.get("generator", "")),
        spec=str(document.get("spec", "")),
        files=files,
    )


def is_inside(path: str) -> bool:
    """Tell whether a path with `/` is relative, plain and stays in its directory."""
    parts = path.split("/")
    return any(part not in {"", "."} for part in parts) and not (
        path.startswith("/") or ".." in parts or "\\" in path or "\0" in path or ":" in parts[0]
    )
