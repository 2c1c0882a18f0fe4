"""The shapes of a spec's keys, declared once for validation and for the JSON Schema.

`spec.fields.SPEC` is the record of a whole spec. `SpecDecoder` walks a document along it whenever
a spec is read; `spec.schema.json_schema` walks it for `lmgen schema`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from lambda_monitored_gen.hcl.type_constraints import (
    BOOL,
    JsonSchema,
    ListOf,
    Mismatch,
    Path,
    Primitive,
    TypeConstraint,
    Value,
)
from lambda_monitored_gen.rules import Rule


class Record(NamedTuple):
    """A mapping with known keys, such as the sections `module` and `features`.

    Attributes:
        fields: Its keys, in the order in which people write them.
        noun: What messages call a key of it: `unknown variable 'memory_sise' in defaults`.
        minimum: How many keys it must have at least; 1 for a policy of a variable.
        hints: Hints for keys that it does not have but people may expect, by key.
    """

    fields: tuple["Field", ...]
    noun: str = "key"
    minimum: int = 0
    hints: tuple[tuple[str, str], ...] = ()

    def by_name(self) -> dict[str, "Field"]:
        """The fields under their names; the decoder looks each key of the document up here."""
        return {field.name: field for field in self.fields}

    def written_as_keys(self, found: Value) -> str:
        """What to write instead of a list of its keys, or of one of them alone.

        Args:
            found: Any value that is no mapping.

        Returns:
            A hint, or an empty text where it has none of its keys.
        """
        items, how = [found], "it as a key with a value"
        if isinstance(found, list):
            items, how = found, "keys with values, without dashes"
        known = self.by_name()
        for each in items:
            if isinstance(each, str) and each in known:
                value = "true" if known[each].shape is BOOL else "..."
                return f"Write {how}: `{each}: {value}`."
            if isinstance(each, dict) and each.keys() & known.keys():
                return "Remove the dashes: its keys stand below one another."
        return ""

    def without_required(self) -> "Record":
        """The same keys, none of which is required, for what is merged with another file.

        Items of lists are not merged, so that they still need their keys.
        """
        return self._replace(
            fields=tuple(
                field._replace(
                    required=False,
                    shape=field.shape.without_required()
                    if isinstance(field.shape, Record)
                    else field.shape,
                )
                for field in self.fields
            )
        )

    def json_schema(self) -> JsonSchema:
        """The record as JSON Schema, draft-07; unknown keys are errors there too.

        Null is an empty mapping, as the decoder reads it, where that is valid.
        """
        needs = self.minimum or any(field.required for field in self.fields)
        schema: JsonSchema = {
            "type": "object" if needs else ["object", "null"],
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
    """A list of mappings of one shape, such as `examples`."""

    record: Record

    def json_schema(self) -> JsonSchema:
        """The list as JSON Schema, draft-07."""
        return {"type": ["array", "null"], "items": self.record.json_schema()}


class OneOrMore(NamedTuple):
    """A value, or a list of at least one, such as the pattern or patterns of a policy."""

    item: Primitive

    @property
    def english(self) -> str:
        """The type with an article."""
        return f"{self.item.english} or a list of at least one"

    @property
    def hcl(self) -> str:
        """The two types, for the reference of keys; no variable of a module has such a type."""
        return f"{self.item.hcl} or {ListOf(self.item).hcl}"

    def mismatches(self, value: Value, path: Path = ()) -> Iterator[Mismatch]:
        """Yield the value, or its items, of another type."""
        if isinstance(value, list) and value:
            yield from ListOf(self.item).mismatches(value, path)
        elif next(self.item.mismatches(value), None):
            yield Mismatch(path, self, value)

    def json_schema(self) -> JsonSchema:
        """The type as JSON Schema, draft-07."""
        one = self.item.json_schema()
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}

    @staticmethod
    def as_list(value: Any) -> list[Any]:  # noqa: ANN401 - as the decoder gives values
        """A valid value as a list."""
        return list(value) if isinstance(value, list) else [value]


Shape: TypeAlias = TypeConstraint | Record | Records
"""A constraint is checked by `SpecDecoder.value`, a record by `record`, key by key."""


class Field(NamedTuple):
    """One key of a record.

    Attributes:
        name: The key.
        shape: The shape of its value.
        description: What it does, in plain sentences. It is the description in the JSON Schema,
            and part of the message when a required key is missing.
        required: Whether the record must have it.
        nullable: Whether null is a valid value. If not, null is an error for a type constraint
            and an empty mapping or list for a record.
        rules: What must hold of a value of the right type. The decoder checks them after the type,
            and the JSON Schema joins them with it.
        reason: The hint when a value breaks a rule: where to read about it.
        default: What holds where the key is left out, in a tuple, for it may be null; None where
            that is no one value.
        examples: Values as people write them, for editors.
        editor: More rules for the JSON Schema alone, of which lmgen says more in another place.
    """

    name: str
    shape: Shape
    description: str
    required: bool = False
    nullable: bool = False
    rules: tuple[Rule, ...] = ()
    reason: str = ""
    default: tuple[Value] | None = None
    examples: tuple[Value, ...] = ()
    editor: tuple[Rule, ...] = ()

    def json_schema(self) -> JsonSchema:
        """The field as JSON Schema, draft-07."""
        rules = (*self.rules, *self.editor)
        schema = combine(self.shape.json_schema(), (rule.json_schema() for rule in rules))
        if self.nullable:
            schema = {"anyOf": [{"type": "null"}, schema]}
        schema = {"description": self.description, **schema}
        if self.default is not None:
            schema["default"] = _as_json(self.default[0])
        if self.examples:
            schema["examples"] = [_as_json(each) for each in self.examples]
        return schema


def _as_json(value: Value) -> Value:
    """A value as JSON has it, which knows no tuples."""
    if isinstance(value, Mapping):
        return {key: _as_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(each) for each in value]
    return value


def combine(base: JsonSchema, others: Iterator[JsonSchema]) -> JsonSchema:
    """Join schemas that must all hold: in one object, or under `allOf` if two share a keyword."""
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


def required_keys(record: Record) -> JsonSchema:
    """Which keys a record and the records in it require, as JSON Schema, draft-07."""
    nested = {
        field.name: required_keys(field.shape)
        for field in record.fields
        if isinstance(field.shape, Record)
    }
    schema: JsonSchema = {}
    if required := [field.name for field in record.fields if field.required]:
        schema |= {"type": "object", "required": required}
    if inner := {name: each for name, each in nested.items() if each}:
        schema["properties"] = inner
    return schema
