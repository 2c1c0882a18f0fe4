"""Patterns of paths in a module, by which a spec leaves files out or gives them away."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules import Violation
from lambda_monitored_gen.spec.diagnostics import Mark

_PART = r"[^/\[\]{}\\\n]+"
_FORM = rf"^{_PART}(/{_PART})*$"
_DOTS = r"(^|/)\.{1,2}(/|$)"


class PathPattern(NamedTuple):
    """A pattern of a spec, with the place where it stands.

    Attributes:
        text: `*` and `?` stand for characters of one name, `**` for any directories.
        mark: Its place.
    """

    text: str
    mark: Mark

    def matches(self, path: str) -> bool:
        """Tell whether a path in the module, with `/`, is meant."""
        return bool(_compile(self.text).fullmatch(path))


class IsPathPattern(NamedTuple):
    """The value is a pattern of paths in the module."""

    @property
    def requirement(self) -> str:
        """With an example, for people guess the form rather than read about it."""
        return (
            "must be a path in the module, in which *, ? and ** are wildcards, such as docs/** "
            "for all of a directory"
        )

    def violations(self, value: Value) -> Iterator[Violation]:
        """Yield a path that is absolute, leads out or has other signs of patterns."""
        text = str(value)
        if not re.search(_FORM, text) or re.search(_DOTS, text):
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        """Never rendered: the rule is about a key of the spec, not about a variable."""
        return hcl.call("can", hcl.call("regex", hcl.literal(_FORM), expression))

    def json_schema(self) -> JsonSchema:
        """The rule as JSON Schema, draft-07."""
        return {"pattern": _FORM, "not": {"pattern": _DOTS}}


@lru_cache(maxsize=256)
def _compile(pattern: str) -> re.Pattern[str]:
    *folders, name = pattern.split("/")
    # `docs/**` means all that is in docs, at any depth.
    below = "(?:[^/]+/)*"
    text = "".join(below if each == "**" else f"{_name(each)}/" for each in folders)
    return re.compile(text + (f"{below}[^/]+" if name == "**" else _name(name)))


def _name(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
