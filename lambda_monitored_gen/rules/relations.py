"""Rules across variables, which become preconditions of the function.

Before Terraform 1.9 a `validation` block may name only its own variable; a precondition may name
all: <https://developer.hashicorp.com/terraform/language/validate#preconditions>.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.expressions import Expression, variables_of
from lambda_monitored_gen.hcl.type_constraints import Value


class Relation(Protocol):
    """One documented rule across variables, of which the catalog lists all.

    A module has the relation only where all its variables exist: a feature that is off takes its
    relations away.
    """

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that it names, such as `("error_rate_datapoints_to_alarm", …)`.

        `catalog.interface` reads them to leave the relation out, `CrossFieldValidator` to place the
        diagnostic at the first one that the spec sets, and `lmgen explain` to list it with each.
        """

    @property
    def sentence(self) -> str:
        """What must hold, as a whole sentence without its full stop.

        It names its variables, unlike `Rule.requirement`, for it belongs to several. It is in the
        diagnostic, in the `error_message` of the precondition and in `lmgen explain`.
        """

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Tell whether the values keep the rule.

        `CrossFieldValidator` calls it once for the defaults of a spec and once for each example.

        Args:
            values: The value of every variable of the module, defaults included; null for a
                required one that is not set. Null must pass: it is reported by itself.
        """

    def condition(self) -> str:
        """Write the rule as a Terraform condition on `var`.

        Called while `lambda.tf` is rendered, for a `precondition` of the function, and by
        `lmgen explain`. It must give the verdict of `holds`; a test asks Terraform.
        """


class AtMostVariable(NamedTuple):
    """One number is at most another."""

    lower: str
    upper: str

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.lower, self.upper)

    @property
    def sentence(self) -> str:
        return f"{self.lower} must not be above {self.upper}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        lower, upper = values[self.lower], values[self.upper]
        # The rules of each variable reject what is not a number.
        if not isinstance(lower, (int, float)) or not isinstance(upper, (int, float)):
            return True
        return lower <= upper

    def condition(self) -> str:
        return f"var.{self.lower} <= var.{self.upper}"


class RequiredTogether(NamedTuple):
    """Two lists are given together or not at all; null and an empty list are the same."""

    first: str
    second: str

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.first, self.second)

    @property
    def sentence(self) -> str:
        return f"{self.first} and {self.second} must be given together or not at all"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return bool(values[self.first]) == bool(values[self.second])

    def condition(self) -> str:
        # `try`, because length(null) is an error.
        first, second = (f"try(length(var.{name}), 0) > 0" for name in self.variables)
        return f"({first}) == ({second})"


class MaxEvaluationRange(NamedTuple):
    """An alarm looks back at most a day, or a week with periods of an hour or more.

    Source: CloudWatch PutMetricAlarm, `EvaluationPeriods` times `Period`.
    """

    period: str
    periods: str

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.period, self.periods)

    @property
    def sentence(self) -> str:
        return (
            f"{self.period} times {self.periods} must be at most 86400 seconds, "
            f"or 604800 when {self.period} is 3600 or more"
        )

    def holds(self, values: Mapping[str, Value]) -> bool:
        period, count = values[self.period], values[self.periods]
        # See AtMostVariable.
        if not isinstance(period, (int, float)) or not isinstance(count, (int, float)):
            return True
        return period * count <= (86400 if period < 3600 else 604800)  # noqa: PLR2004 - as above

    def condition(self) -> str:
        period, count = f"var.{self.period}", f"var.{self.periods}"
        return f"{period} * {count} <= ({period} < 3600 ? 86400 : 604800)"


class MaxKeysIncluding(NamedTuple):
    """A map leaves room for keys that the module adds to it.

    Attributes:
        variable: The map.
        added: The keys that the module adds.
        maximum: How many keys there may be in all.
    """

    variable: str
    added: tuple[str, ...]
    maximum: int

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.variable,)

    @property
    def sentence(self) -> str:
        return (
            f"{self.variable} and the module's own {', '.join(self.added)} must be "
            f"at most {self.maximum} together"
        )

    def holds(self, values: Mapping[str, Value]) -> bool:
        given = values[self.variable]
        return not isinstance(given, Mapping) or len({*given, *self.added}) <= self.maximum

    def condition(self) -> str:
        added = hcl.literal(self.added)
        return f"length(setunion(keys(var.{self.variable}), {added})) <= {self.maximum}"


class RequiredWhere(NamedTuple):
    """A relation that matters only where a condition holds, such as that an alarm exists.

    Attributes:
        where: The condition in words, as the end of a sentence.
        needed_if: The condition.
        relation: What must hold then.
    """

    where: str
    needed_if: Expression
    relation: Relation

    @property
    def variables(self) -> tuple[str, ...]:
        return (*self.relation.variables, *variables_of(self.needed_if))

    @property
    def sentence(self) -> str:
        return f"{self.relation.sentence} {self.where}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return not self.needed_if.value(values) or self.relation.holds(values)

    def condition(self) -> str:
        return f"{self.needed_if.hcl} ? {self.relation.condition()} : true"
