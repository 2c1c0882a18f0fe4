"""Terraform's type constraints, which test Python values and write themselves as HCL.

The same constraints describe the variables of the generated module and the keys of the spec,
so that both are checked, explained and put into the JSON Schema by the same code.

Source: <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Scalar | Sequence["Value"] | Mapping[str, "Value"]
Path: TypeAlias = tuple[int | str, ...]
"""Where in a value something is: list indices and map keys, outermost first."""

JsonSchema: TypeAlias = dict[str, Any]


class Mismatch(NamedTuple):
    """A part of a value that is of the wrong type.

    Attributes:
        path: Where in the value; empty for the value itself.
        expected: The type wanted there.
        found: What is there.
    """

    path: Path
    expected: "TypeConstraint"
    found: Value


class TypeConstraint(Protocol):
    """The type of a variable, or of a key of the spec."""

    @property
    def english(self) -> str:
        """The type with an article, such as `a list of strings`, for the diagnostic."""

    @property
    def hcl(self) -> str:
        """The type as Terraform writes it, such as `list(string)`.

        Written into `variables.tf`, the README of the module and `lmgen explain`.
        """

    def mismatches(self, value: Value, path: Path = ()) -> Iterator[Mismatch]:
        """Yield each part of the value that is of another type.

        `SpecDecoder.value` calls it first for each value, before any rule of it.

        Args:
            value: Null has no type, so that it is always a mismatch: where null is allowed, the
                caller does not ask.
            path: Where the value is; the path of each mismatch starts with it.
        """

    def json_schema(self) -> JsonSchema:
        """The type as JSON Schema, draft-07; `Field.json_schema` calls it for `lmgen schema`."""


class Primitive(NamedTuple):
    """`string`, `number` or `bool`."""

    hcl: str
    english: str
    plural: str
    json_type: str
    python_types: tuple[type, ...]

    def mismatches(self, value: Value, path: Path = ()) -> Iterator[Mismatch]:
        """Yield the value when it is of another type."""
        if not self._holds(value):
            yield Mismatch(path, self, value)

    def _holds(self, value: Value) -> bool:
        if isinstance(value, bool):  # a bool is an int to Python, never to Terraform
            return bool in self.python_types
        if isinstance(value, float) and not math.isfinite(value):
            return False
        return isinstance(value, self.python_types)

    def json_schema(self) -> JsonSchema:
        """The type as JSON Schema, draft-07."""
        return {"type": self.json_type}


STRING = Primitive("string", "a string", "strings", "string", (str,))
NUMBER = Primitive("number", "a number", "numbers", "number", (int, float))
BOOL = Primitive("bool", "true or false", "booleans", "boolean", (bool,))


class ListOf(NamedTuple):
    """`list(item)`, of values of one type."""

    item: Primitive

    @property
    def english(self) -> str:
        """The type with an article."""
        return f"a list of {self.item.plural}"

    @property
    def hcl(self) -> str:
        """The type as Terraform writes it."""
        return f"list({self.item.hcl})"

    def mismatches(self, value: Value, path: Path = ()) -> Iterator[Mismatch]:
        """Yield the value, or its items, of another type."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            yield Mismatch(path, self, value)
            return
        for index, item in enumerate(value):
            yield from self.item.mismatches(item, (*path, index))

    def json_schema(self) -> JsonSchema:
        """The type as JSON Schema, draft-07."""
        return {"type": "array", "items": self.item.json_schema()}


class MapOf(NamedTuple):
    """`map(item)`, from strings to values of one type."""

    item: "Primitive | ObjectOf"

    @property
    def english(self) -> str:
        """The type with an article."""
        return f"a mapping from names to {self.item.plural}"

    @property
    def hcl(self) -> str:
        """The type as Terraform writes it."""
        return f"map({self.item.hcl})"

    def mismatches(self, value: Value, path: Path = ()) -> Iterator[Mismatch]:
        """Yield the value, or the values under its keys, of another type."""
        if not isinstance(value, Mapping):
            yield Mismatch(path, self, value)
            return
        for key, item in value.items():
            yield from self.item.mismatches(item, (*path, key))

    def json_schema(self) -> JsonSchema:
        """The type as JSON Schema, draft-07."""
        return {"type": "object", "additionalProperties": self.item.json_schema()}


class ObjectOf(NamedTuple):
    """`object({…})`, whose attributes may all be left out.

    Attributes:
        attributes: Type by name; a list that is left out is empty, anything else is null.
    """

    attributes: Mapping[str, Primitive | ListOf]

    @property
    def plural(self) -> str:
        """Several of them."""
        return "mappings"

    @property
    def english(self) -> str:
        """The type with an article."""
        return f"a mapping with any of the keys {', '.join(self.attributes)}"

    @property
    def hcl(self) -> str:
        """The type as Terraform writes it."""
        inner = ", ".join(
            f"{name} = optional({each.hcl}{', []' if isinstance(each, ListOf) else ''})"
            for name, each in self.attributes.items()
        )
        return f"object({{ {inner} }})"

    def mismatches(self, value: Value, path: Path = ()) -> Iterator[Mismatch]:
        """Yield the value if it is no mapping or has other keys, or its attributes of other types.

        Terraform drops an attribute that it does not know; in a spec, that is a mistake.
        """
        if not isinstance(value, Mapping) or not value.keys() <= self.attributes.keys():
            yield Mismatch(path, self, value)
            return
        for name, item in value.items():
            yield from self.attributes[name].mismatches(item, (*path, name))

    def json_schema(self) -> JsonSchema:
        """The type as JSON Schema, draft-07."""
        properties = {name: each.json_schema() for name, each in self.attributes.items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}


def format_value(value: Value, *, width: int = 60) -> str:
    """Write a value for a message: as JSON would, on one line, cut to `width` characters."""
    import json  # noqa: PLC0415 - only messages need it

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= width else f"{text[: width - 1]}…"
