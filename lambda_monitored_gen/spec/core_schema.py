"""YAML 1.2's core schema: which plain scalars are what, and their values.

Sources: <https://yaml.org/spec/1.2.2/#103-core-schema>, and for what YAML 1.1 reads differently
<https://yaml.org/type/int.html> and <https://yaml.org/type/float.html>.
"""

import re
from typing import Any

import yaml

TAG = "tag:yaml.org,2002:"
AMBIGUOUS = "tag:lmgen,ambiguous-number"
"""The tag of what is a number to YAML 1.1 or 1.2, but not the same to both."""

_INT = "[-+]?(?:0|[1-9][0-9]{0,299})"  # more digits are text
_FLOAT = r"(?:\.[0-9]+|[-+]?(?:0|[1-9][0-9]*)\.[0-9]*)(?:[eE][-+][0-9]+)?"
_NOT_THE_SAME = (
    # 012 is octal to 1.1, as is 0o14 to 1.2; 1_000 and 0b11 are numbers to 1.1 only.
    r"[-+]?(?:0[0-9]+|0[xob][0-9a-fA-F_]+"
    r"|(?=.*_)(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?"
    # 1e3 and 1.5e3 are numbers to 1.2 only, which needs neither a dot nor a sign of the exponent.
    r"|(?:[0-9]+|[0-9]+\.[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+|0[0-9]+\.[0-9]*"
    # -.5 is text to PyYAML, which most programs read 1.1 with.
    r"|\.[0-9]+(?:[eE][-+][0-9]+)?"
    # 1:30 is 90 to 1.1, in base 60.
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|\.(?:inf|Inf|INF|nan|NaN|NAN))"
)


class CoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader (in C where PyYAML has it) with the scalars of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


def _add_resolver(tag: str, pattern: str, first: str) -> None:
    CoreLoader.add_implicit_resolver(tag, re.compile(f"^(?:{pattern})$"), first)


_add_resolver(f"{TAG}null", "~|null|Null|NULL|", "~nN\0")
CoreLoader.yaml_implicit_resolvers.setdefault("", []).append((f"{TAG}null", re.compile(r"^$")))
_add_resolver(f"{TAG}bool", "true|True|TRUE|false|False|FALSE", "tTfF")
_add_resolver(f"{TAG}int", _INT, "-+0123456789")
_add_resolver(f"{TAG}float", _FLOAT, "-+.0123456789")
_add_resolver(AMBIGUOUS, _NOT_THE_SAME, "-+.0123456789")


def construct(kind: str, raw: str) -> Any:  # noqa: ANN401 - any scalar
    """The value of a scalar.

    Args:
        kind: Its tag without `TAG`, whether resolved or written out as `!!int`.
        raw: Its text.

    Raises:
        KeyError: The kind is not one of the core schema.
        ValueError: The text is not of that kind.
    """
    return _KINDS[kind](raw)


def _boolean(raw: str) -> bool:
    if raw.lower() not in {"true", "false"}:
        raise ValueError(raw)
    return raw.lower() == "true"


def _nothing(raw: str) -> None:
    if raw.lower() not in {"", "~", "null"}:
        raise ValueError(raw)


def _integer(raw: str) -> int:
    # Python's own would take !!int "1_0" and digits of other scripts.
    if not re.fullmatch(_INT, raw):
        raise ValueError(raw)
    return int(raw)


def _decimal(raw: str) -> float:
    if not re.fullmatch(f"{_FLOAT}|{_INT}", raw):
        raise ValueError(raw)
    return float(raw)


_KINDS: dict[str, Any] = {
    "str": str,
    "bool": _boolean,
    "int": _integer,
    "float": _decimal,
    "null": _nothing,
}
