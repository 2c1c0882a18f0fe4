"""The expressions of `parameters.json`: what depends on the values that a module is called with.

An object with one of the keys below is an expression; anything else stands for itself.

| key | value |
|---|---|
| `var` | the value of the variable of that name |
| `product` | the operands, multiplied |
| `quotient` | the first operand, divided by the second |
| `sum` | the operands, added |
| `ceil`, `floor` | the operand, rounded up or down to a whole number |
| `min`, `max` | the smallest or the largest operand |
| `coalesce` | the first operand that is not null |
| `rate_seconds` | the seconds of a schedule such as `rate(5 minutes)`; null for another one |
| `both` | whether both operands hold |
| `equal`, `unequal` | whether both operands are equal, or are not |
| `set` | whether the operand is not null |
| `filled` | whether the operand, a list, map or text, is not empty |
| `choice` | the second operand if the first one holds, else the third |
| `join` | the operands, one after the other, as text |
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any


def evaluate(expression: Any, value: Callable[[str], Any]) -> Any:
    """Evaluate an expression, or a document with expressions in it.

    Args:
        expression: As `parameters.json` has it.
        value: From the name of a variable to its value.
    """
    if isinstance(expression, list):
        return [evaluate(each, value) for each in expression]
    if not isinstance(expression, dict):
        return expression
    if "var" in expression:
        return value(expression["var"])
    for key, operator in _OPERATORS.items():
        if key in expression:
            return operator(evaluate(expression[key], value))
    return {key: evaluate(each, value) for key, each in expression.items()}


def _text(value: Any) -> str:
    """Write a value as Terraform does inside of text: a number has no exponent."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)


def _rate_seconds(schedule: Any) -> int | None:
    """Seconds from one time of a schedule to the next; None where it is no rate."""
    found = re.match(r"rate\((\d+) (minute|hour|day)s?\)$", str(schedule))
    if found is None:
        return None
    return int(found[1]) * {"minute": 60, "hour": 3600, "day": 86400}[found[2]]


_OPERATORS: dict[str, Callable[[Any], Any]] = {
    "product": math.prod,
    "quotient": lambda operands: operands[0] / operands[1],
    "sum": sum,
    "ceil": lambda operands: math.ceil(*operands),
    "floor": lambda operands: math.floor(*operands),
    "min": min,
    "max": max,
    "coalesce": lambda operands: next(
        (each for each in operands if each is not None), None
    ),
    "rate_seconds": _rate_seconds,
    "both": all,
    "equal": lambda operands: operands[0] == operands[1],
    "unequal": lambda operands: operands[0] != operands[1],
    "set": lambda operand: operand is not None,
    "filled": bool,
    "choice": lambda operands: operands[1] if operands[0] else operands[2],
    "join": lambda operands: "".join(map(_text, operands)),
}
