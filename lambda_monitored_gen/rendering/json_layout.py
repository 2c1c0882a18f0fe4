"""JSON in the layout that prettier leaves as it is, whatever the values.

Source: <https://prettier.io/docs/rationale#objects>; for arrays, where that is silent, what
prettier 3 prints.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence

WIDTH = 80
"""Columns of a line by prettier's defaults."""

# ASCII, so that a line is as wide as it has characters. `dumps` would make an encoder each time.
_ENCODE = json.JSONEncoder(ensure_ascii=True).encode


def json_document(value: Mapping[str, object]) -> str:
    """Write a mapping as JSON on many lines."""
    return _written(value, 0, 0, 0)


def _written(value: object, indent: int, before: int, after: int) -> str:
    """Write a value.

    Args:
        value: Any value of JSON.
        indent: Columns that its line is indented by.
        before: Columns of its line that are taken by what stands before it.
        after: Columns that are taken by what stands behind it: a comma, or nothing.
    """
    if isinstance(value, Mapping) and value:
        return _object(value, indent)
    if isinstance(value, (list, tuple)) and value:
        return _array(value, indent, before, after)
    return _scalar(value)


def _object(value: Mapping[str, object], indent: int) -> str:
    # Prettier keeps an object on many lines if it begins so.
    entries = [
        _item(each, indent, index == len(value), f"{_scalar(key)}: ")
        for index, (key, each) in enumerate(value.items(), start=1)
    ]
    return _enclosed("{", entries, "}", indent)


def _array(value: Sequence[object], indent: int, before: int, after: int) -> str:
    if not _is_broken(value):
        line = _on_one_line(value)
        if before + len(line) + after <= WIDTH:
            return line
    if len(value) > 1 and all(map(_is_number, value)):
        return _filled(value, indent)
    items = [_item(each, indent, index == len(value)) for index, each in enumerate(value, start=1)]
    return _enclosed("[", items, "]", indent)


def _item(value: object, indent: int, last: bool, key: str = "") -> str:  # noqa: FBT001 - two calls, above
    inner = indent + 2
    comma = "" if last else ","
    written = _written(value, inner, inner + len(key), len(comma))
    return f"{' ' * inner}{key}{written}{comma}"


def _enclosed(opening: str, lines: Sequence[str], closing: str, indent: int) -> str:
    return "\n".join([opening, *lines, f"{' ' * indent}{closing}"])


def _filled(value: Sequence[object], indent: int) -> str:
    """Numbers, as many as a line holds."""
    inner = " " * (indent + 2)
    text = ", ".join(map(_scalar, value))
    lines = textwrap.wrap(
        text, WIDTH, initial_indent=inner, subsequent_indent=inner, break_on_hyphens=False
    )
    return _enclosed("[", lines, "]", indent)


def _is_broken(value: object) -> bool:
    """Whether a value takes many lines even where it would fit on one."""
    if isinstance(value, Mapping):
        return bool(value)
    if not isinstance(value, (list, tuple)):
        return False
    several = len(value) > 1 and all(
        isinstance(each, (list, tuple)) and len(each) > 1 for each in value
    )
    return several or any(map(_is_broken, value))


def _on_one_line(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_on_one_line, value))}]"
    return _scalar(value)


def _scalar(value: object) -> str:
    text = _ENCODE(value)
    if isinstance(value, float):
        # 1e20 and 1e-7 and 2, for which Python writes 1e+20, 1e-07 and 2.0.
        mantissa, e, exponent = text.partition("e")
        return mantissa.removesuffix(".0") + (f"e{int(exponent)}" if e else "")
    return text


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
