"""What is wrong with a template, in words for people who write templates and no Python."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import jinja2

from lambda_monitored_gen.spec.diagnostics import did_you_mean

_WORDS = {
    "NoneType": "null",
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "dict": "a mapping",
    "mappingproxy": "a mapping",
    "function": "a function",
}
"""Types of Python by what they are to people."""

_TYPE = re.compile(r"(?:an? )?'((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)' object|'(\w+)'(?= and '\w+')")
_SECOND_TYPE = re.compile(r"(?<= and )'(\w+)'")


class Missing(jinja2.StrictUndefined):
    """What a template names and nothing is; its message says what there is instead."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        found = self._undefined_obj
        if self._undefined_hint or found is jinja2.utils.missing:
            return super()._undefined_message
        name = self._undefined_name
        if isinstance(found, jinja2.Undefined) or not isinstance(name, str):
            return f"{_what(found)} has no item {name!r}"
        hint = did_you_mean(name, _parts(found))
        return f"{_what(found)} has no part '{name}'{f'. {hint}' if hint else ''}"


def _parts(found: Any) -> Iterable[str]:  # noqa: ANN401 - whatever templates can name
    """The names that templates can write after what was found and a dot."""
    if isinstance(found, Mapping):
        return [str(each) for each in found]
    return [each for each in dir(found) if not each.startswith("_")] if _is_record(found) else ()


def _is_record(found: Any) -> bool:  # noqa: ANN401 - as above
    return not isinstance(found, (str, int, float, list, bytes, type(None))) and (
        not isinstance(found, tuple) or hasattr(found, "_fields")
    )


def _what(found: Any) -> str:  # noqa: ANN401 - as above
    return _word(type(found).__name__)


def _word(name: str) -> str:
    """A type in words; one of lmgen's own records by its name, such as `the module`."""
    plain = name.rpartition(".")[2]
    return _WORDS.get(plain) or f"the {re.sub('(?<!^)(?=[A-Z])', ' ', plain).lower()}"


def describe(error: Exception) -> str:
    """Say what an exception in a template means, without the names of Python's types."""
    text = _TYPE.sub(lambda found: _word(found[1] or found[2]), str(error))
    text = _SECOND_TYPE.sub(lambda found: _word(found[1]), text)
    return text or "its expression cannot be evaluated"
