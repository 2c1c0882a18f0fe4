"""Rules across variables about which of them are given; other relations are in `relations`."""

from collections.abc import Mapping
from typing import NamedTuple

from lambda_monitored_gen.hcl.expressions import Expression
from lambda_monitored_gen.hcl.type_constraints import Value


class RequiredTogether(NamedTuple):
    """Two lists or strings are given together or not at all; null and empty are the same."""

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


class GivenExactlyWhen(NamedTuple):
    """A variable is not null under a condition, and only then.

    Attributes:
        variable: The variable, whose default is null.
        when: The condition.
        words: The condition in words, such as `update_runtime_on = Manual`.
    """

    variable: str
    when: Expression
    words: str

    @property
    def variables(self) -> tuple[str, ...]:
        return (*self.when.variables, self.variable)

    @property
    def sentence(self) -> str:
        return f"{self.variable} must be given with {self.words}, and only then"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return (values[self.variable] is not None) == bool(self.when.value(values))

    def condition(self) -> str:
        return f"(var.{self.variable} != null) == ({self.when.hcl})"


class ExactlyOne(NamedTuple):
    """Of several variables, one is not null."""

    variables: tuple[str, ...]

    @property
    def sentence(self) -> str:
        *others, last = self.variables
        return f"exactly one of {', '.join(others)} and {last} must be given"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return sum(values[name] is not None for name in self.variables) == 1

    def condition(self) -> str:
        given = ", ".join(f"var.{name}" for name in self.variables)
        return f"length([for each in [{given}] : each if each != null]) == 1"


class AtLeastOne(NamedTuple):
    """One of two lists has an item.

    Attributes:
        first: A list that is not null.
        second: Another one.
        purpose: What the items are for, as the rest of a sentence.
    """

    first: str
    second: str
    purpose: str

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.first, self.second)

    @property
    def sentence(self) -> str:
        return f"{self.first} or {self.second} must have an item, {self.purpose}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return any(values[name] is None or values[name] for name in self.variables)

    def condition(self) -> str:
        return f"length(var.{self.first}) + length(var.{self.second}) > 0"


class NeedsSwitch(NamedTuple):
    """What may be given only where a switch is on; null and an empty list are not given.

    Attributes:
        switch: A variable that is true or false.
        needing: Texts and lists that mean nothing without it.
    """

    switch: str
    needing: tuple[str, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        return (*self.needing, self.switch)

    @property
    def sentence(self) -> str:
        verb = "needs" if len(self.needing) == 1 else "need"
        return f"{' and '.join(self.needing)} {verb} {self.switch}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return values[self.switch] is not False or not any(values[name] for name in self.needing)

    def condition(self) -> str:
        # `try`, because length(null) is an error.
        empty = (f"try(length(var.{name}), 0) == 0" for name in self.needing)
        return f"(var.{self.switch} || {' && '.join(empty)})"
