"""Small expressions over the variables of a module, such as the threshold of an alarm.

One expression writes itself as HCL, has a value in Python where the values of the variables are
known, and becomes JSON that the suite of a rendered module evaluates.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, TypeAlias

from lambda_monitored_gen.hcl.literals import literal
from lambda_monitored_gen.hcl.type_constraints import Scalar, Value

Json: TypeAlias = "str | float | list[Json] | dict[str, Json] | None"
"""What the suite of a rendered module reads; `true` and `false` count as numbers here."""


class Expression(ABC):
    """What every expression can do; subclasses say how.

    Attributes:
        binds: How tightly its outermost sign holds its operands together; 7 where it has none.
    """

    __slots__ = ()
    binds: int = 7

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

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the module that it reads, each once."""
        return _variables_of(self)

    def __mul__(self, other: "Expression | float") -> "Expression":
        """Multiply by a number or by another expression."""
        return Operation("*", self, other)

    def __truediv__(self, other: "Expression | float") -> "Expression":
        """Divide by a number or by another expression."""
        return Operation("/", self, other)

    def __add__(self, other: "Expression | float") -> "Expression":
        """Add a number or another expression."""
        return Operation("+", self, other)

    def __and__(self, other: "Expression") -> "Expression":
        """Join two conditions that must both hold."""
        return Operation("&&", self, other)

    def equals(self, value: Scalar) -> "Expression":
        """The condition that the expression has this value."""
        return Operation("==", self, Literal(value))

    def differs_from(self, value: Scalar) -> "Expression":
        """The condition that the expression has another value than this one."""
        return Operation("!=", self, Literal(value))

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

    @property
    def count(self) -> str:
        return "1" if self._literal else "0"

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

    __slots__ = ("meaning", "name")

    def __init__(self, name: str, meaning: Expression) -> None:
        self.name = name
        self.meaning = meaning

    @property
    def hcl(self) -> str:
        return f"local.{self.name}"

    def value(self, values: Mapping[str, Value]) -> Value:
        return self.meaning.value(values)

    def as_json(self) -> Json:
        return self.meaning.as_json()


class _Sign(NamedTuple):
    """How tightly a sign binds, what it is called in JSON, and what it does with two values."""

    binds: int
    key: str
    apply: Callable[[Any, Any], Value]


class Operation(Expression):
    """Two expressions with a sign between them.

    Source of the order in which signs bind:
    <https://developer.hashicorp.com/terraform/language/expressions/operators>.

    Args:
        sign: One of those below.
        left: What is before it.
        right: What is after it.
    """

    __slots__ = ("_apply", "_left", "_right", "_sign", "binds")

    _SIGNS: ClassVar[Mapping[str, _Sign]] = {
        "*": _Sign(6, "product", lambda a, b: a * b),
        "/": _Sign(6, "quotient", lambda a, b: a / b),
        "+": _Sign(5, "sum", lambda a, b: a + b),
        "==": _Sign(3, "equal", lambda a, b: a == b),
        "!=": _Sign(3, "unequal", lambda a, b: a != b),
        "&&": _Sign(2, "both", lambda a, b: bool(a and b)),
    }

    def __init__(self, sign: str, left: Expression, right: Expression | float) -> None:
        self._sign = sign
        self._left = left
        self._right = _expression(right)
        self.binds = self._SIGNS[sign].binds
        self._apply = self._SIGNS[sign].apply

    @property
    def hcl(self) -> str:
        # Without parentheses, signs that bind alike are grouped from the left.
        left, right = _operand(self._left, self.binds), _operand(self._right, self.binds + 1)
        return f"{left} {self._sign} {right}"

    def value(self, values: Mapping[str, Value]) -> Value:
        return self._apply(self._left.value(values), self._right.value(values))

    def as_json(self) -> Json:
        return {self._SIGNS[self._sign].key: [self._left.as_json(), self._right.as_json()]}


class IsSet(Expression):
    """The condition that an expression is not null."""

    __slots__ = ("_inner",)
    binds = 3

    def __init__(self, inner: Expression) -> None:
        self._inner = inner

    @property
    def hcl(self) -> str:
        return f"{_operand(self._inner, self.binds)} != null"

    @property
    def count(self) -> str:
        return f"{_operand(self._inner, self.binds)} == null ? 0 : 1"

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
    if isinstance(document, dict):
        return {key: resolve(each, convert) for key, each in document.items()}
    if isinstance(document, list):
        return [resolve(each, convert) for each in document]
    return convert(document) if isinstance(document, Expression) else document


def _expression(given: Expression | float) -> Expression:
    return given if isinstance(given, Expression) else Literal(given)


def _operand(expression: Expression, least: int) -> str:
    """Write an operand, in parentheses unless it binds at least so tightly."""
    return expression.hcl if expression.binds >= least else f"({expression.hcl})"


@lru_cache(maxsize=1024)  # the catalog's expressions are asked for every module of a fleet
def _variables_of(expression: Expression) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_variables(expression.as_json())))


def _variables(document: Json) -> Iterator[str]:
    """The variables in an expression's JSON."""
    if isinstance(document, dict):
        if set(document) == {"var"}:
            yield str(document["var"])
        for each in document.values():
            yield from _variables(each)
    elif isinstance(document, list):
        for each in document:
            yield from _variables(each)
