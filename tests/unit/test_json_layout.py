"""JSON as prettier leaves it; `tests/module/test_formatters.py` asks prettier itself."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.rendering.json_layout import WIDTH, json_document

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SCALARS | st.text(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": []}, '{\n  "a": []\n}'),
        ({"a": {}}, '{\n  "a": {}\n}'),
        ({"a": ["x", None]}, '{\n  "a": ["x", null]\n}'),
        ({"a": [[1], [3]]}, '{\n  "a": [[1], [3]]\n}'),
        ({"a": [[1, 2], [3, 4]]}, '{\n  "a": [\n    [1, 2],\n    [3, 4]\n  ]\n}'),
        ({"a": [[1, 2], "x"]}, '{\n  "a": [[1, 2], "x"]\n}'),
        ({"a": [{"b": 1}, 2]}, '{\n  "a": [\n    {\n      "b": 1\n    },\n    2\n  ]\n}'),
        ({"a": [1e20, 1e-7, 2.0, 0.5]}, '{\n  "a": [1e20, 1e-7, 2, 0.5]\n}'),
        ({"a": ["é"]}, '{\n  "a": ["\\u00e9"]\n}'),
        (
            {"a": [10**9] * 7},
            f'{{\n  "a": [\n    {"1000000000, " * 5}1000000000,\n    1000000000\n  ]\n}}',
        ),
    ],
)
def test_layout(value: dict[str, Any], text: str) -> None:
    """Each value has the layout that prettier 3 prints for it."""
    assert json_document(value) == text


@pytest.mark.parametrize("last", [True, False])
def test_a_line_has_80_columns(last: bool) -> None:  # noqa: FBT001 - two cases
    """An array stays on one line as long as it fits with its comma, and no longer."""
    room = WIDTH - len('  "a": [""]') - (not last)
    more: dict[str, Any] = {} if last else {"b": 1}
    fits = json_document({"a": ["x" * room], **more})
    assert "\n    " not in fits
    assert len(fits.split("\n")[1]) == WIDTH
    assert "\n    " in json_document({"a": ["x" * (room + 1)], **more})


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_the_value_is_the_same(value: dict[str, Any]) -> None:
    """Whatever the layout, what is read back is what was written, in plain ASCII."""
    text = json_document(value)
    assert text.isascii()
    assert json.loads(text) == value
