"""The nodes of a spec: YAML's core schema, with the place of every value.

The YAML is the core schema of YAML 1.2: `no` and `on` are strings. What YAML 1.1 and 1.2 read
differently as a number (`012`, `1_000`, `0x1F`, `1e3`, `1:30`) is an error rather than a guess.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from lambda_monitored_gen.hcl.type_constraints import Scalar, Value
from lambda_monitored_gen.spec.core_schema import AMBIGUOUS, TAG, construct
from lambda_monitored_gen.spec.diagnostics import Diagnostic, Mark

MAX_NODES = 50_000
"""Nodes after aliases are expanded; a bound on what a spec of 1 MiB can grow to."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Bidi_Control of <https://www.unicode.org/reports/tr9/>; see <https://trojansource.codes>."""


class Node(NamedTuple):
    """A value of the document with its place.

    Attributes:
        value: A scalar, a tuple of nodes, or a mapping from keys to nodes.
        mark: Where the value starts.
        raw: The text of a scalar as it was written, without quotes.
        key_mark: Where the value's key starts, for a value in a mapping.
        rejected_keys: Keys of a mapping whose values were refused; each has a diagnostic already.
    """

    value: Scalar | tuple["Node", ...] | dict[str, "Node"]
    mark: Mark
    raw: str = ""
    key_mark: Mark | None = None
    rejected_keys: frozenset[str] = frozenset()

    @property
    def entry_mark(self) -> Mark:
        """Where the value's key starts, or the value itself where it has none."""
        return self.key_mark or self.mark

    def plain(self) -> Value:
        """The value without places: scalars, lists and dicts."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: tuple[int | str, ...]) -> "Node":
        """The node under a path of keys and indices, or the last one on the way to it."""
        node = self
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                node = node.value[str(step)]
            elif isinstance(node.value, tuple) and isinstance(step, int):
                node = node.value[step]
        return node

    def inherits(self, path: tuple[int | str, ...]) -> bool:
        """Tell whether the node under a path stands in another file, one that is extended."""
        return self.at(path).mark.path != self.mark.path


def to_mark(mark: Any, path: str = "") -> Mark:  # noqa: ANN401 - PyYAML's marks have no typed base
    """The place of one of PyYAML's marks, which count from 0."""
    return Mark(mark.line + 1, mark.column + 1, path)


class NodeBuilder:
    """Turns composed YAML into nodes, within bounds.

    Args:
        path: The file, as the user named it.

    Attributes:
        diagnostics: What was wrong.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.diagnostics: list[Diagnostic] = []
        self.built = 0
        self.open_nodes: set[int] = set()

    def build(self, node: yaml.Node, key_mark: Mark | None = None) -> Node | None:
        """Turn a composed node and all below it into nodes; None where it is refused."""
        self.built += 1
        if self.built > MAX_NODES:
            if self.built == MAX_NODES + 1:
                self._report(
                    self._mark(node),
                    "too-many-nodes",
                    f"the document has more than {MAX_NODES} values after its aliases are expanded",
                    "Write the values out instead of nesting aliases.",
                )
            return None
        if id(node) in self.open_nodes:
            self._report(
                self._mark(node),
                "recursive-alias",
                "an alias contains itself",
                "Remove it.",
            )
            return None
        self.open_nodes.add(id(node))
        try:
            return self._build(node, key_mark)
        finally:
            self.open_nodes.discard(id(node))

    def _build(self, node: yaml.Node, key_mark: Mark | None) -> Node | None:
        mark = self._mark(node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, mark, key_mark)
        if node.tag not in {f"{TAG}map", f"{TAG}seq"}:
            self._foreign_tag(node, mark)
            return None
        if isinstance(node, yaml.MappingNode):
            entries = dict(self._entries(node))
            values = {key: value for key, value in entries.items() if value is not None}
            return Node(
                values, mark, key_mark=key_mark, rejected_keys=frozenset(entries.keys() - values)
            )
        items = (self.build(item) for item in node.value)
        return Node(tuple(item for item in items if item), mark, key_mark=key_mark)

    def _entries(self, node: yaml.MappingNode) -> Iterator[tuple[str, Node | None]]:
        seen: dict[str, Mark] = {}
        for key_node, value_node in node.value:
            mark = self._mark(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(mark, "key-type", "a key must be a string", "Write a plain name.")
                continue
            key = _composed(str(key_node.value))
            self._refuse_control(key, mark)
            if key in seen:
                self._report(
                    mark,
                    "duplicate-key",
                    f"duplicate key '{key}'; the first is on line {seen[key].line}",
                    "Remove one of them.",
                )
                continue
            seen[key] = mark
            yield key, self.build(value_node, mark)

    def _scalar(self, node: yaml.ScalarNode, mark: Mark, key_mark: Mark | None) -> Node | None:
        raw = _composed(node.value)
        if node.tag == AMBIGUOUS:
            self._report(
                mark,
                "ambiguous-number",
                f"'{_cut(raw)}' is not a plain decimal number; YAML versions read it differently",
                "Write a plain decimal number, or put it in quotes if it is a string.",
            )
            return None
        kind = node.tag.removeprefix(TAG)
        try:
            value = construct(kind, raw)
        except KeyError:
            self._foreign_tag(node, mark)
            return None
        except ValueError:
            self._report(
                mark, "yaml-tag", f"'{_cut(raw)}' is not a valid {kind}", "Remove the tag."
            )
            return None
        if isinstance(value, str):
            self._refuse_control(value, mark)
        return Node(value, mark, raw, key_mark)

    def _mark(self, node: yaml.Node) -> Mark:
        return to_mark(node.start_mark, self.path)

    def _foreign_tag(self, node: yaml.Node, mark: Mark) -> None:
        self._report(mark, "yaml-tag", f"the tag {node.tag} has no meaning in a spec", "Remove it.")

    def _refuse_control(self, text: str, mark: Mark) -> None:
        if found := _CONTROL.search(text):
            self._report(
                mark,
                "control-character",
                f"the control character U+{ord(found[0]):04X} cannot be rendered",
                "Remove it.",
            )
        elif found := _BIDIRECTIONAL.search(text):
            self._report(
                mark,
                "control-character",
                f"the character U+{ord(found[0]):04X} shows text in another order than it has",
                "Remove it.",
            )

    def _report(self, mark: Mark, code: str, message: str, hint: str) -> None:
        self.diagnostics.append(
            Diagnostic(
                code=code,
                path=self.path,
                line=mark.line,
                column=mark.column,
                message=message,
                hint=hint,
            )
        )


def _composed(text: str) -> str:
    """The text in Unicode's composed form, so that what looks alike is alike."""
    if text.isascii():
        return text
    import unicodedata  # noqa: PLC0415 - few specs need it

    return unicodedata.normalize("NFC", text)


def _cut(text: str, width: int = 60) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
