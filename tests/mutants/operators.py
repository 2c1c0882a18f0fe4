"""What is changed in the code to see whether a test notices.

Most operators are mutmut's. Its own runner puts every mutant of a function beside it and chooses
when it is called, so it leaves out decorated functions: `align`, `writing` and every `requirement`,
which are what matters here. So only its operators are taken, and some are added.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any, TypeAlias

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

Operator: TypeAlias = tuple[type[cst.CSTNode], Callable[[Any], Iterable[cst.CSTNode]]]

_SKIPPED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
_TWINS = {"any": "all", "all": "any", "max": "min", "min": "max", "sorted": "list"}
_DROPPED = {mutators.operator_arg_removal, mutators.operator_string}


@dataclass(frozen=True)
class Mutant:
    """One change of a module.

    Attributes:
        line: Where it is, in the module as it stands.
        was: The lines that change, joined, without indentation.
        now: What they become.
        code: The whole module with the change.
    """

    line: int
    was: str
    now: str
    code: str


def _condition(node: cst.If | cst.CompIf) -> Iterator[cst.CSTNode]:
    for value in ("True", "False"):
        if not isinstance(node.test, cst.Name) or node.test.value != value:
            yield node.with_changes(test=cst.Name(value))


def _loop(node: cst.While) -> Iterator[cst.CSTNode]:
    yield node.with_changes(test=cst.Name("False"))


def _statement(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    (first, *others) = node.body
    if others or not isinstance(first, cst.Expr):
        return
    if not isinstance(first.value, cst.SimpleString | cst.ConcatenatedString):
        yield node.with_changes(body=[cst.Pass()])


def _call(node: cst.Call) -> Iterator[cst.CSTNode]:
    if isinstance(node.func, cst.Name) and node.func.value in _TWINS:
        yield node.with_changes(func=cst.Name(_TWINS[node.func.value]))
    # mutmut also puts None in the place of each argument: of several that says little more.
    if len(node.args) > 1:
        for index in range(len(node.args)):
            yield node.with_changes(args=[*node.args[:index], *node.args[index + 1 :]])


def _word(node: cst.SimpleString) -> Iterator[cst.CSTNode]:
    # A text with a space is prose, whose wording tests should not repeat.
    if node.quote in {'"', "'"} and " " not in node.value and node.raw_value:
        yield node.with_changes(value=f"{node.prefix}{node.quote}XX{node.raw_value}XX{node.quote}")


def _number(node: cst.Integer) -> Iterator[cst.CSTNode]:
    if node.evaluated_value:
        yield node.with_changes(value=str(node.evaluated_value - 1))


OPERATORS: list[Operator] = [
    *(each for each in mutators.mutation_operators if each[1] not in _DROPPED),
    (cst.If, _condition),
    (cst.CompIf, _condition),
    (cst.While, _loop),
    (cst.SimpleStatementLine, _statement),
    (cst.Call, _call),
    (cst.SimpleString, _word),
    (cst.Integer, _number),
]


def mutants(source: str) -> Iterator[Mutant]:
    """Make each change of a module that one operator makes at one place."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    positions = wrapper.resolve(PositionProvider)
    seen = {source}
    for node in _walk(wrapper.module):
        for kind, operator in OPERATORS:
            if not isinstance(node, kind):
                continue
            for changed in operator(node):
                module = wrapper.module.deep_replace(node, changed)
                code = module.code if isinstance(module, cst.Module) else source
                if code not in seen:
                    seen.add(code)
                    line = positions[node].start.line if node in positions else 0
                    yield Mutant(line, *_changed_lines(source, code), code)


def _walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        if not isinstance(child, _SKIPPED) and not _is_type(child):
            yield from _walk(child)


def _is_type(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.AnnAssign) and (
        isinstance(node.annotation.annotation, cst.Name)
        and node.annotation.annotation.value == "TypeAlias"
    )


def _changed_lines(before: str, after: str) -> tuple[str, str]:
    lines = list(unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm=""))[2:]
    was, now = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    return was, now
