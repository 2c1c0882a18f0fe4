"""Rules across variables, which become preconditions of the function.

Before Terraform 1.9 a `validation` block may name only its own variable; a precondition may name
all: <https://developer.hashicorp.com/terraform/language/validate#preconditions>.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol, TypeAlias

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.expressions import Expression, Local, Var
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rules.base import Rule
from lambda_monitored_gen.rules.regions import InRegion

Named: TypeAlias = Var | Local
"""A variable, or the local value of the same name that has what the module takes where it is
null."""


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


class OnlyWhen(NamedTuple):
    """Another relation, which matters only under a condition.

    Attributes:
        when: The condition.
        words: The condition in words, such as `with alert_strategy threshold`.
        relation: What must hold then.
    """

    when: Expression
    words: str
    relation: Relation

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.relation.variables, *self.when.variables)))

    @property
    def sentence(self) -> str:
        return f"{self.words}, {self.relation.sentence}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return not self.when.value(values) or self.relation.holds(values)

    def condition(self) -> str:
        return f"!({self.when.hcl}) || {self.relation.condition()}"

    def breach(self) -> str:
        """What the message of the other relation shows."""
        return relation_breach(self.relation)


class Keeps(NamedTuple):
    """A variable keeps a rule, which another relation demands under a condition only.

    Attributes:
        variable: A variable; null passes.
        rule: What its value must be then.
    """

    variable: str
    rule: Rule

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.variable,)

    @property
    def sentence(self) -> str:
        return f"{self.variable} {self.rule.requirement}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        value = values[self.variable]
        return value is None or next(self.rule.violations(value), None) is None

    def condition(self) -> str:
        expression = f"var.{self.variable}"
        return f"({expression} == null ? true : {self.rule.condition(expression)})"


class AtMostVariable(NamedTuple):
    """One number is at most another.

    Attributes:
        lower: The one.
        upper: The other.
        unless_null: Whether either may be null, where there is nothing to compare.
    """

    lower: Named
    upper: Named
    unless_null: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.lower.variables, *self.upper.variables)))

    @property
    def sentence(self) -> str:
        return f"{self.lower.name} must not be above {self.upper.name}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        numbers = _numbers(values, self.lower, self.upper)
        return numbers is None or numbers[0] <= numbers[1]

    def condition(self) -> str:
        comparison = f"{self.lower.hcl} <= {self.upper.hcl}"
        return f"try({comparison}, true)" if self.unless_null else comparison


class AtMost(NamedTuple):
    """A number is at most another one, whatever the variables.

    Attributes:
        number: What it is of.
        maximum: The highest that it can be.
        what: What it is, as the beginning of the sentence.
        unit: What is counted, in the plural.
    """

    number: Expression
    maximum: int
    what: str
    unit: str

    @property
    def variables(self) -> tuple[str, ...]:
        return self.number.variables

    @property
    def sentence(self) -> str:
        return f"{self.what} must be at most {self.maximum} {self.unit}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        numbers = _numbers(values, self.number)
        return numbers is None or numbers[0] <= self.maximum

    def condition(self) -> str:
        return f"{self.number.hcl} <= {self.maximum}"


class Holds(NamedTuple):
    """A condition over variables holds.

    Attributes:
        expression: The condition.
        sentence: What must hold, as of `Relation`.
    """

    expression: Expression
    sentence: str

    @property
    def variables(self) -> tuple[str, ...]:
        return self.expression.variables

    def holds(self, values: Mapping[str, Value]) -> bool:
        return bool(self.expression.value(values))

    def condition(self) -> str:
        return self.expression.hcl


class MaxEvaluationRange(NamedTuple):
    """An alarm looks back at most a day, or a week with periods of an hour or more.

    Source: CloudWatch PutMetricAlarm, `EvaluationPeriods` times `Period`.
    """

    period: Named
    periods: Named

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.period.variables, *self.periods.variables)))

    @property
    def sentence(self) -> str:
        return (
            f"{self.period.name} times {self.periods.name} must be at most 86400 seconds, "
            f"or 604800 when {self.period.name} is 3600 or more"
        )

    def holds(self, values: Mapping[str, Value]) -> bool:
        numbers = _numbers(values, self.period, self.periods)
        if numbers is None:
            return True
        period, count = numbers
        return period * count <= (86400 if period < 3600 else 604800)  # noqa: PLR2004 - as above

    def condition(self) -> str:
        period, count = self.period.hcl, self.periods.hcl
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


def relation_breach(relation: Relation) -> str:
    """The part of a message that shows what breaks a relation, as of `ShowsBreach`, or nothing."""
    return relation.breach() if isinstance(relation, (OnlyWhen, InRegion)) else ""


def relation_source(relation: Relation) -> str:
    """The page that a relation comes from; empty where that is the page of its variables."""
    if isinstance(relation, OnlyWhen):
        return relation_source(relation.relation)
    return relation.source if isinstance(relation, InRegion) else ""


def _numbers(values: Mapping[str, Value], *expressions: Expression) -> tuple[float, ...] | None:
    """Evaluate expressions; None where one is no number, which rules of its variables reject."""
    try:
        found = tuple(each.value(values) for each in expressions)
    except (TypeError, ZeroDivisionError):
        return None
    numbers = tuple(each for each in found if isinstance(each, (int, float)))
    return numbers if len(numbers) == len(found) else None
