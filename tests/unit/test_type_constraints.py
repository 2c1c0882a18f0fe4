"""Type constraints: what is of a type, and how the type is written."""

import datetime as dt
import math
from typing import Any

import jsonschema
import pytest

from lambda_monitored_gen.hcl.type_constraints import (
    BOOL,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    TypeConstraint,
    format_value,
)

CASES: list[tuple[TypeConstraint, str, str, list[Any], list[Any]]] = [
    (STRING, "string", "a string", ["", "x", "1"], [1, 1.5, True, [], {}]),
    (NUMBER, "number", "a number", [0, -1, 1.5], ["1", True, False, [], math.inf, math.nan]),
    (BOOL, "bool", "true or false", [True, False], [0, 1, "true", []]),
    (
        ListOf(STRING),
        "list(string)",
        "a list of strings",
        [[], ["a", "b"]],
        ["a", {}, {"a": "b"}, [1], ["a", None], [["a"]], 5],
    ),
    (
        MapOf(STRING),
        "map(string)",
        "a mapping from names to strings",
        [{}, {"a": "b"}],
        ["a", [], ["a"], {"a": 1}, {"a": None}, {"a": {}}, 5],
    ),
    (ListOf(NUMBER), "list(number)", "a list of numbers", [[1, 2.5]], [["1"], [True]]),
    (ListOf(BOOL), "list(bool)", "a list of booleans", [[True]], [[1]]),
    (
        ObjectOf({"name": STRING, "parts": ListOf(STRING)}),
        "object({ name = optional(string), parts = optional(list(string), []) })",
        "a mapping with any of the keys name, parts",
        [{}, {"name": "a"}, {"name": "a", "parts": []}, {"parts": ["b"]}],
        ["a", [], {"nam": "a"}, {"name": 1}, {"name": None}, {"parts": "b"}, {"parts": [1]}],
    ),
]


@pytest.mark.parametrize(("kind", "hcl", "english", "good", "bad"), CASES)
def test_a_type_accepts_its_own_values_only(
    kind: TypeConstraint, hcl: str, english: str, good: list[Any], bad: list[Any]
) -> None:
    """A type accepts its own values, refuses others and null, and JSON Schema agrees."""
    assert kind.hcl == hcl
    assert kind.english == english
    validator = jsonschema.Draft7Validator(kind.json_schema())
    for value in good:
        assert list(kind.mismatches(value)) == []
        assert validator.is_valid(value)
    for value in [*bad, None]:
        assert list(kind.mismatches(value)), value
        if not (isinstance(value, float) and not math.isfinite(value)):  # JSON has no such numbers
            assert not validator.is_valid(value), value


def test_a_mismatch_names_the_item_or_key() -> None:
    """A mismatch says which item or key it is about, and what was wanted there."""
    (found,) = MapOf(STRING).mismatches({"a": "x", "b": 5}, ("defaults",))
    assert (found.path, found.expected, found.found) == (("defaults", "b"), STRING, 5)
    assert [each.path for each in ListOf(NUMBER).mismatches(["x", 1, None])] == [(0,), (2,)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        ("é🚨", '"é🚨"'),
        (["a", 1], '["a", 1]'),
        ({"a": None}, '{"a": null}'),
        (dt.date(2026, 1, 1), '"2026-01-01"'),
        ("x" * 58, '"' + "x" * 58 + '"'),
        ("x" * 59, '"' + "x" * 58 + "…"),
        ("x" * 100, '"' + "x" * 58 + "…"),
    ],
)
def test_a_value_in_a_message_is_one_line(value: Any, text: str) -> None:  # noqa: ANN401 - any spec value
    """A value in a message is JSON on one line, cut where it would be too long."""
    assert format_value(value) == text
