"""Which parts of a module an expression can depend on: its slice.

A failed assertion says of several changes at once which one made it fail, where its slice has only
one of them: Terraform's parts read one another by reference, and in no other way.

Of a resource that is mocked each argument is a part, and so are its blocks of one name: an argument
is what the module says, and mocks make up the rest from nothing but that there is a resource
(<https://developer.hashicorp.com/terraform/language/tests/mocking>).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
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
    r"(?:(?P<counted>\blength\()|\bfor (?:\w+, )?(?P<item>\w+) in )?"
    r"(?P<block>(?:\bdata\.)?\b[a-z]\w*\.[A-Za-z_]\w*)"
    r"(?:(?:\[[^][]*\]|\.\*)*\.(?P<argument>[a-z]\w*)|(?P<only>\)| :))?"
)
_LOOP = re.compile(r"\bfor (?:\w+, )?\w+ in ")

_MOCKED = "aws_"
"""How the types of resources begin that tests mock; others do what they do."""

_EXISTENCE = {"count", "for_each", "lifecycle", "provider"}
"""Arguments of Terraform's on which it depends what is there of a resource, and what changes."""


class _Part(NamedTuple):
    """A block, one local value, or an argument of a resource.

    Attributes:
        name: As a reference has it.
        block: The name of the block that it is in, or its own.
        file: Path in the module.
        place: Where it is in the file.
        reads: The text with what it refers to.
    """

    name: str
    block: str
    file: str
    place: range
    reads: str


class Slices:
    """What each part of a module reads, directly or by others.

    Args:
        files: The `.tf` files of the module, by path.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self._parts = [
            part
            for path, text in files.items()
            for block in blocks_of(text)
            for part in _parts(path, text, block)
        ]
        self._within: dict[str, set[str]] = {}
        for each in self._parts:
            self._within.setdefault(each.block, set()).add(each.name)
        self._reads: dict[str, set[str]] = {each.name: set() for each in self._parts}
        for each in self._parts:
            within = self._within[each.block]
            if each.name == each.block and len(within) > 1:
                reads = {f"{each.block}.{name}" for name in _EXISTENCE} & within
            else:
                reads = {each.block} | self._named(each.reads)
            self._reads[each.name] |= reads

    def part(self, mutant: Mutant) -> str:
        """The part that a change is in."""
        return self._at(mutant.file, mutant.start).name

    def block(self, mutant: Mutant) -> str:
        """The block, or the local value, that a change is in."""
        return self.block_at(mutant.file, mutant.start)

    def block_at(self, file: str, position: int) -> str:
        """The block at a position of a file; empty where none is, as between blocks."""
        return self._at(file, position).block

    def _at(self, file: str, position: int) -> _Part:
        at = [each for each in self._parts if each.file == file and position in each.place]
        # Arguments come after the resource that they are in.
        return at[-1] if at else _Part("", "", file, range(0), "")

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
            block = reference["block"]
            within = self._within.get(block, set())
            arguments = _arguments_read(reference)
            if arguments is None:
                named |= within
            else:
                # What is no argument is made up, for whatever arguments there are.
                named |= {f"{block}.{each}" for each in arguments} & within
                named |= {block} & within
        return named


def _arguments_read(reference: "re.Match[str]") -> Iterable[str] | None:
    """Which arguments of a block are read by a reference; None: any."""
    if reference["argument"]:
        return [reference["argument"]]
    if reference["only"] and reference["counted"]:
        return []
    if reference["only"] and reference["item"]:
        used = re.findall(
            rf"\b{reference['item']}\b(?:\.([a-z]\w*))?", _LOOP.sub("in ", reference.string)
        )
        return used if all(used) else None
    return None


def _parts(path: str, text: str, block: Node) -> Iterator[_Part]:
    def part(node: Node, of: str, argument: str = "", reads: str | None = None) -> _Part:
        start, end = place(node)
        name = f"{of}.{argument}" if argument else of
        return _Part(name, of, path, range(start, end), text[start:end] if reads is None else reads)

    kind, *labels = header(block)
    if kind == "locals":
        for given, value in local_values(block):
            yield part(value, f"local.{given}")
    elif kind == "resource":
        name = ".".join(labels)
        yield part(block, name)
        for argument, node in _arguments(block) if name.startswith(_MOCKED) else ():
            # A condition is an error, or nothing: the rest of `lifecycle` does not read it.
            own, conditions = _split(node) if argument == "lifecycle" else ([node], [])
            yield part(node, name, argument, "\n".join(text[slice(*place(each))] for each in own))
            for condition in conditions:
                yield part(condition, name, "condition")
    elif kind in {"data", "output", "check"}:
        yield part(block, ".".join([kind, *labels]))


def _arguments(resource: Node) -> Iterator[tuple[str, Node]]:
    """What is given of a resource, and where; a dynamic block gives what its label says."""
    attributes, blocks = _split(resource)
    yield from ((name_of(each), each) for each in attributes)
    yield from ((header(each)[-1], each) for each in blocks)


def _split(block: Node) -> tuple[list[Node], list[Node]]:
    """The arguments and the blocks of a block."""
    (body,) = children(block, "body")
    return children(body, "attribute"), children(body, "block")
