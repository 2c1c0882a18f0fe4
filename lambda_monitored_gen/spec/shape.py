"""How the keys of a spec are described: once, for its check and for its JSON Schema."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from lambda_monitored_gen.hcl.type_constraints import JsonSchema, TypeConstraint
from lambda_monitored_gen.rules import Rule


class Record(NamedTuple):
    """A mapping with known keys.

    Attributes:
        fields: Its keys, in the order in which people write them.
        noun: What a key of it is called in messages, such as `variable` or `feature`.
        minimum: How many keys it must have at least.
        hints: What to tell who writes a key that it does not have, by key.
    """

    fields: tuple["Field", ...]
    noun: str = "key"
    minimum: int = 0
    hints: tuple[tuple[str, str], ...] = ()

    def by_name(self) -> dict[str, "Field"]:
        """The fields under their names."""
        return {field.name: field for field in self.fields}

    def json_schema(self) -> JsonSchema:
        """The record as JSON Schema, draft-07."""
        schema: JsonSchema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {field.name: field.json_schema() for field in self.fields},
        }
        required = [field.name for field in self.fields if field.required]
        if required:
            schema["required"] = required
        if self.minimum:
            schema["minProperties"] = self.minimum
        return schema


class Records(NamedTuple):
    """A list of mappings of one shape."""

    record: Record

    def json_schema(self) -> JsonSchema:
        """The list as JSON Schema, draft-07."""
        return {"type": "array", "items": self.record.json_schema()}


Shape: TypeAlias = TypeConstraint | Record | Records


class Field(NamedTuple):
    """One key of a record.

    Attributes:
        name: The key.
        shape: What may stand under it.
        description: What it does, in plain sentences.
        required: Whether the record must have it.
        nullable: Whether null is a value of its own; elsewhere null is an error, or no section.
        rules: What must hold of a value of the right type.
        reason: A clause that says where the rules come from, for messages.
    """

    name: str
    shape: Shape
    description: str
    required: bool = False
    nullable: bool = False
    rules: tuple[Rule, ...] = ()
    reason: str = ""

    def json_schema(self) -> JsonSchema:
        """The field as JSON Schema, draft-07."""
        schema = combine(self.shape.json_schema(), (rule.json_schema() for rule in self.rules))
        if self.nullable:
            schema = {"anyOf": [{"type": "null"}, schema]}
        return {"description": self.description, **schema}


def combine(base: JsonSchema, others: Iterator[JsonSchema]) -> JsonSchema:
    """Join schemas that must all hold, side by side where no keyword stands in two of them."""
    schema = dict(base)
    rest: list[Mapping[str, object]] = []
    for other in others:
        if other.get("type") == "integer" and schema.get("type") == "number":
            schema["type"] = "integer"
        new = {key: value for key, value in other.items() if schema.get(key) != value}
        new = {key: value for key, value in new.items() if not (key == "type" and key in schema)}
        if any(key in schema for key in new):
            rest.append(new)
        else:
            schema |= new
    return {**schema, "allOf": rest} if rest else schema
