"""A rule for names out of a long list, which a message should not repeat."""

from collections.abc import Iterator
from typing import NamedTuple

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules import Violation
from lambda_monitored_gen.spec.diagnostics import did_you_mean


class Known(NamedTuple):
    """The value is the name of something in the catalog."""

    names: tuple[str, ...]
    what: str

    @property
    def requirement(self) -> str:
        """Without the names: a message that lists them all would fill a screen."""
        return f"must be the name of {self.what}"

    def violations(self, value: Value) -> Iterator[Violation]:
        """Yield an unknown name, with the nearest known one."""
        if value not in self.names:
            hint = did_you_mean(str(value), self.names)
            yield Violation(
                (), self.requirement, value, hint=hint if hint.startswith("Did") else ""
            )

    def condition(self, expression: str) -> str:
        """Never rendered: the rule is about a key of the spec, not about a variable."""
        return hcl.call("contains", hcl.literal(self.names), expression)

    def json_schema(self) -> JsonSchema:
        """The names, which editors offer for completion."""
        return {"enum": list(self.names)}
