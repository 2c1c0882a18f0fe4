"""Read a YAML file into a document: nodes with their places, and diagnostics of its syntax."""

import codecs
import contextlib
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from lambda_monitored_gen.spec.core_schema import CoreLoader
from lambda_monitored_gen.spec.diagnostics import WHOLE_FILE, Diagnostic, Mark
from lambda_monitored_gen.spec.nodes import Node, NodeBuilder, to_mark

MAX_BYTES = 1024 * 1024
"""Limit on the size of a spec file, in bytes."""

_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML 1.2 does not allow, not even in quotes: <https://yaml.org/spec/1.2.2/#51-character-set>."""

_INDENTATION = re.compile("^[ ?:-]+", re.MULTILINE)

_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)

STDIN = "-"
"""The name by which people mean standard input; a file of that name is `./-`."""

MAX_DEPTH = 50
"""Nesting after which a document is refused before the parser recurses into it."""


class Document(NamedTuple):
    """A spec as it was read.

    Attributes:
        path: The file, as the user named it.
        root: Its top node; None when it could not be read.
        diagnostics: What was wrong with it as YAML.
    """

    path: str
    root: Node | None
    diagnostics: tuple[Diagnostic, ...]


class UnreadableError(Exception):
    """A file cannot be read.

    Args:
        message: Why, after the name of the file.
        hint: What to do if the file was named as a spec.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def load(path: str) -> Document:
    """Read a spec file; every error becomes a diagnostic of the document."""
    if not path:
        return _unreadable("''", "expected the name of a spec, found an empty one", "")
    try:
        data = read(path)
    except UnreadableError as error:
        return _unreadable(path, error.message, error.hint)
    return parse(data, path)


def read(path: str) -> bytes:
    """Read the bytes of a file, up to one more than `MAX_BYTES`; of standard input for `-`.

    Raises:
        UnreadableError: It cannot be read.
    """
    if path == STDIN:
        return _read_stdin()
    try:
        file = Path(path)
        if file.is_dir():
            raise UnreadableError("is a directory, not a spec file", "Name a YAML file in it.")
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableError("no such file", "`lmgen init` writes a starter spec.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"cannot be read: {reason}") from error


@cache  # it can be read once only, and a merge or a selection asks again
def _read_stdin() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise UnreadableError("standard input is closed")
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"standard input cannot be read: {error.strerror}") from error


def parse(data: bytes, path: str) -> Document:  # noqa: PLR0911 - one return for each error
    """Read the bytes of a spec file; every error becomes a diagnostic of the document."""
    if len(data) > MAX_BYTES:
        return _unreadable(path, "is larger than the 1 MiB limit", "")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode()) + 1
        return _broken(
            path,
            Mark(line, column),
            "not-utf8",
            f"is not UTF-8 text: invalid byte 0x{data[error.start]:02x}",
            "Save the file as UTF-8.",
        )
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        before = text[: unprintable.start()]
        return _broken(
            path,
            Mark(before.count("\n") + 1, len(before) - before.rfind("\n")),
            "control-character",
            f"the character U+{ord(unprintable[0]):04X} is not allowed in YAML",
            "Remove it.",
        )
    try:
        _refuse_depth(text)
        composed = yaml.compose(text, Loader=CoreLoader)
    except _TooDeepError as error:
        return _broken(
            path, error.place, "yaml-syntax", f"has more than {MAX_DEPTH} levels of nesting", ""
        )
    except yaml.MarkedYAMLError as error:
        return _conflict(path, text) or _syntax_error(path, error)
    except yaml.YAMLError as error:
        return _broken(path, WHOLE_FILE, "yaml-syntax", f"is not YAML: {_one_line(error)}", "")
    if composed is None:
        return _broken(
            path, Mark(1, 1), "empty", "the spec is empty", "`lmgen init` writes a starter spec."
        )
    builder = NodeBuilder(path)
    root = builder.build(composed)
    return Document(path, root, tuple(builder.diagnostics))


class _TooDeepError(Exception):
    def __init__(self, place: Mark) -> None:
        super().__init__()
        self.place = place


def _refuse_depth(text: str) -> None:
    """Refuse a document that is nested deeper than `MAX_DEPTH`.

    Parsers have limits of their own, which differ: libyaml 0.2.6 refuses 1,000 levels, and meets
    them before it hands out the first event, because any bracket may yet turn out to be a key.
    PyYAML's parser in Python has no limit, so that it is asked where the other one gives up.
    """
    if _greatest_depth(text) <= MAX_DEPTH:
        return
    try:
        _count_depth(text, CoreLoader)
    except yaml.YAMLError:
        with contextlib.suppress(yaml.YAMLError):  # what else is wrong is for the caller to find
            _count_depth(text, yaml.SafeLoader)


def _count_depth(text: str, loader: Any) -> None:  # noqa: ANN401 - loaders have no typed base
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _TooDeepError(to_mark(event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _greatest_depth(text: str) -> int:
    """An upper bound on the nesting, without parsing.

    A block inside another starts further right, or is a sequence right below its key; a flow
    collection has a bracket of its own.
    """
    widest = max(map(len, _INDENTATION.findall(text)), default=0)
    return 2 * (widest + 1) + text.count("[") + text.count("{")


def _conflict(path: str, text: str) -> Document | None:
    """Find what git writes into a file that both sides of a merge have changed."""
    found = _CONFLICT.search(text)
    if found is None:
        return None
    return _broken(
        path,
        Mark(text.count("\n", 0, found.start()) + 1, 1),
        "yaml-syntax",
        "is not YAML: has the conflict markers of git",
        "Keep one side of each conflict, and remove the markers.",
    )


def _syntax_error(path: str, error: yaml.MarkedYAMLError) -> Document:
    mark = error.problem_mark or error.context_mark
    place = to_mark(mark) if mark else WHOLE_FILE
    start = to_mark(error.context_mark).line if error.context_mark else place.line
    since = "" if start == place.line else f" from line {start}"
    context = f"{error.context}{since}: " if error.context else ""
    said = f"{error.context} {error.problem}"
    hint = next((hint for words, hint in _SYNTAX_HINTS if words in said), "")
    return _broken(path, place, "yaml-syntax", f"is not YAML: {context}{error.problem}", hint)


_SYNTAX_HINTS = (
    (
        "cannot start any token",
        "Indent with spaces, and put quotes around a value that starts with a special sign.",
    ),
    (
        "mapping values are not allowed",
        "Put quotes around a value that contains a colon; indent the keys of a mapping alike.",
    ),
    ("expected a single document", "Keep one spec in one file."),
    ("alias", "Put quotes around a value that starts with *; an alias comes after its &anchor."),
)
"""What to do, by words of PyYAML's and libyaml's messages."""


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _unreadable(path: str, message: str, hint: str) -> Document:
    return _broken(path, WHOLE_FILE, "unreadable", message, hint)


def _broken(path: str, mark: Mark, code: str, message: str, hint: str) -> Document:
    found = Diagnostic(
        code=code, path=path, line=mark.line, column=mark.column, message=message, hint=hint
    )
    return Document(path, None, (found,))
