"""Rules of lists and maps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules.base import Rule, Violation


def _entries(value: Value) -> list[tuple[int | str, Value]]:
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(enumerate(value))
    return []


def _empty(broken: str) -> str:
    return f"{hcl.call('length', broken)} == 0"


def _found(broken: str, where: str = "Found") -> str:
    # The list that the condition is about: where an item is unknown, `alltrue` may know that the
    # rule is broken, and a message that is unknown then takes the place of every other one.
    text = hcl.call("jsonencode", broken)
    for character in "<>&":  # Terraform escapes them for the sake of HTML
        escape = f"\\u{ord(character):04x}"
        text = hcl.call("replace", text, hcl.literal(escape), hcl.literal(character))
    return f"{where}: ${{{text}}}."


class ValuesAre(NamedTuple):
    """Every item of a list, or every value of a map, keeps a rule.

    Attributes:
        rule: What each must keep.
        what: What one is called.
        of_map: Whether they are the values of a map, which messages name by their keys alone.
        omits_null: Whether null is allowed, because the provider leaves the item out.
    """

    rule: Rule
    what: str = "item"
    of_map: bool = False
    omits_null: bool = False

    @property
    def requirement(self) -> str:
        return f"each {self.what} {self.rule.requirement}"

    def violations(self, value: Value) -> Iterator[Violation]:
        for key, item in _entries(value):
            if item is None and self.omits_null:
                continue
            for found in self.rule.violations(item):
                path = (key, *found.path)
                yield Violation(path, found.requirement, found.found, hint=found.hint)

    def condition(self, expression: str) -> str:
        return _empty(self._broken(expression))

    def breach(self, expression: str) -> str:
        return _found(self._broken(expression), "Found under" if self.of_map else "Found")

    def _broken(self, expression: str) -> str:
        kept = self.rule.condition("item")
        # `regex` fails for null, other functions end the plan with an error.
        if self.omits_null or not kept.startswith("can("):
            kept = f"(item == null ? {hcl.literal(self.omits_null)} : {kept})"
        each, shown = ("key, item", "key") if self.of_map else ("item", "item")
        return f"[for {each} in {expression} : {shown} if !{kept}]"

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
        return _empty(self._broken(expression))

    def breach(self, expression: str) -> str:
        return _found(self._broken(expression))

    def _broken(self, expression: str) -> str:
        kept = self.rule.condition("key")
        broken = kept.removeprefix("!") if kept.startswith("!") else f"!{kept}"
        return f"[for key in keys({expression}) : key if {broken}]"

    def json_schema(self) -> JsonSchema:
        inner = self.rule.json_schema()
        return {"propertyNames": inner} if inner else {}


class KeysDifferBeyondCase(NamedTuple):
    """No key of a map is another one, or one that the module adds, in other letter case.

    Attributes:
        added: The keys that the module adds.
    """

    added: tuple[str, ...]

    @property
    def requirement(self) -> str:
        added = " and ".join(self.added)
        return (
            "each key must differ from the others, and from the module's own "
            f"{added}, in more than letter case"
        )

    def violations(self, value: Value) -> Iterator[Violation]:
        keys = [str(key) for key, _ in _entries(value)]
        every = {*keys, *self.added}
        folded = [_lower(each) for each in every]
        clause = self.requirement.removeprefix("each key ")
        for key in keys:
            if folded.count(_lower(key)) > 1:
                yield Violation((key,), clause, key, of_key=True)

    def condition(self, expression: str) -> str:
        return _empty(self._broken(expression))

    def breach(self, expression: str) -> str:
        return _found(self._broken(expression))

    def _broken(self, expression: str) -> str:
        every = f"setunion(keys({expression}), {hcl.literal(self.added)})"
        alike = f"[for other in {every} : other if lower(other) == lower(key)]"
        return f"[for key in keys({expression}) : key if length({alike}) > 1]"

    def json_schema(self) -> JsonSchema:
        return {}  # JSON Schema compares keys with nothing


def _lower(text: str) -> str:
    """Lower-case each character by itself, as Terraform does, whatever its neighbours are."""
    return "".join(each.lower()[0] for each in text)


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
        if self.minimum == self.maximum:
            return f"must have exactly {self._count(self.maximum)}"
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

    def breach(self, expression: str) -> str:
        return f"Found: ${{length({expression})}}."

    def json_schema(self) -> JsonSchema:
        schema: JsonSchema = {}
        if self.minimum:
            schema |= {"minItems": self.minimum, "minProperties": self.minimum}
        if self.maximum is not None:
            schema |= {"maxItems": self.maximum, "maxProperties": self.maximum}
        return schema


class JsonBytes(NamedTuple):
    """A map of strings that has so many bytes as JSON without white space; null is left out.

    It is what Lambda measures of the environment: the error message of AWS quotes that text. JSON
    of AWS has every character but quotes, backslashes and control characters as it is, in UTF-8.
    """

    maximum: int

    @property
    def requirement(self) -> str:
        return f"must have at most {self.maximum} bytes as JSON, with its keys and all quotes"

    def violations(self, value: Value) -> Iterator[Violation]:
        import json  # noqa: PLC0415 - only a few variables need it

        given = {key: item for key, item in _entries(value) if item is not None}
        text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        total = len(text.encode(errors="surrogatepass"))
        if total > self.maximum:
            yield Violation((), f"{self.requirement}, and has {total}", value)

    def condition(self, expression: str) -> str:
        return f"{self._bytes(expression)} <= {self.maximum}"

    def breach(self, expression: str) -> str:
        return f"Found: ${{{self._bytes(expression)}}}."

    @staticmethod
    def _bytes(expression: str) -> str:
        # No braces: checkov's parser ends the template of a message at the first one.
        keys = f"[for key, item in {expression} : key if item != null]"
        text = (
            f"jsonencode(zipmap({keys}, [for item in values({expression}) : item if item != null]))"
        )
        # Terraform escapes five characters more than AWS does; each escape is replaced by as many
        # bytes as its character has. Backslashes that are escaped go first: no escape starts there.
        for escape, same_bytes in (
            ("\\\\", "--"),
            ("/\\\\u(003c|003e|0026)/", "-"),
            ("/\\\\u202[89]/", "---"),
        ):
            text = hcl.call("replace", text, hcl.literal(escape), hcl.literal(same_bytes))
        # Terraform has no function that counts bytes, and its `length` counts grapheme clusters.
        # Base64 without its padding has 4 characters for 3 bytes.
        unpadded = f'replace(base64encode({text}), "=", "")'
        return f"floor(length({unpadded}) * 3 / 4)"

    def json_schema(self) -> JsonSchema:
        return {}  # JSON Schema cannot add up
