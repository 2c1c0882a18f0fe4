"""String templates over the variables of a module, such as the description of an alarm.

Source: <https://developer.hashicorp.com/terraform/language/expressions/strings#string-templates>.
"""

import re
from collections.abc import Mapping

from lambda_monitored_gen.hcl.expressions import Expression, Json, Literal
from lambda_monitored_gen.hcl.literals import literal
from lambda_monitored_gen.hcl.type_constraints import Value

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Text(Expression):
    """Text with variables in it, such as `{function_name} has failed`.

    Args:
        template: The text; a variable is its name in braces. Anything else stays as it is.
    """

    __slots__ = ("_template",)

    def __init__(self, template: str) -> None:
        self._template = template

    @property
    def hcl(self) -> str:
        parts = _PLACEHOLDER.split(self._template)
        before = "".join(
            f"{_before_code(text)}${{var.{name}}}"
            for text, name in zip(parts[::2], parts[1::2], strict=False)
        )
        return f'"{before}{literal(parts[-1])[1:-1]}"'

    def value(self, values: Mapping[str, Value]) -> Value:
        # As in Terraform, `"${var.x}"` is the value of the variable, even if that is no text.
        if alone := _PLACEHOLDER.fullmatch(self._template):
            return values[alone[1]]
        return _PLACEHOLDER.sub(lambda found: _as_text(values[found[1]]), self._template)

    def as_json(self) -> Json:
        parts = _PLACEHOLDER.split(self._template)
        written: list[Json] = [
            {"var": part} if index % 2 else part for index, part in enumerate(parts) if part
        ]
        return written[0] if len(written) == 1 else {"join": written}


class Joined(Expression):
    """Texts one after the other, as one string template.

    Args:
        parts: Expressions whose values are texts.
    """

    __slots__ = ("_parts",)

    def __init__(self, *parts: Expression) -> None:
        self._parts = parts

    @property
    def hcl(self) -> str:
        return f'"{"".join(map(_inside, self._parts))}"'

    def value(self, values: Mapping[str, Value]) -> Value:
        return "".join(_as_text(each.value(values)) for each in self._parts)

    def as_json(self) -> Json:
        return {"join": [each.as_json() for each in self._parts]}


def _inside(part: Expression) -> str:
    """Write a part inside of quotes; text stands there as it is, unless it would escape code."""
    text = part.hcl
    if isinstance(part, (Literal, Text)) and text.startswith('"') and not text.endswith('$"'):
        return text[1:-1]
    return f"${{{text}}}"


def _before_code(text: str) -> str:
    """Write text inside of quotes and before `${`, which a `$` in front of it would escape."""
    plain = text.rstrip("$")
    dollars = text[len(plain) :]
    return literal(plain)[1:-1] + (f'${{"{dollars}"}}' if dollars else "")


def _as_text(value: Value) -> str:
    """Write a value as Terraform's templates do: a string as it is, a number without exponent."""
    if isinstance(value, str):
        return value
    text = literal(value)
    if not isinstance(value, float):
        return text
    from decimal import Decimal  # noqa: PLC0415 - few texts have a fraction

    return f"{Decimal(text):f}"
