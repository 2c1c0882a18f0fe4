"""The interface of a rule, and what a broken one yields."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol, runtime_checkable

from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Path, Value


class Violation(NamedTuple):
    """A part of a value that breaks a rule.

    Attributes:
        path: Where in the value; empty for the value itself.
        requirement: What must hold there, starting with `must`.
        found: What is there.
        of_key: Whether the key at that path breaks the rule, not the value under it.
        hint: What to do about it, where the value says that; empty otherwise.
    """

    path: Path
    requirement: str
    found: Value
    of_key: bool = False
    hint: str = ""


class Rule(Protocol):
    """One documented rule of a value that is of the right type and not null.

    Rules of variables are declared in the catalog or come from the policy of a spec; rules of the
    spec's own keys are declared in `spec.fields`.
    """

    @property
    def requirement(self) -> str:
        """What must hold, as the rest of a sentence that starts with the value's name.

        It starts with `must`, or with `each`, when `state_requirement` puts a colon before it. The
        same words are in diagnostics, in the `error_message` of a Terraform validation, in the
        README of the module and in `lmgen explain`.
        """

    def violations(self, value: Value) -> Iterator[Violation]:
        """Yield each part of the value that breaks the rule.

        `SpecDecoder.value` calls it for each value of the spec once its type is right, and
        `CrossFieldValidator` for defaults and examples where a policy adds the rule; `spec.policy`
        and `rendering.files` only ask whether anything is yielded.

        Args:
            value: Not null. Items of a list or map that are of the wrong type are still in it, and
                what is yielded for them is dropped.
        """

    def condition(self, expression: str) -> str:
        """Write the rule as a Terraform condition on an expression.

        Called while `variables.tf` is rendered, for the `validation` block of the variable, and by
        `lmgen explain`; not for rules of the spec's own keys. It must give the verdict of
        `violations`; a test asks Terraform.

        Args:
            expression: What to test, such as `var.timeout`, or `item` in a `for` expression.

        Returns:
            An expression that can be an operand of `&&` and `?`.
        """

    def json_schema(self) -> JsonSchema:
        """The rule as JSON Schema, draft-07; empty where it cannot be expressed.

        `Field.json_schema` calls it for `lmgen schema`, and joins it with the schema of the type.
        """


@runtime_checkable
class ShowsBreach(Protocol):
    """A rule whose message in Terraform shows what breaks it.

    Rules of lists and maps are such: Terraform itself shows a single string or number, and of a
    collection its size.
    """

    def breach(self, expression: str) -> str:
        """Write the part of a message that shows what breaks the rule.

        `catalog.custom_conditions` appends it to the sentence, unless it is sensitive.

        Args:
            expression: What is tested, as in `Rule.condition`.

        Returns:
            A sentence as the inside of a quoted template of Terraform, which names the items, or
            the keys where values may be secret; empty where there is nothing to show.
        """


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
