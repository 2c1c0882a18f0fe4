"""What every test of this repository has."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]


def undocumented(source: str) -> list[str]:
    """Tests of a module, in classes too, that lack a docstring."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not (ast.get_docstring(node) or "").strip()
    ]


def test_every_test_says_what_must_hold() -> None:
    """Each test has a docstring: it is what people read when the test fails."""
    files = [path for path in TESTS.rglob("test_*.py") if "golden" not in path.parts]
    assert Path(__file__) in files
    found = {str(path.relative_to(TESTS)): undocumented(path.read_text("utf-8")) for path in files}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_test_without_a_docstring_is_named() -> None:
    """An empty docstring is none, and a method counts as a function does."""
    source = 'def test_a():\n    """ """\nclass T:\n    def test_b(self): ...\ndef help_(): ...\n'
    assert undocumented(source) == ["test_a", "test_b"]
