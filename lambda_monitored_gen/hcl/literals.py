"""Write Python values as HCL literals and expressions.

Every value that reaches HCL goes through `literal`: nothing else may quote.
Source: <https://developer.hashicorp.com/terraform/language/expressions/strings>.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from lambda_monitored_gen.hcl.type_constraints import Value

LINE_WIDTH = 100
"""Columns after which a list is broken over several lines."""

_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_UNUSUAL = re.compile(r"""["\\]|[^\x20-\x7e]""")
_IDENTIFIER_START = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"


def literal(value: Value) -> str:  # noqa: PLR0911 - one return for each kind of value
    r"""Write a value as an HCL expression on one line or, when long, on several.

    Strings come out quoted and inert: `"`, `\`, control characters and the template openers
    `${` and `%{` are escaped, so that no string can become code.

    Args:
        value: None, bool, number, string, or lists and string-keyed mappings of them.

    Returns:
        The expression; continuation lines are indented relative to its first line.

    Raises:
        TypeError: The value has no HCL form.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, Sequence):
        return _list([literal(item) for item in value])
    raise TypeError(f"a {type(value).__name__} has no HCL form")


def call(function: str, *arguments: str) -> str:
    """Write a call of a Terraform function with arguments that are expressions already."""
    return f"{function}({', '.join(arguments)})"


def indent(text: str, columns: int) -> str:
    """Indent every line but the first, for an expression that starts inside a line."""
    return text.replace("\n", "\n" + " " * columns)


@lru_cache(2048)  # modules of one fleet share most of their texts
def _string(value: str) -> str:
    quoted = _UNUSUAL.sub(lambda found: _escape(found[0]), value)
    return '"' + quoted.replace("${", "$${").replace("%{", "%%{") + '"'


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable() or character == " ":
        return character
    point = ord(character)
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"  # noqa: PLR2004 - the BMP


def _list(items: list[str]) -> str:
    line = f"[{', '.join(items)}]"
    if len(line) <= LINE_WIDTH and "\n" not in line:
        return line
    return "[\n" + "".join(f"  {row}\n" for row in _rows(items)) + "]"


def _rows(items: list[str]) -> list[str]:
    rows: list[str] = []
    row = ""
    for item in (indent(item, 2) + "," for item in items):
        if row and len(row) + 1 + len(item) > LINE_WIDTH - 10:
            rows.append(row)
            row = ""
        row = f"{row} {item}" if row else item
    return [*rows, row]


def _mapping(value: Mapping[str, Value]) -> str:
    if not value:
        return "{}"
    keys = {key: key if _is_identifier(key) else _string(key) for key in value}
    lines = (f"  {keys[key]} = {indent(literal(item), 2)}\n" for key, item in value.items())
    return "{\n" + "".join(lines) + "}"


def _is_identifier(key: str) -> bool:
    return (
        key.isascii()
        and bool(key)
        and key[0] in _IDENTIFIER_START
        and key.replace("-", "_").isidentifier()
        and key not in {"null", "true", "false", "for", "if"}
    )
