"""Rules of objects."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lambda_monitored_gen.hcl import call
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules.base import Rule, ShowsBreach, Violation, state_requirement


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
