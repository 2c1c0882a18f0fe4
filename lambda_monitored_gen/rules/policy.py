"""Rules that a spec adds to the documented ones; they can only narrow them."""

from collections.abc import Iterator
from typing import NamedTuple

from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules.base import Rule, ShowsBreach, Violation


class Policy(NamedTuple):
    """A rule of the spec's author; its sentence says that it is one."""

    rule: Rule

    @property
    def requirement(self) -> str:
        return f"{self.rule.requirement} (policy of this module)"

    def violations(self, value: Value) -> Iterator[Violation]:
        for found in self.rule.violations(value):
            yield found._replace(requirement=f"{found.requirement} (policy of this module)")

    def condition(self, expression: str) -> str:
        return self.rule.condition(expression)

    def json_schema(self) -> JsonSchema:
        return self.rule.json_schema()

    def breach(self, expression: str) -> str:
        return self.rule.breach(expression) if isinstance(self.rule, ShowsBreach) else ""
