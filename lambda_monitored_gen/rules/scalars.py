"""Rules of single strings and numbers."""

from collections.abc import Iterator
from typing import NamedTuple

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Scalar, Value
from lambda_monitored_gen.rules.base import Violation, join_words
from lambda_monitored_gen.rules.dialect import compile_pattern


class OneOf(NamedTuple):
    """The value is one of a few."""

    values: tuple[Scalar, ...]

    @property
    def requirement(self) -> str:
        words = [value if isinstance(value, str) else hcl.literal(value) for value in self.values]
        return f"must be {join_words(words)}"

    def violations(self, value: Value) -> Iterator[Violation]:
        if value not in self.values:
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        return hcl.call("contains", hcl.literal(self.values), expression)

    def json_schema(self) -> JsonSchema:
        return {"enum": list(self.values)}


class NoneOf(NamedTuple):
    """The value is none of a few reserved ones."""

    values: tuple[str, ...]
    what: str

    @property
    def requirement(self) -> str:
        return f"must not be {self.what}"

    def violations(self, value: Value) -> Iterator[Violation]:
        if value in self.values:
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        return "!" + hcl.call("contains", hcl.literal(self.values), expression)

    def json_schema(self) -> JsonSchema:
        return {"not": {"enum": list(self.values)}}


class Between(NamedTuple):
    """A number between two bounds, of which one may be missing.

    Attributes:
        minimum: Lowest allowed value, or None.
        maximum: Highest allowed value, or None.
        above: The minimum itself is not allowed.
        whole: Only whole numbers are allowed.
        multiple_of: Only multiples of this whole number are allowed, if it is not 0.
        unit: What is counted, in the plural, such as `seconds`; `percent` for a percentage;
            empty for a bare number.
    """

    minimum: float | None = None
    maximum: float | None = None
    above: bool = False
    whole: bool = False
    multiple_of: int = 0
    unit: str = ""

    @property
    def requirement(self) -> str:
        noun = self._noun
        low = None if self.minimum is None else hcl.literal(self.minimum)
        high = None if self.maximum is None else hcl.literal(self.maximum)
        if low is None:
            return f"must be {noun}, at most {high}" if high else f"must be {noun}"
        if self.above:
            return f"must be {noun} above {low}" + (f" and at most {high}" if high else "")
        return f"must be {noun} from {low} to {high}" if high else f"must be {noun}, at least {low}"

    @property
    def _noun(self) -> str:
        if self.unit == "percent":
            return "a percentage"
        if self.multiple_of:
            return f"a multiple of {self.multiple_of} {self.unit}".rstrip()
        number = "a whole number" if self.whole else "a number"
        return f"{number} of {self.unit}" if self.unit else number

    def violations(self, value: Value) -> Iterator[Violation]:
        if not isinstance(value, (int, float)) or not self._holds(value):
            yield Violation((), self.requirement, value)

    def _holds(self, value: float) -> bool:
        if self.minimum is not None and (
            value <= self.minimum if self.above else value < self.minimum
        ):
            return False
        if self.maximum is not None and value > self.maximum:
            return False
        if self.multiple_of:
            return value % self.multiple_of == 0
        return not self.whole or value == int(value)

    def condition(self, expression: str) -> str:
        parts = []
        if self.minimum is not None:
            sign = ">" if self.above else ">="
            parts.append(f"{expression} {sign} {hcl.literal(self.minimum)}")
        if self.maximum is not None:
            parts.append(f"{expression} <= {hcl.literal(self.maximum)}")
        if self.multiple_of:
            parts.append(f"{expression} % {self.multiple_of} == 0")
        elif self.whole:
            parts.append(f"floor({expression}) == {expression}")
        return " && ".join(parts)

    def json_schema(self) -> JsonSchema:
        schema: JsonSchema = {"type": "integer"} if self.whole or self.multiple_of else {}
        if self.multiple_of:
            schema["multipleOf"] = self.multiple_of
        if self.minimum is not None:
            schema["exclusiveMinimum" if self.above else "minimum"] = self.minimum
        if self.maximum is not None:
            schema["maximum"] = self.maximum
        return schema


class RegexMatches(NamedTuple):
    """A string that a regular expression finds a match in.

    Attributes:
        pattern: In the subset of `rules.dialect`, with its own anchors.
        what: What such a string is, with an article, such as `an ARN of an SNS topic`.
    """

    pattern: str
    what: str

    @property
    def requirement(self) -> str:
        return f"must be {self.what}"

    def violations(self, value: Value) -> Iterator[Violation]:
        if not isinstance(value, str) or not compile_pattern(self.pattern).search(value):
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        return f"can(regex({hcl.literal(self.pattern)}, {expression}))"

    def json_schema(self) -> JsonSchema:
        return {"pattern": self.pattern}


class JsonText(NamedTuple):
    """A string that is JSON: a document of any kind."""

    @property
    def requirement(self) -> str:
        return "must be JSON"

    def violations(self, value: Value) -> Iterator[Violation]:
        import json  # noqa: PLC0415 - only a few variables need it

        try:
            json.loads(str(value), parse_constant=_refuse)
        except ValueError:
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        # jsondecode takes what stands behind a document's last bracket; not so in both of these.
        inside = ('"[%s]"', r'"{\"a\":%s}"')
        return f"can([{', '.join(f'jsondecode(format({each}, {expression}))' for each in inside)}])"

    def json_schema(self) -> JsonSchema:
        return {}  # draft-07 says of a text what medium it is, and validates it nowhere


def _refuse(constant: str) -> None:
    raise ValueError(constant)


class RegexDoesNotMatch(NamedTuple):
    """A string without a match of a regular expression.

    Attributes:
        pattern: In the subset of `rules.dialect`.
        what: What must hold instead, after `must`, such as `not start with aws:`.
    """

    pattern: str
    what: str

    @property
    def requirement(self) -> str:
        return f"must {self.what}"

    def violations(self, value: Value) -> Iterator[Violation]:
        if not isinstance(value, str) or compile_pattern(self.pattern).search(value):
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        return f"!can(regex({hcl.literal(self.pattern)}, {expression}))"

    def json_schema(self) -> JsonSchema:
        return {"not": {"pattern": self.pattern}}


class LengthBetween(NamedTuple):
    """A string of so many characters, counted as Unicode code points.

    Terraform's `length` counts grapheme clusters, of which one can be many code points, so the
    condition counts with a regular expression, in which RE2 repeats nothing more than 1000 times.
    """

    minimum: int
    maximum: int

    @property
    def requirement(self) -> str:
        if not self.minimum:
            return f"must have at most {self.maximum} characters"
        return f"must have {self.minimum} to {self.maximum} characters"

    def violations(self, value: Value) -> Iterator[Violation]:
        if not isinstance(value, str) or not self.minimum <= len(value) <= self.maximum:
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        first = min(self.maximum, 1000)
        more = f".{{0,{self.maximum - first}}}" if self.maximum > first else ""
        pattern = f"^(?s:.{{{self.minimum},{first}}}{more})$"
        return f"can(regex({hcl.literal(pattern)}, {expression}))"

    def json_schema(self) -> JsonSchema:
        schema: JsonSchema = {"maxLength": self.maximum}
        return {"minLength": self.minimum, **schema} if self.minimum else schema


class CharactersFrom(NamedTuple):
    """A string of characters of some Unicode categories, and of some signs.

    Python and Terraform have tables of their own: a character that is newer than one of them is of
    no category to it.

    Attributes:
        categories: Letters of the categories, such as `L` for letters.
        signs: The signs.
        what: What those are, such as `letters and hyphens`.
    """

    categories: str
    signs: str
    what: str

    @property
    def requirement(self) -> str:
        return f"must have no other characters than {self.what}"

    def violations(self, value: Value) -> Iterator[Violation]:
        if not isinstance(value, str) or not all(map(self._has, value)):
            yield Violation((), self.requirement, value)

    def _has(self, character: str) -> bool:
        return character in self.signs or _category(character) in self.categories

    def condition(self, expression: str) -> str:
        classes = "".join(f"\\p{{{each}}}" for each in self.categories)
        pattern = f"^[{classes}{self.signs}]*$"
        return f"can(regex({hcl.literal(pattern)}, {expression}))"

    def json_schema(self) -> JsonSchema:
        return {}  # readers of JSON Schema differ about \\p


def _category(character: str) -> str:
    """The letter of a character's general category in Unicode."""
    if character.isalpha():
        return "L"
    if character.isdecimal():
        return "N"
    if character == " ":
        return "Z"
    import unicodedata  # noqa: PLC0415 - few specs need it

    return unicodedata.category(character)[0]
