"""The order of the rooms: imports point downwards, and nothing goes in a circle."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.rooms import (
    FLOORS,
    PACKAGE,
    ROOT,
    STANDING_ALONE,
    TOP_LEVEL,
    Import,
    circle,
    imports,
    levels,
    misplaced,
    modules,
)


@pytest.fixture(scope="module", name="edges")
def _edges() -> list[Import]:
    return imports(modules())


def test_every_import_points_to_a_lower_floor(edges: list[Import]) -> None:
    """No room imports from its own floor or above, and those that stand alone import no room."""
    assert len(edges) > 200
    assert misplaced(edges) == []


def test_no_modules_import_each_other_in_a_circle(edges: list[Import]) -> None:
    """Nowhere do imports come back to where they began, within a room or across rooms."""
    assert " -> ".join(circle(edges)) == ""


def test_the_top_level_holds_the_start_and_what_all_share() -> None:
    """Every other module is in a room, and every room has its floor."""
    assert {path.stem for path in ROOT.glob("*.py")} == TOP_LEVEL
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert rooms == STANDING_ALONE.union(*FLOORS)
    assert {path.name for path in ROOT.iterdir() if path.suffix != ".py"} <= {
        *rooms,
        "__pycache__",
        "py.typed",
    }


@pytest.fixture(name="package")
def _package(tmp_path: Path) -> Path:
    root = tmp_path / PACKAGE
    for room in ("hcl", "spec", "output", "alarms"):
        (root / room).mkdir(parents=True)
        (root / room / "__init__.py").touch()
    (root / "__init__.py").touch()
    (root / "__main__.py").touch()
    return root


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [
        ("hcl/a.py", "import {0}.spec", "hcl.a:1 imports {0}.spec: hcl may not import spec"),
        (
            "spec/a.py",
            "def late():\n    from {0}.output import b",
            "spec.a:2 imports {0}.output: spec may not import output",
        ),
        (
            "spec/a.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..output import b",
            "spec.a:3 imports {0}.output: spec may not import output",
        ),
        (
            "alarms/a.py",
            "from {0} import hcl",
            "alarms.a:1 imports {0}.hcl: alarms may not import hcl",
        ),
        (
            "spec/a.py",
            "import {0}.alarms",
            "spec.a:1 imports {0}.alarms: spec may not import alarms",
        ),
        (
            "errors.py",
            "import {0}.hcl",
            "errors:1 imports {0}.hcl: what is outside of all rooms may not import a room",
        ),
        (
            "output/a.py",
            "import {0}.__main__",
            "output.a:1 imports {0}.__main__: nothing may import {0}.__main__",
        ),
    ],
)
def test_an_upward_import_is_named_with_its_line(
    package: Path, file: str, code: str, said: str
) -> None:
    """An import in a function or for typing counts as any other, and the message says where."""
    (package / file).write_text(code.format(PACKAGE), encoding="utf-8")
    assert misplaced(imports(modules(package))) == [f"{PACKAGE}.{said.format(PACKAGE)}"]


def test_a_circle_is_named_in_the_order_of_its_imports(package: Path) -> None:
    """Modules of one room that import each other are told, the first one twice."""
    for name, imported in (("a", "b"), ("b", "c"), ("c", "a")):
        (package / f"spec/{name}.py").write_text(f"from . import {imported}\n", encoding="utf-8")
    edges = imports(modules(package))
    found = circle(edges)
    assert sorted(found[1:]) == [f"{PACKAGE}.spec.{name}" for name in "abc"]
    assert found[0] == found[-1]
    arrows = {(edge.importer, edge.imported) for edge in edges}
    assert set(pairwise(found)) <= arrows


def test_levels_put_each_module_above_what_it_imports(edges: list[Import]) -> None:
    """The report's levels agree with the imports."""
    level = {name: number for number, names in enumerate(levels(edges)) for name in names}
    assert all(level[edge.importer] > level[edge.imported] for edge in edges)
