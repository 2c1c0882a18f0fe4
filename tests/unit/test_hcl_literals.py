"""HCL literals: whatever the value, it is data and reads back the same."""

from typing import Any

import hcl2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_monitored_gen.hcl import call, indent, literal
from lambda_monitored_gen.rendering.filters import hcl
from tests.unit.hcl_text import decode, plain

NASTY = [
    "",
    'say "hi"',
    "back\\slash",
    "\\",
    '\\"',
    "${var.secret}",
    "$${escaped}",
    "$$${twice}",
    "%{ if true }x%{ endif }",
    "%%{escaped}",
    "$",
    "%",
    "{",
    "$\\{x}",
    '${"nested ${x}"}',
    "line\nline",
    "tab\tand\rreturn",
    "<<EOT\nEOT",
    "`date` $(id)",
    "é ü 漢字 🚨 👩\u200d👩\u200d👧",
    "\u200b\u2028\u2029\ufeff\u00a0",
    "\U000e0001",
    "# // /* */",
    "'single'",
]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("value", NASTY)
def test_string_reads_back(value: str) -> None:
    """A string with whatever sign stands on one line in quotes and means itself."""
    text = literal(value)
    assert "\n" not in text
    assert decode(text) == value


@pytest.mark.parametrize("value", NASTY)
def test_string_reads_back_by_hcl2(value: str) -> None:
    """A parser that is not ours finds the same string, as a value and as a key."""
    document = hcl2.loads(f"a = {literal(value)}\nb = {literal({value: value})}\n")
    assert plain(document)["a"] == value
    assert plain(document)["b"] == {value: value}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@settings(max_examples=300)
def test_any_string_reads_back(value: str) -> None:
    """Any text without lone surrogates is data in HCL."""
    assert decode(literal(value)) == value


@given(st.text(alphabet='$%{}"\\n\n#'))
@settings(max_examples=300)
def test_template_signs_read_back(value: str) -> None:
    """No mixture of the signs that mean something to HCL becomes code."""
    assert decode(literal(value)) == value


@given(VALUES)
@settings(max_examples=60, deadline=None)
def test_any_value_reads_back(value: Any) -> None:  # noqa: ANN401 - any value of Terraform
    """Nested lists and mappings read back by python-hcl2 as they were."""
    text = hcl(value, 2)
    assert plain(hcl2.loads(f"a = {text}\n"))["a"] == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-5, "-5"),
        (5.0, "5"),
        (0.5, "0.5"),
        (1e-7, "1e-07"),
        ('a\nb\tc\r"\\', '"a\\nb\\tc\\r\\"\\\\"'),
        ("\u200b\U000e0001é", '"\\u200b\\U000e0001é"'),
        ("\uffff", '"\\uffff"'),
        ([], "[]"),
        ([{"a": 1}], "[\n  {\n    a = 1\n  },\n]"),
        (["x" * 96], f'["{"x" * 96}"]'),
        (["x" * 97], f'[\n  "{"x" * 97}",\n]'),
        ({"true": 1, "false": 2}, '{\n  "true" = 1\n  "false" = 2\n}'),
        ({}, "{}"),
        (("a", 1), '["a", 1]'),
        ({"a": 1}, "{\n  a = 1\n}"),
        ({"a-b": 1}, "{\n  a-b = 1\n}"),
        ({"a b": 1}, '{\n  "a b" = 1\n}'),
        ({"1a": 1}, '{\n  "1a" = 1\n}'),
        ({"for": 1, "null": 2, "if": 3}, '{\n  "for" = 1\n  "null" = 2\n  "if" = 3\n}'),
        ({"é": 1, "": 2}, '{\n  "é" = 1\n  "" = 2\n}'),
        ({"a": {"b": []}}, "{\n  a = {\n    b = []\n  }\n}"),
    ],
)
def test_each_kind_of_value_looks_as_a_person_would_write_it(value: Any, text: str) -> None:  # noqa: ANN401 - any value of Terraform
    """Each kind of value has the form that a person would write."""
    assert literal(value) == text


def test_long_list() -> None:
    """A list that is too long for a line is broken into rows that end in commas."""
    text = literal([f"item-{number:03}" for number in range(20)])
    lines = text.split("\n")
    assert lines[0] == "["
    assert lines[-1] == "]"
    assert all(line.startswith("  ") and line.endswith(",") for line in lines[1:-1])
    assert max(map(len, lines)) <= 100
    assert len(plain(hcl2.loads(f"a = {text}\n"))["a"]) == 20


@pytest.mark.parametrize(("second", "rows"), [(41, 2), (42, 3)])
def test_rows_are_filled(second: int, rows: int) -> None:
    """A row takes as many items as fit into ninety columns, and not one more."""
    items = ["a" * 42, "b" * second, "c" * 42]
    first, *others = literal(items).split("\n")[1:-1]
    quoted = [f'"{item}",' for item in items]
    assert [first, *others] == (
        [f"  {quoted[0]} {quoted[1]}", f"  {quoted[2]}"]
        if rows == 2
        else [f"  {item}" for item in quoted]
    )


def test_no_form() -> None:
    """What has no form in HCL is refused instead of written wrongly."""
    for value in ({1, 2}, object()):
        with pytest.raises(TypeError, match="has no HCL form"):
            literal(value)  # type: ignore[arg-type]


def test_call_and_indent() -> None:
    """Calls join expressions; indenting leaves the first line where it is."""
    assert call("contains", "[1]", "var.x") == "contains([1], var.x)"
    assert indent("a\nb", 2) == "a\n  b"
