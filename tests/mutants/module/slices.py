"""Which parts of a module an expression can depend on: its slice.

A failed assertion says of several changes at once which one made it fail, where its slice has only
one of them: Terraform's parts read one another by reference, and in no other way.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.mutants.module.mutation import Mutant
from tests.mutants.module.syntax import Node, blocks_of, header, local_values, place

_REFERENCE = re.compile(r"(?:\bdata\.)?\b[a-z]\w*\.[A-Za-z_]\w*")


class _Part(NamedTuple):
    """A block, or one local value."""

    name: str
    file: str
    start: int
    end: int


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
            for part in _parts(path, block)
        ]
        names = {each.name for each in self._parts}
        self._reads: dict[str, set[str]] = {name: set() for name in names}
        for each in self._parts:
            text = files[each.file][each.start : each.end]
            self._reads[each.name] |= set(_REFERENCE.findall(text)) & names

    def part(self, mutant: Mutant) -> str:
        """The part that a change is in."""
        return self.part_at(mutant.file, mutant.start)

    def part_at(self, file: str, position: int) -> str:
        """The part at a position of a file; empty where none is, as between blocks."""
        for each in self._parts:
            if each.file == file and each.start <= position < each.end:
                return each.name
        return ""

    def behind(self, expression: str) -> set[str]:
        """The parts that an expression depends on.

        Args:
            expression: HCL, or the name of a part, which is among its own.
        """
        found: set[str] = set()
        waiting = set(_REFERENCE.findall(expression)) & self._reads.keys()
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting |= self._reads[name] - found
        return found


def _parts(path: str, block: Node) -> Iterator[_Part]:
    kind, *labels = header(block)
    if kind == "locals":
        for name, value in local_values(block):
            yield _Part(f"local.{name}", path, *place(value))
    elif kind == "resource":
        yield _Part(".".join(labels), path, *place(block))
    elif kind in {"data", "output", "check"}:
        yield _Part(".".join([kind, *labels]), path, *place(block))
