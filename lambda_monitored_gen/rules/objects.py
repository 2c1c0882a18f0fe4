"""Rules of objects."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lambda_monitored_gen.hcl import call, literal
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules.base import (
    Rule,
    ShowsBreach,
    Violation,
    join_words,
    state_requirement,
)
from lambda_monitored_gen.rules.dialect import compile_pattern


class AttributeIs(NamedTuple):
    """One attribute of an object keeps a rule; null, and one that is left out, are exempt."""

    attribute: str
    rule: Rule

    @property
    def requirement(self) -> str:
        return f"must be such that {state_requirement(self.attribute, self.rule)}"

    def violations(self, value: Value) -> Iterator[Violation]:
        item = value.get(self.attribute) if isinstance(value, Mapping) else None
        if item is not None:
            for found in self.rule.violations(item):
                yield found._replace(path=(self.attribute, *found.path))

    def condition(self, expression: str) -> str:
        attribute = f"{expression}.{self.attribute}"
        return f"({attribute} == null ? true : {self.rule.condition(attribute)})"

    def breach(self, expression: str) -> str:
        if not isinstance(self.rule, ShowsBreach):
            return ""
        return self.rule.breach(call("coalesce", f"{expression}.{self.attribute}", "[]"))

    def json_schema(self) -> JsonSchema:
        return {"properties": {self.attribute: self.rule.json_schema()}}


class HasAttributes(NamedTuple):
    """An object has all of some attributes."""

    attributes: tuple[str, ...]

    @property
    def requirement(self) -> str:
        return f"must have {' and '.join(self.attributes)}"

    def violations(self, value: Value) -> Iterator[Violation]:
        if isinstance(value, Mapping) and any(value.get(each) is None for each in self.attributes):
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        parts = (f"{expression}.{each} != null" for each in self.attributes)
        return f"({' && '.join(parts)})"

    def json_schema(self) -> JsonSchema:
        return {"required": list(self.attributes)}


class NeedsOneOf(NamedTuple):
    """Where an attribute matches a pattern, at least one of some others is given.

    Attributes:
        attribute: The attribute.
        pattern: In the subset of `rules.dialect`.
        others: The others.
    """

    attribute: str
    pattern: str
    others: tuple[str, ...]

    @property
    def requirement(self) -> str:
        others = join_words(list(self.others))
        return f"must have {others} where {self.attribute} is a service"

    def violations(self, value: Value) -> Iterator[Violation]:
        if not isinstance(value, Mapping):
            return
        given = value.get(self.attribute)
        if not isinstance(given, str) or not compile_pattern(self.pattern).search(given):
            return
        if all(value.get(each) is None for each in self.others):
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        given = " || ".join(f"{expression}.{each} != null" for each in self.others)
        matches = f"can(regex({literal(self.pattern)}, {expression}.{self.attribute}))"
        return f"({matches} ? {given} : true)"

    def json_schema(self) -> JsonSchema:
        return {}  # draft-07 could say it, and no editor would say why
