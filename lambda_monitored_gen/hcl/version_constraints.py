"""The bounds of Terraform's version constraints.

Source: <https://developer.hashicorp.com/terraform/language/expressions/version-constraints>.
"""

import re
from typing import NamedTuple, TypeAlias

Version: TypeAlias = tuple[int, int, int]

_CLAUSE = re.compile(
    r"\s*(?P<operator>=|!=|>=|<=|>|<|~>)?\s*"
    r"(?P<version>\d{1,6}(?:\.\d{1,6}){0,2})(?:-[0-9A-Za-z.-]+)?\s*"
)
_NONE_BELOW: Version = (0, 0, 0)


class ConstraintError(ValueError):
    """The text is not a version constraint; the message says which part of it is not."""


class Bounds(NamedTuple):
    """The range of versions that a constraint allows; versions excluded by `!=` are ignored.

    Attributes:
        lower: The oldest version that it may allow.
        upper: The first version from which on it allows none, or None.
    """

    lower: Version
    upper: Version | None

    @property
    def empty(self) -> bool:
        """Whether no version is allowed."""
        return self.upper is not None and self.upper <= self.lower


def parse_version(text: str) -> Version:
    """Read `1`, `1.5` or `1.5.0`; missing parts are 0."""
    parts = [int(part) for part in text.split(".")]
    major, minor, patch = [*parts, 0, 0][:3]
    return (major, minor, patch)


def parse_bounds(constraint: str) -> Bounds:
    """Find the bounds of a constraint such as `>= 5.76.0, < 7.0.0`.

    Raises:
        ConstraintError: A part of it is not an `operator version`.
    """
    lower = _NONE_BELOW
    upper: Version | None = None
    for clause in constraint.split(","):
        found = _CLAUSE.fullmatch(clause)
        if not found:
            raise ConstraintError(f"'{clause.strip()}' is not a version constraint")
        low, high = _clause_bounds(found["operator"] or "=", found["version"])
        lower = max(lower, low)
        upper = high if upper is None else upper if high is None else min(upper, high)
    return Bounds(lower, upper)


def _clause_bounds(  # noqa: PLR0911 - one return for each operator
    operator: str, text: str
) -> tuple[Version, Version | None]:
    version = parse_version(text)
    after = (*version[:2], version[2] + 1)
    if operator == "=":
        return version, after
    if operator == ">=":
        return version, None
    if operator == ">":
        return after, None
    if operator == "<":
        return _NONE_BELOW, version
    if operator == "<=":
        return _NONE_BELOW, after
    if operator == "~>":
        major, minor, _ = version
        return version, (major, minor + 1, 0) if text.count(".") > 1 else (major + 1, 0, 0)
    return _NONE_BELOW, None
