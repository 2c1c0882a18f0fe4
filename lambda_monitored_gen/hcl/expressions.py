"""Small expressions over the variables of a module, such as the threshold of an alarm.

One expression writes itself as HCL, has a value in Python where the values of the variables are
known, and becomes JSON that the suite of a rendered module evaluates.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeAlias, cast

from lambda_monitored_gen.hcl.literals import literal
from lambda_monitored_gen.hcl.type_constraints import Scalar, Value

Json: TypeAlias = "str | float | list[Json] | dict[str, Json] | None"
"""What the suite of a rendered module reads; `true` and `false` count as numbers here."""


class Expression(ABC):
    """What every expression can do; subclasses say how."""

    __slots__ = ()

    @property
    @abstractmethod
    def hcl(self) -> str:
        """The expression as a rendered module has it."""

    @property
    def count(self) -> str:
        """The condition as an argument `count`: one resource where it holds, else none."""
        return f"{self.hcl} ? 1 : 0"

    @abstractmethod
    def value(self, values: Mapping[str, Value]) -> Value:
        """Evaluate the expression.

        Args:
            values: Every variable of the module with the value that its caller gives, or its
                default.

        Raises:
            KeyError: The module has no such variable.
        """

    @abstractmethod
    def as_json(self) -> Json:
        """The expression for programs: a literal, or an object whose only key is an operator."""

    def __mul__(self, other: "Expression | float") -> "Expression":
        """Multiply by a number or by another expression."""
        return Product(self, other if isinstance(other, Expression) else Literal(other))

    def __and__(self, other: "Expression") -> "Expression":
        """Join two conditions that must both hold."""
        return Both(self, other)

    def equals(self, value: Scalar) -> "Expression":
        """The condition that the expression has this value."""
        return Equals(self, Literal(value))

    def is_set(self) -> "Expression":
        """The condition that the expression is not null."""
        return IsSet(self)


class Literal(Expression):
    """A value that no variable decides."""

    __slots__ = ("_literal",)

    def __init__(self, value: Scalar) -> None:
        self._literal = value

    @property
    def hcl(self) -> str:
        return literal(self._literal)

    def value(self, values: Mapping[str, Value]) -> Value:  # noqa: ARG002 - the same for all
        return self._literal

    def as_json(self) -> Json:
        return self._literal


class Var(Expression):
    """A variable of the module, by its name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def hcl(self) -> str:
        return f"var.{self.name}"

    def value(self, values: Mapping[str, Value]) -> Value:
        return values[self.name]

    def as_json(self) -> Json:
        return {"var": self.name}


class Local(Expression):
    """A local value of the module, with the expression over variables that it stands for."""

    __slots__ = ("_meaning", "_name")

    def __init__(self, name: str, meaning: Expression) -> None:
        self._name = name
        self._meaning = meaning

    @property
    def hcl(self) -> str:
        return f"local.{self._name}"

    def value(self, values: Mapping[str, Value]) -> Value:
        return self._meaning.value(values)

    def as_json(self) -> Json:
        return self._meaning.as_json()


class _Binary(Expression):
    """Two expressions with a sign between them."""

    __slots__ = ("_left", "_right")
    sign: ClassVar[str]
    key: ClassVar[str]

    def __init__(self, left: Expression, right: Expression) -> None:
        self._left = left
        self._right = right

    @property
    def hcl(self) -> str:
        return f"{_operand(self._left)} {self.sign} {_operand(self._right)}"

    def as_json(self) -> Json:
        return {self.key: [self._left.as_json(), self._right.as_json()]}


class Product(_Binary):
    """Two numbers, multiplied."""

    __slots__ = ()
    sign = "*"
    key = "product"

    def value(self, values: Mapping[str, Value]) -> Value:
        factors = [cast("float", each.value(values)) for each in (self._left, self._right)]
        return math.prod(factors)


class Both(_Binary):
    """Two conditions that must both hold."""

    __slots__ = ()
    sign = "&&"
    key = "both"

    @property
    def hcl(self) -> str:
        return f"{self._left.hcl} {self.sign} {self._right.hcl}"

    def value(self, values: Mapping[str, Value]) -> Value:
        return bool(self._left.value(values) and self._right.value(values))


class Equals(_Binary):
    """The condition that two expressions have one value."""

    __slots__ = ()
    sign = "=="
    key = "equal"

    def value(self, values: Mapping[str, Value]) -> Value:
        return self._left.value(values) == self._right.value(values)


class IsSet(Expression):
    """The condition that an expression is not null."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Expression) -> None:
        self._inner = inner

    @property
    def hcl(self) -> str:
        return f"{_operand(self._inner)} != null"

    @property
    def count(self) -> str:
        return f"{_operand(self._inner)} == null ? 0 : 1"

    def value(self, values: Mapping[str, Value]) -> Value:
        return self._inner.value(values) is not None

    def as_json(self) -> Json:
        return {"set": self._inner.as_json()}


def resolve(document: Any, convert: Callable[[Expression], Any]) -> Any:  # noqa: ANN401 - as JSON
    """Replace each expression in a document of mappings and lists.

    Args:
        document: The document; what is neither expression, mapping nor list stays.
        convert: From an expression to what takes its place, such as its value.
    """
    if isinstance(document, Expression):
        return convert(document)
    if isinstance(document, dict):
        return {key: resolve(each, convert) for key, each in document.items()}
    if isinstance(document, list):
        return [resolve(each, convert) for each in document]
    return document


def variables_of(expression: Expression) -> tuple[str, ...]:
    """List the variables that an expression names, each once, in its order."""

    def names(json: Json) -> Iterator[str]:
        if isinstance(json, dict):
            for key, each in json.items():
                yield from [str(each)] if key == "var" else names(each)
        elif isinstance(json, list):
            for each in json:
                yield from names(each)

    return tuple(dict.fromkeys(names(expression.as_json())))


def _operand(expression: Expression) -> str:
    """Write an operand of a sign that binds tighter than `&&`."""
    return f"({expression.hcl})" if isinstance(expression, Both) else expression.hcl
