"""Metric math: the subset that works on one point in time each, with AWS's rules of missing points.

Arithmetic, comparisons, AND, OR, IF, and FILL with a number. What changes with the range of time
that is fetched (AVG, RATE, FILL with REPEAT, ...) is refused by name.

Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lambda_monitored_gen.alarms import missing_points
from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.missing_points import Binary, Value

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>[<>=!]=|&&|\|\||[-+*/^<>(),]))"
)
_END = ""

# From the loosest to the tightest. Comparisons and logic give 1 or 0.
_LEVELS: tuple[Mapping[str, Binary], ...] = (
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
    {"+": lambda a, b: a + b, "-": lambda a, b: a - b},
    {"*": lambda a, b: a * b, "/": lambda a, b: a / b},
)
_SYNONYMS = {"&&": "AND", "||": "OR"}
_SUPPORTED = "Supported: numbers, ids, + - * / ^, comparisons, AND, OR, IF, and FILL with a number."

CHANGE_WITH_THE_RANGE = frozenset(
    {
        "AVG",
        "DATAPOINT_COUNT",
        "DIFF",
        "DIFF_TIME",
        "FIRST",
        "LAST",
        "MAX",
        "METRIC_COUNT",
        "MIN",
        "RATE",
        "REMOVE_EMPTY",
        "RUNNING_SUM",
        "SLICE",
        "SORT",
        "STDDEV",
        "SUM",
        "TIME_SERIES",
    }
)
"""Functions whose value depends on how far back CloudWatch looks, which it does not document."""


@dataclass(frozen=True)
class Expression:
    """A parsed expression.

    Attributes:
        text: As the alarm has it.
        names: The ids that it names; at least one.
        value: From the values of ids at one time to the value of the expression at that time, None
            where it has no data point.
    """

    text: str
    names: frozenset[str]
    value: Value


def parse_expression(text: str) -> Expression:
    """Parse an expression.

    Args:
        text: The expression as an alarm has it.

    Raises:
        AlarmError: It is not valid metric math, or uses something that is not supported.
    """
    parser = _Parser(text)
    node = parser.whole()
    if not node.series:
        raise AlarmError(f"the expression '{text}' is a number; an alarm watches a metric.")
    return Expression(text, frozenset(parser.names), node.value)


class _Node(NamedTuple):
    """A part of an expression: a time series where it names a metric, otherwise a number."""

    value: Value
    series: bool


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.position = 0
        self.names: set[str] = set()

    def whole(self) -> _Node:
        expression = self.level(0)
        if self.tokens[self.position] != _END:
            raise self.unexpected()
        return expression

    def level(self, depth: int) -> _Node:
        if depth == len(_LEVELS):
            return self.signed()
        left = self.level(depth + 1)
        while (sign := self.tokens[self.position]) in _LEVELS[depth]:
            self.position += 1
            left = _binary(_LEVELS[depth][sign], left, self.level(depth + 1))
        return left

    def signed(self) -> _Node:
        if self.taken("-"):
            return _binary(lambda a, b: a - b, _number(0.0), self.signed())
        base = self.atom()
        return _binary(missing_points.power, base, self.signed()) if self.taken("^") else base

    def atom(self) -> _Node:
        token = self.tokens[self.position]
        if token[:1].isdigit() or token[:1] == ".":
            self.position += 1
            return _number(float(token))
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
        return _Node(lambda lookup: lookup(token), series=True)

    def call(self, function: str) -> _Node:
        if function == "IF":
            return self.conditional()
        if function == "FILL":
            return self.filled()
        reason = (
            "whose value changes with the evaluation range, which CloudWatch does not document"
            if function in CHANGE_WITH_THE_RANGE
            else "which the alarm evaluator does not support"
        )
        raise AlarmError(f"the expression '{self.text}' calls {function}, {reason}. {_SUPPORTED}")

    def conditional(self) -> _Node:
        self.take("(")
        condition = self.level(0)
        self.take(",")
        then = self.level(0)
        otherwise = self.level(0) if self.taken(",") else _ABSENT
        self.take(")")
        build = missing_points.if_series if condition.series else missing_points.if_number
        default = 0.0 if then.series else None
        value = build(condition.value, then.value, otherwise.value, default)
        return _Node(value, condition.series or then.series or otherwise.series)

    def filled(self) -> _Node:
        self.take("(")
        filled = self.level(0)
        self.take(",")
        filler = self.level(0)
        if filler.series:
            raise AlarmError(
                f"the expression '{self.text}' fills with other than a number (REPEAT, LINEAR, "
                "another metric), and that changes with the evaluation range, which CloudWatch "
                f"does not document. {_SUPPORTED}"
            )
        self.take(")")
        return _Node(missing_points.fill(filled.value, filler.value), filled.series)

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


def _number(number: float) -> _Node:
    return _Node(lambda _: number, series=False)


_ABSENT = _Node(lambda _: None, series=False)
"""The third argument of an IF that has two."""


def _binary(function: Binary, left: _Node, right: _Node) -> _Node:
    if left.series and right.series:
        return _Node(missing_points.of_two_series(function, left.value, right.value), series=True)
    value = missing_points.of_numbers(function, left.value, right.value)
    return _Node(value, left.series or right.series)
