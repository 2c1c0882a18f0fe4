"""Rules of lists and maps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules.base import Rule, Violation


def _entries(value: Value) -> list[tuple[int | str, Value]]:
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(enumerate(value))
    return []


class ValuesAre(NamedTuple):
    """Every item of a list, or every value of a map, keeps a rule."""

    rule: Rule
    what: str = "item"

    @property
    def requirement(self) -> str:
        return f"each {self.what} {self.rule.requirement}"

    def violations(self, value: Value) -> Iterator[Violation]:
        for key, item in _entries(value):
            for found in self.rule.violations(item):
                yield Violation((key, *found.path), found.requirement, found.found)

    def condition(self, expression: str) -> str:
        return f"alltrue([for item in {expression} : {self.rule.condition('item')}])"

    def json_schema(self) -> JsonSchema:
        # A list is bound by `items` only, a map by `additionalProperties` only.
        inner = self.rule.json_schema()
        return {"items": inner, "additionalProperties": inner} if inner else {}


class KeysAre(NamedTuple):
    """Every key of a map keeps a rule."""

    rule: Rule

    @property
    def requirement(self) -> str:
        return f"each key {self.rule.requirement}"

    def violations(self, value: Value) -> Iterator[Violation]:
        # The path names the key, as no value under it is to blame.
        for key, _ in _entries(value):
            for found in self.rule.violations(key):
                yield Violation((key,), found.requirement, key, of_key=True)

    def condition(self, expression: str) -> str:
        return f"alltrue([for key in keys({expression}) : {self.rule.condition('key')}])"

    def json_schema(self) -> JsonSchema:
        inner = self.rule.json_schema()
        return {"propertyNames": inner} if inner else {}


class SizeBetween(NamedTuple):
    """A list or map with so many items."""

    minimum: int = 0
    maximum: int | None = None

    @property
    def requirement(self) -> str:
        if self.maximum is None:
            return f"must have at least {self._count(self.minimum)}"
        if not self.minimum:
            return f"must have at most {self._count(self.maximum)}"
        return f"must have {self.minimum} to {self._count(self.maximum)}"

    @staticmethod
    def _count(number: int) -> str:
        return "one item" if number == 1 else f"{number} items"

    def violations(self, value: Value) -> Iterator[Violation]:
        count = len(_entries(value))
        if count < self.minimum or (self.maximum is not None and count > self.maximum):
            yield Violation((), f"{self.requirement} and has {count}", value)

    def condition(self, expression: str) -> str:
        parts = []
        if self.minimum:
            parts.append(f"length({expression}) >= {self.minimum}")
        if self.maximum is not None:
            parts.append(f"length({expression}) <= {self.maximum}")
        return " && ".join(parts)

    def json_schema(self) -> JsonSchema:
        schema: JsonSchema = {}
        if self.minimum:
            schema |= {"minItems": self.minimum, "minProperties": self.minimum}
        if self.maximum is not None:
            schema |= {"maxItems": self.maximum, "maxProperties": self.maximum}
        return schema


class TotalBytes(NamedTuple):
    """A map of strings whose keys and values have so many bytes of UTF-8 together."""

    maximum: int

    @property
    def requirement(self) -> str:
        return f"must have at most {self.maximum} bytes in all its keys and values together"

    def violations(self, value: Value) -> Iterator[Violation]:
        total = sum(len(f"{key}{item}".encode()) for key, item in _entries(value))
        if total > self.maximum:
            yield Violation((), f"{self.requirement} and has {total}", value)

    def condition(self, expression: str) -> str:
        # Terraform has no function that counts bytes, and its `length` counts grapheme clusters.
        # Base64 without its padding has 4 characters for 3 bytes.
        text = f'join("", concat(keys({expression}), values({expression})))'
        unpadded = f'replace(base64encode({text}), "=", "")'
        return f"floor(length({unpadded}) * 3 / 4) <= {self.maximum}"

    def json_schema(self) -> JsonSchema:
        return {}  # JSON Schema cannot add up
