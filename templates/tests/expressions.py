"""The expressions of `parameters.json`: what depends on the values that a module is called with.

An object with one of the keys below is an expression; anything else stands for itself.

| key | value |
|---|---|
| `var` | the value of the variable of that name |
| `product` | the operands, multiplied |
| `both` | whether both operands hold |
| `equal` | whether both operands are equal |
| `set` | whether the operand is not null |
| `join` | the operands, one after the other, as text |
"""

from __future__ import annotations

import math
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


_OPERATORS: dict[str, Callable[[Any], Any]] = {
    "product": math.prod,
    "both": all,
    "equal": lambda operands: operands[0] == operands[1],
    "set": lambda operand: operand is not None,
    "join": lambda operands: "".join(map(_text, operands)),
}
