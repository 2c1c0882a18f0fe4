"""Expressions that call a function of Terraform, or choose: `ceil(var.timeout / 60)`, `a ? b : c`.

What expressions are is in `expressions`.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from lambda_monitored_gen.hcl.expressions import Expression, Json, Literal
from lambda_monitored_gen.hcl.literals import call, indent, literal
from lambda_monitored_gen.hcl.type_constraints import Scalar, Value

_WIDTH = 90
"""Characters above which a call has a line for each argument."""


class Call(Expression):
    """A call of one of Terraform's functions.

    Args:
        function: Its name, one of those below.
        arguments: What it is called with.
    """

    __slots__ = ("_arguments", "_function")

    # Of the arguments one by one: what follows the first value of `coalesce` is not computed.
    _FUNCTIONS: ClassVar[Mapping[str, Callable[[Iterator[Any]], Value]]] = {
        "ceil": lambda arguments: math.ceil(next(arguments)),
        "coalesce": lambda arguments: next((each for each in arguments if each is not None), None),
        "floor": lambda arguments: math.floor(next(arguments)),
        "max": max,
        "min": min,
    }

    def __init__(self, function: str, *arguments: Expression | float) -> None:
        self._function = function
        self._arguments = tuple(
            each if isinstance(each, Expression) else Literal(each) for each in arguments
        )

    @property
    def hcl(self) -> str:
        arguments = [each.hcl for each in self._arguments]
        text = call(self._function, *arguments)
        if len(text) <= _WIDTH:
            return text
        lines = (f"  {indent(each, 2)},\n" for each in arguments)
        return call(self._function, f"\n{''.join(lines)}")

    def value(self, values: Mapping[str, Value]) -> Value:
        return self._FUNCTIONS[self._function](each.value(values) for each in self._arguments)

    def as_json(self) -> Json:
        return {self._function: [each.as_json() for each in self._arguments]}


class NotEmpty(Expression):
    """The condition that a list, a map or a string has at least one item or character.

    Args:
        inner: The list, the map or the string.
    """

    __slots__ = ("_inner",)
    binds = 4

    def __init__(self, inner: Expression) -> None:
        self._inner = inner

    @property
    def hcl(self) -> str:
        return f"{call('length', self._inner.hcl)} > 0"

    def value(self, values: Mapping[str, Value]) -> Value:
        return bool(self._inner.value(values))

    def as_json(self) -> Json:
        return {"filled": self._inner.as_json()}


class RateSeconds(Expression):
    """Seconds from one time of a schedule to the next, such as 300 of `rate(5 minutes)`.

    Null where it is no rate, null itself among it.

    Args:
        schedule: The schedule.
    """

    __slots__ = ("_schedule",)

    _PATTERN = r"^rate\(([0-9]+) (minute|hour|day)s?\)$"
    _UNITS: ClassVar[Mapping[str, int]] = {"minute": 60, "hour": 3600, "day": 86_400}

    def __init__(self, schedule: Expression) -> None:
        self._schedule = schedule

    @property
    def hcl(self) -> str:
        parts = call("regex", literal(self._PATTERN), self._schedule.hcl)
        units = ", ".join(f"{unit} = {seconds}" for unit, seconds in self._UNITS.items())
        return call("try", f"{parts}[0] * {{ {units} }}[{parts}[1]]", "null")

    def value(self, values: Mapping[str, Value]) -> Value:
        found = re.match(self._PATTERN, str(self._schedule.value(values)))
        return int(found[1]) * self._UNITS[found[2]] if found else None

    def as_json(self) -> Json:
        return {"rate_seconds": self._schedule.as_json()}


class Choice(Expression):
    """One of two expressions, by a condition.

    Args:
        condition: What decides.
        then: The one where it holds.
        otherwise: The other one.
    """

    __slots__ = ("_condition", "_otherwise", "_then")
    binds = 0

    def __init__(
        self, condition: Expression, then: Expression | Scalar, otherwise: Expression | Scalar
    ) -> None:
        self._condition = condition
        self._then = then if isinstance(then, Expression) else Literal(then)
        self._otherwise = otherwise if isinstance(otherwise, Expression) else Literal(otherwise)

    @property
    def hcl(self) -> str:
        if self._condition.binds > self.binds:
            condition = self._condition.hcl
        else:
            condition = f"({self._condition.hcl})"
        return f"{condition} ? {self._then.hcl} : {self._otherwise.hcl}"

    def value(self, values: Mapping[str, Value]) -> Value:
        chosen = self._then if self._condition.value(values) else self._otherwise
        return chosen.value(values)

    def as_json(self) -> Json:
        parts = (self._condition, self._then, self._otherwise)
        return {"choice": [each.as_json() for each in parts]}
