"""Patterns of a spec's policy, which are input like any other: RE2 itself reads them.

Terraform's `regex` is Go's port of RE2, so that RE2 gives its verdicts, in linear time. What the
two read differently is refused by name. RE2 comes with the extra `patterns` and is imported only
where a policy has a pattern; there is no second engine, which would have other verdicts.

Source: <https://github.com/google/re2/wiki/Syntax>, <https://pkg.go.dev/regexp/syntax>.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, Protocol

from lambda_monitored_gen.hcl import call, literal
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules.base import Violation
from lambda_monitored_gen.rules.pattern_syntax import Token, tokens

INSTALL = "pip install 'lambda-monitored-gen[patterns]'"

_MEMORY = 1 << 20
"""Bytes for a compiled pattern: enough for a thousand characters of any kind, and too few for one
that would take seconds for every thousand characters of a text."""
_DEEPEST = 100
"""Groups within groups; Go has a limit of its own, 1000 levels of anything."""
_MOST_DIGITS = 4
"""RE2 takes a count of nine digits and more for ordinary text, Go for an error."""
_ESCAPED = re.compile(r"\\(.)")
_BY_NUMBER = set("x01234567")
_REFUSED = {
    "B": r"\B, which for RE2 alone holds between the bytes of one letter too",
    "C": r"\C, which Go's regexp lacks",
    "p": r"\p, which follows a version of Unicode",
    "P": r"\P, which follows a version of Unicode",
    "Q": r"\Q; escape each sign by itself",
}


class PatternError(ValueError):
    """The pattern cannot be used; the text says what and where."""


class Re2MissingError(Exception):
    """The library google-re2 is not installed; `INSTALL` installs it."""


class _Compiled(Protocol):
    def search(self, text: str) -> object | None: ...


@lru_cache(maxsize=256)
def compile_re2(pattern: str) -> _Compiled:
    """Compile a pattern; use it with `search`.

    Raises:
        PatternError: RE2 cannot read it, or Go's regexp reads it differently.
        Re2MissingError: RE2 is not installed.
    """
    try:
        from re2 import Options, compile, error  # noqa: A004, PLC0415 - an optional extra
    except ImportError:
        raise Re2MissingError from None
    options = Options()
    options.log_errors = False  # it would write to stderr
    options.max_mem = _MEMORY
    try:
        compiled: _Compiled = compile(pattern, options)
    except error as refused:
        # RE2's own words, which its Python binding hands over as bytes.
        raise PatternError(refused.args[0].decode()) from None
    _refuse_differences(pattern)
    return compiled


def _refuse_differences(pattern: str) -> None:
    """Refuse what RE2 and Go's regexp read differently."""
    depth = 0
    every = list(tokens(pattern))
    folds = any(token.sets("i") for token in every)
    for token in every:
        depth += (token.kind == "open") - (token.kind == "close")
        if reason := _difference(token, depth, folds=folds):
            raise PatternError(f"{reason} (at position {token.position})")


def _difference(token: Token, depth: int, *, folds: bool) -> str:
    """What RE2 and Go's regexp read differently in a token; empty for nothing."""
    letters = set(_ESCAPED.findall(token.text))
    if refused := letters & _REFUSED.keys():
        return _REFUSED[min(refused)]
    if folds and (letters & _BY_NUMBER or not token.text.isascii()):
        return "a character beyond ASCII under (?i), whose cases follow a version of Unicode"
    if token.kind == "name":
        return "a named group, which Terraform refuses to mix with others; write (...)"
    if token.kind == "repeat" and re.search(f"[0-9]{{{_MOST_DIGITS + 1}}}", token.text):
        return f"'{token.text}' repeats more than 1000 times"
    return f"more than {_DEEPEST} groups within one another" if depth > _DEEPEST else ""


class Re2Matches(NamedTuple):
    """A string that a pattern of a policy finds a match in.

    Attributes:
        pattern: As `compile_re2` accepts it.
    """

    pattern: str

    @property
    def requirement(self) -> str:
        return f"must be a match of {self.pattern}"

    def violations(self, value: Value) -> Iterator[Violation]:
        if not isinstance(value, str) or not compile_re2(self.pattern).search(value):
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        return f"can({call('regex', literal(self.pattern), expression)})"

    def json_schema(self) -> JsonSchema:
        return {}  # ECMAScript reads too much of RE2's syntax differently
