"""Which files of a directory, or of those that match a pattern, are specs."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.spec.document import UnreadableError, load, read
from lambda_monitored_gen.spec.merging import merge

_FORMAT = re.compile(r"^\ufeff?(?:\{\s*)?[\"']?lmgen[\"']?\s*:", re.MULTILINE)
_EXTENDS = re.compile(r"(?:^|[{,]\s*)[\"']?extends[\"']?\s*:", re.MULTILINE)
"""Keys as YAML may write them, wherever they are: a spec that is not even YAML has to be found."""


class Selection(NamedTuple):
    """What the user's words stand for.

    Attributes:
        specs: The files of the specs.
        notes: Which files are no specs of lmgen, and were left out.
    """

    specs: list[str]
    notes: list[str]


def select_specs(files: Sequence[str]) -> Selection:
    """Keep the specs of lmgen, among files that nobody named one by one.

    A file with the key `lmgen` is a spec, and so is one that cannot be read or names a module: what
    is wrong with it has to be found. What others of the files extend, and is no whole spec, is
    theirs to check.

    Args:
        files: The files.
    """
    texts = {file: _text(file) for file in files}
    specs, notes = [], []
    for file, text in texts.items():
        if text is None or _names_module(file, text, texts):
            specs.append(file)
        elif not _extenders(file, texts):
            notes.append(f"{file}: no spec of lmgen, for it lacks the key `lmgen`")
    return Selection(specs, notes)


def _text(file: str) -> str | None:
    try:
        return read(file).decode(errors="replace")
    except UnreadableError:
        return None


def _names_module(file: str, text: str, texts: Mapping[str, str | None]) -> bool:
    """Whether a file is there to be rendered, and not for others to extend."""
    if _FORMAT.search(text) and not _is_extended(file, texts):
        return True
    root = load(file).root
    module = root.value.get("module") if root and isinstance(root.value, dict) else None
    return module is not None and isinstance(module.value, dict) and "name" in module.value


def _extenders(file: str, texts: Mapping[str, str | None]) -> list[str]:
    """The files that may extend one, by its name in their text."""
    name = Path(file).name
    return [
        other
        for other, text in texts.items()
        if text and other != file and name in text and _EXTENDS.search(text)
    ]


def _is_extended(file: str, texts: Mapping[str, str | None]) -> bool:
    real = os.path.realpath(file)
    return any(
        real in map(os.path.realpath, merge(load(other)).files) for other in _extenders(file, texts)
    )
