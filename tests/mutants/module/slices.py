"""Which parts of a module an expression can depend on: its slice.

A failed assertion says of several changes at once which one made it fail, where its slice has only
one of them: Terraform's parts read one another by reference, and in no other way.

Of a resource that is mocked each argument is a part, and so are its blocks of one name: an argument
is what the module says, and mocks make up the rest from nothing but that there is a resource
(<https://developer.hashicorp.com/terraform/language/tests/mocking>). What Terraform refuses may
concern several arguments, so errors are told by resources.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.mutants.module.mutation import Mutant
from tests.mutants.module.syntax import (
    Node,
    blocks_of,
    children,
    header,
    local_values,
    name_of,
    place,
)

_REFERENCE = re.compile(
    r"(?P<whole>(?:\bdata\.)?\b[a-z]\w*\.[A-Za-z_]\w*)"
    r"(?:(?:\[[^][]*\]|\.\*)*\.(?P<argument>[a-z]\w*))?"
)

_MOCKED = "aws_"
"""How the types of resources begin that tests mock; others do what they do."""

_EXISTENCE = {"count", "for_each", "lifecycle", "provider"}
"""Arguments of Terraform's on which it depends what is there of a resource, and what changes."""


class _Part(NamedTuple):
    """A block, one local value, or an argument of a resource.

    Attributes:
        name: As a reference has it.
        whole: The name of the block that it is in, or its own.
        file: Path in the module.
        start: Where it begins in the file.
        end: Where it ends.
    """

    name: str
    whole: str
    file: str
    start: int
    end: int


class Slices:
    """What each part of a module reads, directly or by others.

    Args:
        files: The `.tf` files of the module, by path.
        by_argument: Whether each argument of a mocked resource is a part, or the resource is.
    """

    def __init__(self, files: Mapping[str, str], *, by_argument: bool) -> None:
        parts = [
            part
            for path, text in files.items()
            for block in blocks_of(text)
            for part in _parts(path, block)
        ]
        self._parts = [each for each in parts if by_argument or each.name == each.whole]
        self._within: dict[str, set[str]] = {}
        for each in self._parts:
            self._within.setdefault(each.whole, set()).add(each.name)
        self._reads: dict[str, set[str]] = {each.name: set() for each in self._parts}
        for each in self._parts:
            within = self._within[each.whole]
            if each.name == each.whole and len(within) > 1:
                reads = {f"{each.whole}.{name}" for name in _EXISTENCE} & within
            else:
                reads = {each.whole} | self._named(files[each.file][each.start : each.end])
            self._reads[each.name] |= reads

    def part(self, mutant: Mutant) -> str:
        """The part that a change is in."""
        return self.part_at(mutant.file, mutant.start)

    def part_at(self, file: str, position: int) -> str:
        """The part at a position of a file; empty where none is, as between blocks."""
        at = [
            each.name
            for each in self._parts
            if each.file == file and each.start <= position < each.end
        ]
        # Arguments come after the resource that they are in.
        return at[-1] if at else ""

    def behind(self, expression: str) -> set[str]:
        """The parts that an expression depends on.

        Args:
            expression: HCL, or the name of a part, which is among its own.
        """
        found: set[str] = set()
        waiting = self._named(expression)
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting |= self._reads[name] - found
        return found

    def _named(self, expression: str) -> set[str]:
        named: set[str] = set()
        for reference in _REFERENCE.finditer(expression):
            whole, argument = reference["whole"], reference["argument"]
            within = self._within.get(whole, set())
            # What is no argument is made up, for whatever arguments there are.
            named |= {f"{whole}.{argument}"} & within or ({whole} if argument else within) & within
        return named


def _parts(path: str, block: Node) -> Iterator[_Part]:
    kind, *labels = header(block)
    if kind == "locals":
        for name, value in local_values(block):
            yield _Part(f"local.{name}", f"local.{name}", path, *place(value))
    elif kind == "resource":
        whole = ".".join(labels)
        yield _Part(whole, whole, path, *place(block))
        if whole.startswith(_MOCKED):
            (body,) = children(block, "body")
            for argument in children(body, "attribute"):
                yield _Part(f"{whole}.{name_of(argument)}", whole, path, *place(argument))
            for inner in children(body, "block"):
                yield _Part(f"{whole}.{_name(inner)}", whole, path, *place(inner))
    elif kind in {"data", "output", "check"}:
        whole = ".".join([kind, *labels])
        yield _Part(whole, whole, path, *place(block))


def _name(block: Node) -> str:
    """What a nested block gives, also where there may be several, or none."""
    kind, *labels = header(block)
    return labels[0] if kind == "dynamic" else kind
