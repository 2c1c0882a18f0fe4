"""What every rule can do, and what a broken one yields."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Path, Value


class Violation(NamedTuple):
    """A part of a value that breaks a rule.

    Attributes:
        path: Where in the value; empty for the value itself.
        requirement: What must hold there, starting with `must`.
        found: What is there.
        of_key: Whether the key at that path breaks the rule, not the value under it.
    """

    path: Path
    requirement: str
    found: Value
    of_key: bool = False


class Rule(Protocol):
    """One documented rule of a value that is of the right type and not null."""

    @property
    def requirement(self) -> str:
        """What must hold, as the rest of a sentence that starts with the value's name."""

    def violations(self, value: Value) -> Iterator[Violation]:
        """Yield each part of the value that breaks the rule."""

    def condition(self, expression: str) -> str:
        """Write the rule as a Terraform condition on an expression.

        The result can stand on either side of `&&` and `?`.
        """

    def json_schema(self) -> JsonSchema:
        """The rule as JSON Schema, draft-07; empty where it cannot be said there."""


def join_words(words: list[str]) -> str:
    """Join words as English does: `a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def state_requirement(name: str, rule: Rule) -> str:
    """Write what must hold of a named value: `timeout must be …`, `tags: each key must …`."""
    joint = " " if rule.requirement.startswith("must") else ": "
    return f"{name}{joint}{rule.requirement}"


def message(name: str, rule: Rule) -> str:
    """Write a rule of a named value as a full sentence, which Terraform asks of a message."""
    return f"{state_requirement(name, rule)}."
