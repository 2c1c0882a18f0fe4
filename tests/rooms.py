"""Who imports whom in lmgen, and which imports break the order of its rooms.

`python -m tests.rooms` prints the edges between rooms and the modules level by level.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

PACKAGE = "lambda_monitored_gen"
ROOT = Path(__file__).parents[1] / PACKAGE

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"commands"}),
    frozenset({"fleet", "testing", "simulation"}),
    frozenset({"output"}),
    frozenset({"rendering"}),
    frozenset({"spec"}),
    frozenset({"catalog"}),
    frozenset({"rules"}),
    frozenset({"hcl"}),
)
"""Rooms from the top down: a room imports only from floors below its own."""

STANDING_ALONE = frozenset({"alarms", "terraform", "embedded_aws"})
"""Rooms that know nothing of specs and modules, and import no other room."""

USERS_OF_THOSE = frozenset({"commands", "testing", "simulation"})
"""Rooms that may import the ones that stand alone."""

TOP_LEVEL = frozenset({"__init__", "__main__", "errors", "user_cache"})
"""Modules outside of all rooms."""

FOR_EVERYONE = frozenset({PACKAGE, f"{PACKAGE}.errors", f"{PACKAGE}.user_cache"})
"""What every room may import: the version, the base of all errors, the place of caches."""


class Import(NamedTuple):
    """One module imports another.

    Attributes:
        importer: The module that imports, as `lambda_monitored_gen.spec.policy`.
        imported: The module that it imports.
        line: Where it does so.
    """

    importer: str
    imported: str
    line: int


def room_of(module: str) -> str | None:
    """The room of a module; None for those at the top level."""
    room = module.removeprefix(PACKAGE).lstrip(".").partition(".")[0]
    known = STANDING_ALONE.union(*FLOORS)
    return room if room in known else None


def modules(root: Path = ROOT) -> dict[str, Path]:
    """The file of every module, by its dotted name."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = (root.name, *path.relative_to(root).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(known: Mapping[str, Path]) -> list[Import]:
    """Every import of one module by another, those in functions and for typing included.

    What is loaded by a name in a string, as the command line loads its commands, is none.
    """
    return [
        Import(name, imported, line)
        for name, path in known.items()
        for imported, line in sorted(
            set(_imported(name, path, known)), key=lambda found: (found[1], found[0])
        )
    ]


def _imported(name: str, path: Path, known: Mapping[str, Path]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            wanted = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                above = package.split(".")
                above = above[: len(above) - node.level + 1]
                source = ".".join([*above, source] if source else above)
            wanted = [f"{source}.{each.name}" for each in node.names]
        else:
            continue
        for dotted in wanted:
            # `from a.b import c` means the module a.b.c where there is one, else a name in a.b.
            target = dotted if dotted in known else dotted.rpartition(".")[0]
            if target in known:
                yield target, node.lineno


def may_import(importer: str, imported: str) -> bool:
    """Whether a room may import another."""
    if imported in STANDING_ALONE:
        return importer in USERS_OF_THOSE
    if importer in STANDING_ALONE:
        return False
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    return floor[importer] < floor[imported]


def misplaced(edges: Iterable[Import]) -> list[str]:
    """Imports that the order of the rooms forbids, each as a sentence."""
    found = []
    for edge in edges:
        ours, theirs = room_of(edge.importer), room_of(edge.imported)
        if ours == theirs or edge.imported in FOR_EVERYONE:
            continue
        if theirs is None:
            reason = f"nothing may import {edge.imported}"
        elif ours is None:
            if edge.importer == f"{PACKAGE}.__main__" and theirs == "commands":
                continue
            reason = "what is outside of all rooms may not import a room"
        elif may_import(ours, theirs):
            continue
        else:
            reason = f"{ours} may not import {theirs}"
        found.append(f"{edge.importer}:{edge.line} imports {edge.imported}: {reason}")
    return found


def circle(edges: Iterable[Import]) -> list[str]:
    """The modules of a circle, the first one again at its end; empty where there is none."""
    try:
        TopologicalSorter(_needs(edges)).prepare()
    except CycleError as error:
        # graphlib goes from the imported to the importer.
        return list(reversed(error.args[1]))
    return []


def levels(edges: Iterable[Import]) -> list[list[str]]:
    """Modules by level: those that import nothing first, each above all that it imports."""
    sorter = TopologicalSorter(_needs(edges))
    sorter.prepare()
    found = []
    while sorter.is_active():
        ready = sorter.get_ready()
        sorter.done(*ready)
        found.append(sorted(ready))
    return found


def _needs(edges: Iterable[Import]) -> dict[str, set[str]]:
    needs: dict[str, set[str]] = {}
    for edge in edges:
        needs.setdefault(edge.importer, set()).add(edge.imported)
    return needs


def report() -> str:
    """Edges between rooms with how many imports make them, levels, and what is forbidden."""
    edges = imports(modules())
    between: dict[str, int] = {}
    for edge in edges:
        ours, theirs = room_of(edge.importer), room_of(edge.imported)
        if ours and theirs and ours != theirs:
            between[f"{ours} -> {theirs}"] = between.get(f"{ours} -> {theirs}", 0) + 1
    lines = [f"{arrow}: {count}" for arrow, count in sorted(between.items())]
    lines += misplaced(edges)
    found = circle(edges)
    if found:
        lines.append("circle: " + " -> ".join(found))
    else:
        for number, names in enumerate(levels(edges)):
            short = " ".join(name.removeprefix(f"{PACKAGE}.") for name in names)
            lines.append(f"level {number}: {short}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(report())
