"""Metric math: the subset that alarms of generated modules use, and a little more.

Arithmetic, comparisons, AND, OR and IF, which work on one point in time each. Functions that look
at a whole series (FILL, RATE, METRICS, ...) are refused by name.

Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lambda_monitored_gen.alarms.errors import AlarmError

Point = float | None
"""The value of an expression at one time; None where it has no data point."""

Lookup = Callable[[str], Point]
"""From the id of a metric or expression to its value at one time."""

_Function = Callable[[Lookup], Point]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>[<>=!]=|&&|\|\||[-+*/^<>(),]))"
)
_END = ""

# From the loosest to the tightest. Comparisons and logic give 1 or 0.
_LEVELS: tuple[Mapping[str, Callable[[float, float], float]], ...] = (
    {"OR": lambda a, b: float(a != 0 or b != 0)},
    {"AND": lambda a, b: float(a != 0 and b != 0)},
    {
        "==": lambda a, b: float(a == b),
        "!=": lambda a, b: float(a != b),
        "<=": lambda a, b: float(a <= b),
        ">=": lambda a, b: float(a >= b),
        "<": lambda a, b: float(a < b),
        ">": lambda a, b: float(a > b),
    },
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": operator.truediv},
)
_SYNONYMS = {"&&": "AND", "||": "OR"}
_SUPPORTED = "Supported: numbers, ids, + - * / ^, comparisons, AND, OR and IF."


@dataclass(frozen=True)
class Expression:
    """A parsed expression.

    Attributes:
        text: As the alarm has it.
        names: The ids that it names.
        value: From the values of ids at one time to the value of the expression at that time.
            Where an id has no point, or a division is by zero, there is none of the result
            either; IF has one where its condition and the branch that is chosen have.
    """

    text: str
    names: frozenset[str]
    value: _Function


def parse_expression(text: str) -> Expression:
    """Parse an expression.

    Args:
        text: The expression as an alarm has it.

    Raises:
        AlarmError: It is not valid metric math, or uses something that is not supported.
    """
    parser = _Parser(text)
    value = parser.whole()
    return Expression(text, frozenset(parser.names), value)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.position = 0
        self.names: set[str] = set()

    def whole(self) -> _Function:
        expression = self.level(0)
        if self.tokens[self.position] != _END:
            raise self.unexpected()
        return expression

    def level(self, depth: int) -> _Function:
        if depth == len(_LEVELS):
            return self.signed()
        left = self.level(depth + 1)
        while (sign := self.tokens[self.position]) in _LEVELS[depth]:
            self.position += 1
            left = _binary(_LEVELS[depth][sign], left, self.level(depth + 1))
        return left

    def signed(self) -> _Function:
        if self.taken("-"):
            return _binary(operator.sub, lambda _: 0.0, self.signed())
        base = self.atom()
        return _binary(_power, base, self.signed()) if self.taken("^") else base

    def atom(self) -> _Function:
        token = self.tokens[self.position]
        if token[:1].isdigit() or token[:1] == ".":
            self.position += 1
            number = float(token)
            return lambda _: number
        if self.taken("("):
            inner = self.level(0)
            self.take(")")
            return inner
        if not token.isidentifier() or token in {"AND", "OR"}:
            raise self.unexpected()
        self.position += 1
        if self.tokens[self.position] == "(":
            return self.call(token)
        self.names.add(token)
        return lambda lookup: lookup(token)

    def call(self, function: str) -> _Function:
        if function != "IF":
            raise AlarmError(
                f"the expression '{self.text}' calls {function}, which the alarm evaluator does "
                f"not support. {_SUPPORTED}"
            )
        self.take("(")
        condition = self.level(0)
        self.take(",")
        then = self.level(0)
        # Without a third argument there is no point where the condition does not hold.
        otherwise: _Function = self.level(0) if self.taken(",") else lambda _: None
        self.take(")")
        return _if(condition, then, otherwise)

    def taken(self, token: str) -> bool:
        if self.tokens[self.position] != token:
            return False
        self.position += 1
        return True

    def take(self, token: str) -> None:
        if not self.taken(token):
            raise self.unexpected()

    def unexpected(self) -> AlarmError:
        found = self.tokens[self.position]
        where = f"an unexpected '{found}'" if found else "an unexpected end"
        return AlarmError(f"the expression '{self.text}' has {where}. {_SUPPORTED}")


def _tokens(text: str) -> list[str]:
    tokens = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].strip()
            raise AlarmError(f"the expression '{text}' is not valid from '{rest}' on. {_SUPPORTED}")
        token = match[0].strip()
        tokens.append(_SYNONYMS.get(token, token))
        position = match.end()
    return [*tokens, _END]


def _binary(
    function: Callable[[float, float], float], left: _Function, right: _Function
) -> _Function:
    def value(lookup: Lookup) -> Point:
        a, b = left(lookup), right(lookup)
        if a is None or b is None:
            return None
        try:
            return function(a, b)
        except (ZeroDivisionError, OverflowError):
            return None

    return value


def _if(condition: _Function, then: _Function, otherwise: _Function) -> _Function:
    def value(lookup: Lookup) -> Point:
        holds = condition(lookup)
        if holds is None:
            return None
        return then(lookup) if holds else otherwise(lookup)

    return value


def _power(base: float, exponent: float) -> float:
    result = base**exponent
    if isinstance(result, complex):
        # A root of a negative number is as little a data point as a division by zero.
        raise OverflowError
    return float(result)
