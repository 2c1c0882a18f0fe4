"""What is changed in a rendered module to see whether its own tests notice.

The parser of python-hcl2 gives a tree whose nodes know their place in the text, so that a change
is a span of the file with another text: nothing is formatted anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from lark import Tree

from tests.mutants.module.syntax import (
    Node,
    Span,
    blocks_of,
    children,
    expressions,
    header,
    name_of,
    place,
)

_SIGNS = {
    "==": "!=",
    "!=": "==",
    "&&": "||",
    "||": "&&",
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
}
_FLIPPED = {"true": "false", "false": "true"}
_JOINING = {"concat", "merge"}
"""Functions of which each argument adds something."""

_PROSE = {"description", "error_message"}
"""Arguments that only people read: tests should not repeat their wording."""


class Mutant(NamedTuple):
    """One change of one file of a module.

    Attributes:
        address: The block that it is in, such as `aws_iam_role.lambda` or `locals`.
        kind: What was done, such as `number` or `argument dropped`.
        was: The text that changes, on one line.
        now: What it becomes; empty where it is dropped.
        file: Path in the module.
        start: Where the text begins in the file.
        end: Where it ends.
        text: What takes its place.
    """

    address: str
    kind: str
    was: str
    now: str
    file: str
    start: int
    end: int
    text: str

    def applied(self, source: str) -> str:
        """The file with the change.

        Args:
            source: The file as it stands.
        """
        return f"{source[: self.start]}{self.text}{source[self.end :]}"


class _Change(NamedTuple):
    """What is done, where, and the text that takes its place."""

    kind: str
    span: Span
    text: str


class _File(NamedTuple):
    """One file that is being changed, with what its references can be swapped for."""

    path: str
    source: str
    swaps: Mapping[str, str]

    def text(self, node: Node) -> str:
        """What a node is in the file."""
        start, end = place(node)
        return self.source[start:end]

    def mutant(self, address: str, change: _Change) -> Mutant:
        """Make a change; the lines that it is in tell it from others like it."""
        kind, (start, end), text = change
        first = self.source.rfind("\n", 0, start) + 1
        last = self.source.find("\n", end)
        was = self.source[first:last]
        now = f"{self.source[first:start]}{text}{self.source[end:last]}"
        return Mutant(address, kind, _flat(was), _flat(now), self.path, start, end, text)


def mutants(files: Mapping[str, str]) -> list[Mutant]:
    """Make each change of resources, data sources, locals and outputs, one at a time.

    Args:
        files: The `.tf` files of a module, by path.
    """
    parsed = {path: blocks_of(text) for path, text in files.items()}
    swaps = _swaps(parsed)
    found = []
    for path, blocks in parsed.items():
        file = _File(path, files[path], swaps)
        for block in blocks:
            kind, *labels = header(block)
            if kind in {"resource", "data"}:
                address = ".".join([*(["data"] if kind == "data" else []), *labels])
                found += [file.mutant(address, _Change("resource dropped", place(block), ""))]
                found += _in_body(file, address, block)
            elif kind == "locals":
                found += _in_body(file, "locals", block, drop=False)
            elif kind == "output":
                found += _of_output(file, f"output.{labels[0]}", block)
    return _different(found, files)


def _of_output(file: _File, address: str, block: Node) -> Iterator[Mutant]:
    yield file.mutant(address, _Change("output dropped", place(block), ""))
    (body,) = children(block, "body")
    for attribute in children(body, "attribute"):
        if name_of(attribute) == "value":
            (value,) = expressions(attribute)[1:]
            yield file.mutant(address, _Change("value dropped", place(value), "null"))
    yield from _in_body(file, address, block, drop=False)


def _different(found: list[Mutant], files: Mapping[str, str]) -> list[Mutant]:
    """Leave out what gives the same file as another change, or the file itself."""
    seen = {(path, text) for path, text in files.items()}
    kept = []
    for each in found:
        result = each.file, each.applied(files[each.file])
        if result not in seen:
            seen.add(result)
            kept.append(each)
    return kept


def _in_body(file: _File, address: str, block: Node, *, drop: bool = True) -> Iterator[Mutant]:
    (body,) = children(block, "body")
    for inner in children(body, "block"):
        yield file.mutant(address, _Change("block dropped", place(inner), ""))
        # A rule writes the condition, and `tests/module` compares it with its verdict in Python.
        if header(inner) != ["precondition"]:
            yield from _in_body(file, address, inner)
    for attribute in children(body, "attribute"):
        if name_of(attribute) in _PROSE:
            continue
        if drop:
            yield file.mutant(address, _Change("argument dropped", place(attribute), ""))
        expression = attribute.children[2]
        if isinstance(expression, Tree):
            yield from _in_expression(file, address, expression)


def _in_expression(
    file: _File, address: str, node: Node, *, in_map: bool = False
) -> Iterator[Mutant]:
    for change in _changes(file, node):
        # The rows of a table are changed value by value.
        if not (in_map and change.kind == "map emptied"):
            yield file.mutant(address, change)
    for child in node.children:
        if isinstance(child, Tree):
            inside = node.data == "object_elem" or (in_map and node.data == "expr_term")
            yield from _in_expression(file, address, child, in_map=inside)


def _changes(file: _File, node: Node) -> Iterator[_Change]:
    text, span = file.text(node), place(node)
    match node.data:
        case "int_lit":
            yield _Change("number", span, str(int(text) + 1))
        case "literal_value" if text in _FLIPPED:
            yield _Change("bool flipped", span, _FLIPPED[text])
        case "string_part" if not isinstance(node.children[0], Tree):
            yield _Change("string", span, f"{text}x")
        case "binary_operator" if text in _SIGNS:
            yield _Change("operator", span, _SIGNS[text])
        case "unary_op" if text.startswith("!"):
            yield _Change("operator", span, text[1:])
        case "get_attr_expr_term" if text in file.swaps:
            yield _Change("reference swapped", span, file.swaps[text])
        case _:
            yield from _changes_of_several(file, node)


def _changes_of_several(file: _File, node: Node) -> Iterator[_Change]:
    match node.data:
        case "tuple" | "for_tuple_expr" if file.text(node) != "[]":
            yield _Change("list emptied", place(node), "[]")
        case "object" | "for_object_expr" if file.text(node) != "{}":
            yield _Change("map emptied", place(node), "{}")
        case "conditional":
            one, other = expressions(node)[1:]
            between = file.source[place(one)[1] : place(other)[0]]
            swapped = f"{file.text(other)}{between}{file.text(one)}"
            yield _Change("branches swapped", (place(one)[0], place(other)[1]), swapped)
        case "function_call" if name_of(node) in _JOINING:
            yield from _without_each(file, node)


def _without_each(file: _File, call: Node) -> Iterator[_Change]:
    for arguments in children(call, "arguments"):
        given = expressions(arguments)
        if len(given) > 1:
            for left in given:
                kept = ", ".join(file.text(each) for each in given if each is not left)
                yield _Change("argument of call dropped", place(arguments), kept)


def _swaps(parsed: Mapping[str, Sequence[Node]]) -> dict[str, str]:
    """From each reference to another one of its kind: the next by name, of the same type."""
    groups: dict[str, set[str]] = {}
    for block in chain.from_iterable(parsed.values()):
        kind, *labels = header(block)
        if kind == "variable":
            (body,) = children(block, "body")
            (type_,) = (each for each in children(body, "attribute") if name_of(each) == "type")
            constraint = " ".join(
                str(each) for each in expressions(type_)[-1].scan_values(lambda _: True)
            )
            groups.setdefault(constraint, set()).add(f"var.{labels[0]}")
        elif kind == "resource":
            for attribute, other in (("arn", "id"), ("id", "arn"), ("name", "arn")):
                groups[".".join([*labels, attribute])] = {
                    f"{'.'.join(labels)}.{attribute}",
                    f"{'.'.join(labels)}.{other}",
                }
    swaps: dict[str, str] = {}
    for members in groups.values():
        ordered = sorted(members)
        if len(ordered) > 1:
            swaps |= dict(zip(ordered, ordered[1:] + ordered[:1], strict=True))
    return swaps | {"local.tags": "var.tags"}


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
