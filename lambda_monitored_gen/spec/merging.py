"""Merge a spec with the files that it extends: one tree, in which each node knows its file."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.hcl.type_constraints import format_value
from lambda_monitored_gen.spec.checkout import leaves_checkout
from lambda_monitored_gen.spec.decoder import SpecDecoder
from lambda_monitored_gen.spec.diagnostics import (
    Diagnostic,
    DiagnosticCollector,
    has_errors,
)
from lambda_monitored_gen.spec.document import Document, UnreadableError
from lambda_monitored_gen.spec.extended_files import hint_at_file, parse_once, reach, read_regular
from lambda_monitored_gen.spec.fields import NOT_SHARED, SPEC
from lambda_monitored_gen.spec.narrowing import narrow, refuse_exceptions
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.paths import find_reference_mistake
from lambda_monitored_gen.spec.sharing import EXTENDS, FILES

MAX_LEVELS = 20
"""How many files may extend one another in a row."""

_INSIDE = "Keep it in this repository, for example as a submodule, so that every clone has it."
_MAX_CHARACTERS = 1000


class MergedDocument(NamedTuple):
    """A spec together with what it extends.

    Attributes:
        path: The spec's file, as the user named it.
        root: The merged tree; None when the spec itself could not be read.
        diagnostics: What was wrong with the files as YAML, and with extending them.
        files: The spec and all files that it extends, also those that are missing.
        complete: Whether every file could be read, so that a missing key is really missing.
    """

    path: str
    root: Node | None
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    complete: bool


def merge(document: Document) -> MergedDocument:
    """Merge a document with the files that it extends, and those that they extend."""
    if not _extends(document.root):
        return MergedDocument(
            document.path, document.root, document.diagnostics, (document.path,), complete=True
        )
    merger = _Merger(document)
    root = merger.merge(document, (os.path.realpath(document.path),))
    return MergedDocument(
        document.path,
        root,
        tuple(merger.collector.diagnostics),
        tuple(dict.fromkeys(merger.files)),
        merger.complete,
    )


def _extends(root: Node | None) -> Node | None:
    return root.value.get(EXTENDS.name) if root and isinstance(root.value, dict) else None


class _Merger:
    def __init__(self, document: Document) -> None:
        self.collector = DiagnosticCollector(document.path, document.diagnostics)
        self.files = [document.path]
        self.complete = True
        self._home = Path(document.path).parent
        self._merged: dict[str, Node | None] = {}

    def merge(self, document: Document, chain: tuple[str, ...]) -> Node | None:
        """Merge one file with what it extends, the farthest first.

        Args:
            document: The file.
            chain: The real paths from the spec to this file.
        """
        extends = _extends(document.root)
        if document.root is None or extends is None:
            return document.root
        far: Node | None = None
        for name, path in self._named_files(extends, document.path):
            near = self._layer(name, path, chain)
            if near is not None:
                far = near if far is None else self._over(near, far, ())
        return document.root if far is None else self._over(document.root, far, ())

    def _named_files(self, extends: Node, path: str) -> Iterator[tuple[Node, str]]:
        """Yield each name of a file, and the file as it is reached from the working directory."""
        decoded = SpecDecoder(self.collector).value(extends, EXTENDS, FILES, EXTENDS.name)
        if decoded is None:
            self.complete = False
            return
        seen: set[str] = set()
        for name in extends.value if isinstance(extends.value, tuple) else (extends,):
            text = str(name.value)
            if not text.isprintable() or not 0 < len(text) <= _MAX_CHARACTERS:
                self._report(name, "expected the path of a file", "Such as ../company.yaml.")
                continue
            if mistake := find_reference_mistake(text):
                self.complete = False
                self.collector.add("path", name.mark, f"extends: {mistake[0]}", mistake[1])
                continue
            file = reach(text, path)
            if leaves_checkout(Path(file), self._home):
                self._report(name, f"{format_value(text)} is not in this repository", _INSIDE)
                continue
            if os.path.realpath(file) in seen:
                self._report(name, f"{format_value(text)} is named twice", "Remove one of them.")
                continue
            seen.add(os.path.realpath(file))
            yield name, file

    def _layer(self, name: Node, path: str, chain: tuple[str, ...]) -> Node | None:
        real = os.path.realpath(path)
        if real in chain:
            files = [os.path.relpath(each, Path(chain[0]).parent) for each in chain]
            circle = " -> ".join([*files[chain.index(real) :], files[chain.index(real)]])
            self._report(name, f"goes in a circle: {circle}", "Remove one of these `extends`.")
            return None
        if len(chain) > MAX_LEVELS:
            self._report(name, f"more than {MAX_LEVELS} files extend one another in a row", "")
            return None
        if real not in self._merged:
            document = self._load(name, path)
            merged = None if document is None else self.merge(document, (*chain, real))
            self._merged[real] = self._shared(merged)
        return self._merged[real]

    def _load(self, name: Node, path: str) -> Document | None:
        self.files.append(path)
        try:
            document = parse_once(read_regular(path), path)
        except UnreadableError as error:
            missing = isinstance(error.__cause__, FileNotFoundError)
            home = Path(name.mark.path or self.collector.path).parent
            hint = hint_at_file(str(name.value), home) if missing else ""
            self._report(name, f"{path}: {error.message}", hint)
            return None
        if [found.code for found in document.diagnostics] == ["empty"]:
            return None
        self.collector.diagnostics += document.diagnostics
        self.complete = self.complete and not has_errors(document.diagnostics)
        return document

    def _shared(self, root: Node | None) -> Node | None:
        """Check the keys of a file that are its own, and leave them out."""
        if root is None:
            return None
        if not isinstance(root.value, dict):
            self.complete = False
            self.collector.add(
                "type",
                root.mark,
                f"expected a mapping of keys, found {format_value(root.plain())}",
                SPEC.written_as_keys(root.plain()) or "Its keys are a spec's, such as `defaults:`.",
            )
            return None
        own = {key: node for key, node in root.value.items() if key in NOT_SHARED}
        for key, node in own.items():
            if reason := NOT_SHARED[key]:
                self.collector.add(
                    "extends",
                    node.entry_mark,
                    f"'{key}' cannot stand in a file that is extended: {reason}",
                    "Move it into the specs.",
                )
        if "lmgen" in own:
            wanted = SPEC.by_name()["lmgen"]
            SpecDecoder(self.collector).record(
                root._replace(value={"lmgen": own["lmgen"]}), SPEC._replace(fields=(wanted,)), ""
            )
        shared = {key: node for key, node in root.value.items() if key not in own}
        return root._replace(value=shared)

    def _over(self, near: Node, far: Node, path: tuple[str, ...]) -> Node:
        """Put a node over the one at the same path of a file that is farther away."""
        if path[:1] == ("policy",) and len(path) == _RULE:
            return narrow(near, far, path, self.collector)
        if path[:1] == ("policy",) and len(path) == _RULE - 1:
            refuse_exceptions(near, far, path[-1], self.collector)
        if near.value is None and isinstance(far.value, dict) and path[:1] != ("defaults",):
            return far  # a section with nothing in it
        if not isinstance(near.value, dict) or not isinstance(far.value, dict):
            return near
        merged = {
            key: self._over(node, far.value[key], (*path, key)) if key in far.value else node
            for key, node in near.value.items()
        }
        for key, node in far.value.items():
            merged.setdefault(key, node)
        return near._replace(value=merged, rejected_keys=near.rejected_keys | far.rejected_keys)

    def _report(self, name: Node, message: str, hint: str) -> None:
        self.complete = False
        self.collector.add("extends", name.mark, f"extends: {message}", hint)


_RULE = 3
"""Depth of a rule: `policy`, the variable, the rule."""
