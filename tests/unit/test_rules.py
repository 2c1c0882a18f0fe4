"""Every rule, in each of its voices."""

import math
import re
from dataclasses import dataclass
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.hcl.expressions import Local, Var
from lambda_monitored_gen.hcl.functions import Call
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules import (
    AtLeastOne,
    AtMost,
    AtMostVariable,
    AttributeIs,
    Between,
    CharactersFrom,
    ExactlyOne,
    Except,
    HasKeys,
    Holds,
    InRegion,
    JsonBytes,
    JsonText,
    Keeps,
    KeysAre,
    KeysDifferBeyondCase,
    LengthBetween,
    MaxEvaluationRange,
    MaxKeysIncluding,
    NeedsSwitch,
    NoneOf,
    OfService,
    OneOf,
    OnlyWhen,
    Policy,
    RegexDoesNotMatch,
    RegexMatches,
    Relation,
    RequiredTogether,
    Rule,
    ShowsBreach,
    SizeBetween,
    ValuesAre,
    message,
)
from lambda_monitored_gen.rules.regions import REGION
from lambda_monitored_gen.spec.known import Known


@dataclass(frozen=True)
class Case:
    """A rule with what it must say, and values on both sides of it."""

    rule: Rule
    sentence: str
    condition: str
    schema: JsonSchema
    good: tuple[Any, ...]
    bad: tuple[Any, ...]


CASES = {
    "json": Case(
        JsonText(),
        "must be JSON",
        (
            'can([jsondecode(format("[%s]", var.x)), '
            r'jsondecode(format("{\"a\":%s}", var.x))])'
        ),
        {},
        ("{}", "[1, 2]", "null", '"\\u00e9"', " 1e3 "),
        ("", "{", "NaN", "-Infinity", "01", "[1,]", "'a'", "\ufeff{}", "{}]", "1}", "1, 2"),
    ),
    "attribute-is": Case(
        AttributeIs("parts", ValuesAre(OneOf(("a", "b")), "part")),
        "must be such that parts: each part must be a or b",
        "(var.x.parts == null ? true : "
        "length([for item in var.x.parts : item "
        'if !(item == null ? false : contains(["a", "b"], item))]) == 0)',
        {
            "properties": {
                "parts": {
                    "items": {"enum": ["a", "b"]},
                    "additionalProperties": {"enum": ["a", "b"]},
                }
            }
        },
        ({}, {"parts": []}, {"parts": ["b", "a"]}, {"other": ["c"]}),
        ({"parts": ["c"]}, {"parts": ["a", "c"], "other": []}),
    ),
    "one-of-strings": Case(
        OneOf(("x86_64", "arm64")),
        "must be x86_64 or arm64",
        'contains(["x86_64", "arm64"], var.x)',
        {"enum": ["x86_64", "arm64"]},
        ("x86_64", "arm64"),
        ("", "X86_64", "arm64 ", "arm64\n", "amd64"),
    ),
    "one-of-one": Case(
        OneOf(("arm64",)),
        "must be arm64",
        'contains(["arm64"], var.x)',
        {"enum": ["arm64"]},
        ("arm64",),
        ("x86_64",),
    ),
    "one-of-numbers": Case(
        OneOf((0, 1, 2.5)),
        "must be 0, 1 or 2.5",
        "contains([0, 1, 2.5], var.x)",
        {"enum": [0, 1, 2.5]},
        (0, 1, 1.0, 2.5),
        (-1, 2, 0.5, 1e30),
    ),
    "one-of-booleans": Case(
        OneOf((True,)),
        "must be true",
        "contains([true], var.x)",
        {"enum": [True]},
        (True,),
        (False,),
    ),
    "none-of": Case(
        NoneOf(("AWS_REGION", "_HANDLER"), "a reserved name"),
        "must not be a reserved name",
        '!contains(["AWS_REGION", "_HANDLER"], var.x)',
        {"not": {"enum": ["AWS_REGION", "_HANDLER"]}},
        ("", "aws_region", "REGION"),
        ("AWS_REGION", "_HANDLER"),
    ),
    "between": Case(
        Between(minimum=0, maximum=100),
        "must be a number from 0 to 100",
        "var.x >= 0 && var.x <= 100",
        {"minimum": 0, "maximum": 100},
        (0, 0.0, 50.5, 100),
        (-0.001, 100.001, 1e300, -5),
    ),
    "between-whole": Case(
        Between(minimum=1, maximum=900, whole=True, unit="seconds"),
        "must be a whole number of seconds from 1 to 900",
        "var.x >= 1 && var.x <= 900 && floor(var.x) == var.x",
        {"type": "integer", "minimum": 1, "maximum": 900},
        (1, 2, 900, 30.0),
        (0, 901, 1.5, -1, 899.99),
    ),
    "between-above": Case(
        Between(minimum=0, above=True, maximum=100, unit="percent"),
        "must be a percentage above 0 and at most 100",
        "var.x > 0 && var.x <= 100",
        {"exclusiveMinimum": 0, "maximum": 100},
        (0.001, 100, 1),
        (0, -1, 100.5),
    ),
    "between-minimum": Case(
        Between(minimum=1, whole=True, unit="runs"),
        "must be a whole number of runs, at least 1",
        "var.x >= 1 && floor(var.x) == var.x",
        {"type": "integer", "minimum": 1},
        (1, 10**12),
        (0, 0.5, 1.5),
    ),
    "between-above-minimum": Case(
        Between(minimum=0.5, above=True),
        "must be a number above 0.5",
        "var.x > 0.5",
        {"exclusiveMinimum": 0.5},
        (0.51, 7),
        (0.5, 0),
    ),
    "between-maximum": Case(
        Between(maximum=0),
        "must be a number, at most 0",
        "var.x <= 0",
        {"maximum": 0},
        (0, -5),
        (0.1, 1),
    ),
    "whole": Case(
        Between(whole=True),
        "must be a whole number",
        "floor(var.x) == var.x",
        {"type": "integer"},
        (-5, 0, 2.0),
        (0.5, -1.1),
    ),
    "multiple": Case(
        Between(minimum=60, maximum=180, multiple_of=60, unit="seconds"),
        "must be a multiple of 60 seconds from 60 to 180",
        "var.x >= 60 && var.x <= 180 && var.x % 60 == 0",
        {"type": "integer", "multipleOf": 60, "minimum": 60, "maximum": 180},
        (60, 120.0, 180),
        (0, -60, 59, 61, 60.5, 119.9, 240),
    ),
    "multiple-of-no-unit": Case(
        Between(multiple_of=3),
        "must be a multiple of 3",
        "var.x % 3 == 0",
        {"type": "integer", "multipleOf": 3},
        (-3, 0, 6.0),
        (1, 1.5, -1),
    ),
    "matches": Case(
        RegexMatches("^[a-z]{2,4}$", "two to four letters"),
        "must be two to four letters",
        'can(regex("^[a-z]{2,4}$", var.x))',
        {"pattern": "^[a-z]{2,4}$"},
        ("ab", "abcd"),
        ("a", "abcde", "AB", "ab ", " ab", "äb"),
    ),
    "matches-anywhere": Case(
        RegexMatches(r"[^\s]", "not blank"),
        "must be not blank",
        'can(regex("[^\\\\s]", var.x))',
        {"pattern": r"[^\s]"},
        ("a", " a ", "\n.\n"),
        ("", " ", "\t\n"),
    ),
    "not-matching": Case(
        RegexDoesNotMatch("(?i)^aws:", "not start with aws:"),
        "must not start with aws:",
        '!can(regex("(?i)^aws:", var.x))',
        {"not": {"pattern": "(?i)^aws:"}},
        ("", "aws", "x-aws:", "owner"),
        ("aws:owner", "AWS:", "aWs:x"),
    ),
    "length": Case(
        LengthBetween(1, 3),
        "must have 1 to 3 characters",
        'can(regex("^(?s:.{1,3})$", var.x))',
        {"minLength": 1, "maxLength": 3},
        ("a", "abc", "🚨🚨🚨", "\n\n", "é"),
        ("", "abcd", "🚨🚨🚨🚨", "abc\n"),
    ),
    "length-maximum": Case(
        LengthBetween(0, 2),
        "must have at most 2 characters",
        'can(regex("^(?s:.{0,2})$", var.x))',
        {"maxLength": 2},
        ("", "ab"),
        ("abc",),
    ),
    "length-beyond-what-re2-repeats": Case(
        LengthBetween(1, 1024),
        "must have 1 to 1024 characters",
        'can(regex("^(?s:.{1,1000}.{0,24})$", var.x))',
        {"minLength": 1, "maxLength": 1024},
        ("a", "é" * 1000, "\n" * 1024),
        ("", "a" * 1025),
    ),
    "items": Case(
        SizeBetween(minimum=1, maximum=2),
        "must have 1 to 2 items",
        "length(var.x) >= 1 && length(var.x) <= 2",
        {"minItems": 1, "minProperties": 1, "maxItems": 2, "maxProperties": 2},
        (["a"], ["a", "a"], {"k": "v"}),
        ([], {}, ["a", "b", "c"], {"a": "", "b": "", "c": ""}),
    ),
    "items-minimum": Case(
        SizeBetween(minimum=1),
        "must have at least one item",
        "length(var.x) >= 1",
        {"minItems": 1, "minProperties": 1},
        (["a"],),
        ([],),
    ),
    "items-maximum": Case(
        SizeBetween(maximum=1),
        "must have at most one item",
        "length(var.x) <= 1",
        {"maxItems": 1, "maxProperties": 1},
        ([], ["a"], {}),
        (["a", "b"], {"a": "", "b": ""}),
    ),
    "each": Case(
        ValuesAre(OneOf(("a", "b")), "value"),
        "each value must be a or b",
        (
            "length([for item in var.x : item if "
            '!(item == null ? false : contains(["a", "b"], item))]) == 0'
        ),
        {"items": {"enum": ["a", "b"]}, "additionalProperties": {"enum": ["a", "b"]}},
        ([], ["a"], ["a", "b", "b"], {}, {"c": "a"}),
        (["c"], ["a", "c"], {"a": "c"}, ["a", None]),
    ),
    "each-that-matches": Case(
        ValuesAre(RegexMatches("^a$", "a")),
        "each item must be a",
        'length([for item in var.x : item if !can(regex("^a$", item))]) == 0',
        {"items": {"pattern": "^a$"}, "additionalProperties": {"pattern": "^a$"}},
        ([], ["a"], {"k": "a"}),
        (["b"], ["a", "b"]),
    ),
    "each-key": Case(
        KeysAre(LengthBetween(1, 2)),
        "each key must have 1 to 2 characters",
        'length([for key in keys(var.x) : key if !can(regex("^(?s:.{1,2})$", key))]) == 0',
        {"propertyNames": {"minLength": 1, "maxLength": 2}},
        ({}, {"a": "long value"}, {"ab": ""}),
        ({"": "x"}, {"a": "", "abc": ""}),
    ),
    "characters": Case(
        CharactersFrom("LN", "_-", "letters, digits, _ and -"),
        "must have no other characters than letters, digits, _ and -",
        r'can(regex("^[\\p{L}\\p{N}_-]*$", var.x))',
        {},
        ("", "a-1", "\u00e9", "\u0660", "\u212a", "\u00bd"),
        ("a b", "a\n", "a&b", "\U0001f984", "\u0301", "\u2028", "\x7f"),
    ),
    "keys-beyond-case": Case(
        KeysDifferBeyondCase(("own_key", "other")),
        "each key must differ from the others, and from the module's own own_key and other, in "
        "more than letter case",
        (
            "length([for key in keys(var.x) : key if length([for other in setunion(keys(var.x), "
            '["own_key", "other"]) : other if lower(other) == lower(key)]) > 1]) == 0'
        ),
        {},
        ({}, {"a": "", "b": "", "own_key": ""}, {"ss": "", "\u00df": ""}, {"own-key": ""}),
        (
            {"Owner": "", "owner": ""},
            {"Own_Key": ""},
            {"own_key": "", "OWN_KEY": ""},
            {"\u00c9": "", "\u00e9": ""},
            {"\u03b1\u03a3": "", "\u03b1\u03c3": ""},
            {"\u0130": "", "i": ""},
        ),
    ),
    "policy": Case(
        Policy(Between(minimum=365)),
        "must be a number, at least 365 (policy of this module)",
        "var.x >= 365",
        {"minimum": 365},
        (365, 400),
        (364,),
    ),
    "except": Case(
        Policy(Except(Between(minimum=400, whole=True), (0, 30))),
        "must be a whole number, at least 400, or 0 or 30 (policy of this module)",
        "(contains([0, 30], var.x) ? true : var.x >= 400 && floor(var.x) == var.x)",
        {"anyOf": [{"enum": [0, 30]}, {"type": "integer", "minimum": 400}]},
        (0, 30, 400, 401),
        (1, 29, 31, 399, 400.5),
    ),
    "has-keys": Case(
        HasKeys(("owner",)),
        "must have the key owner, with a value that is not empty",
        (
            'length([for name in ["owner"] : name if '
            'try(var.x[name] == null ? "" : var.x[name], "") == ""]) == 0'
        ),
        {"required": ["owner"], "properties": {"owner": {"minLength": 1}}},
        ({"owner": "me"}, {"owner": " ", "other": ""}),
        ({}, {"Owner": "me"}, {"owner": ""}, {"other": "x"}),
    ),
    "known": Case(
        Known(("timeout", "tags"), "a variable"),
        "must be the name of a variable",
        'contains(["timeout", "tags"], var.x)',
        {"enum": ["timeout", "tags"]},
        ("timeout", "tags"),
        ("timout", ""),
    ),
}


def keeps(rule: Rule, value: Value) -> bool:
    """Whether a value keeps a rule."""
    return not list(rule.violations(value))


@pytest.fixture(params=sorted(CASES), name="case")
def _case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def test_verdict(case: Case) -> None:
    """Python accepts every good value and finds every bad one."""
    assert [value for value in case.good if not keeps(case.rule, value)] == []
    assert [value for value in case.bad if keeps(case.rule, value)] == []


def test_json_schema_agrees(case: Case) -> None:
    """An editor that checks the JSON Schema gives the same verdicts as Python."""
    schema = case.rule.json_schema()
    assert schema == case.schema
    if not schema:
        return  # JSON Schema has no word for the rule
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    assert [value for value in case.good if not validator.is_valid(value)] == []
    assert [value for value in case.bad if validator.is_valid(value)] == []


def test_sentence(case: Case) -> None:
    """The sentence says what must hold."""
    assert case.rule.requirement == case.sentence


def test_condition(case: Case) -> None:
    """The condition is the Terraform expression that a reader would write."""
    assert case.rule.condition("var.x") == case.condition


def test_violations_carry_the_sentence(case: Case) -> None:
    """What is found repeats the rule, so that message and documentation cannot differ."""
    core = case.sentence.removeprefix("must be such that parts: each part ")
    core = re.sub("^each (?:value|key|item) ", "", core)
    core = core.removesuffix(" (policy of this module)")
    for value in case.bad:
        for found in case.rule.violations(value):
            assert found.requirement.startswith(core)


def test_paths_of_items() -> None:
    """A broken item is found under its index, a broken value under its key."""
    rule = ValuesAre(ValuesAre(OneOf(("a",))))
    assert [found.path for found in rule.violations([["a", "b"], [], ["c"]])] == [(0, 1), (2, 0)]
    assert [found.path for found in rule.violations({"k": {"x": "b"}})] == [("k", "x")]
    assert [found.found for found in rule.violations({"k": {"x": "b"}})] == ["b"]
    assert [found.of_key for found in rule.violations({"k": {"x": "b"}})] == [False]


def test_an_item_is_called_one_unless_it_has_a_name() -> None:
    """A rule of items needs no word for them."""
    assert ValuesAre(OneOf(("a",))).requirement == "each item must be a"


@pytest.mark.parametrize("value", ["ab", 5, None, True])
def test_rules_of_collections_find_no_items_elsewhere(value: Value) -> None:
    """A text is no list of its letters, and a number has no items; neither makes a rule fail."""
    assert not keeps(SizeBetween(minimum=1), value)
    assert keeps(ValuesAre(OneOf(("c",))), value)
    assert keeps(JsonBytes(1), value) is False  # two braces


def test_paths_of_keys() -> None:
    """A broken key is found under itself, and marked as a key."""
    found = list(KeysAre(NoneOf(("a",), "a")).violations({"a": "1", "b": "2"}))
    assert [(each.path, each.found, each.of_key) for each in found] == [(("a",), "a", True)]


def test_policy_marks_what_it_finds() -> None:
    """A value that breaks a policy is told that AWS would have taken it."""
    (found,) = Policy(SizeBetween(maximum=1)).violations(["a", "b"])
    assert found.requirement == "must have at most one item and has 2 (policy of this module)"


def test_each_of_what_schema_cannot_say() -> None:
    """Where JSON Schema has no word for a rule, nothing is claimed."""
    assert JsonBytes(10).json_schema() == {}
    assert ValuesAre(JsonBytes(10)).json_schema() == {}
    assert KeysAre(JsonBytes(10)).json_schema() == {}


def test_null_is_left_out_where_the_provider_leaves_it_out() -> None:
    """Null breaks no rule of values that a bare resource leaves out, and a rule of all others."""
    rule = RegexDoesNotMatch("b", "not have b")
    omitted = ValuesAre(rule, "value", of_map=True, omits_null=True)
    assert keeps(omitted, {"a": None, "b": "a"})
    assert not keeps(omitted, {"a": None, "b": "b"})
    assert not keeps(ValuesAre(rule), [None])
    assert omitted.condition("var.x") == (
        "length([for key, item in var.x : key if "
        '!(item == null ? true : !can(regex("b", item)))]) == 0'
    )
    assert keeps(JsonBytes(10), {"AB": "123", "CD": None}) is False
    assert keeps(JsonBytes(10), {"AB": "1", "CD": None})


def test_json_bytes() -> None:
    """Bytes of the JSON are counted, with each backslash that AWS writes, and no more."""
    rule = JsonBytes(16)
    assert keeps(rule, {})
    assert keeps(rule, {"AB": "1234567"})
    assert not keeps(rule, {"AB": "12345678"})
    assert keeps(rule, {"AB": "<>&\u2028x"})
    assert not keeps(rule, {"AB": "<>&\u2028xy"})
    assert keeps(rule, {"AB": '"\\\n1'})
    assert not keeps(rule, {"AB": '"\\\n12'})
    assert keeps(rule, {"AB": "\u00e9\u00e9\u00e91"})
    (found,) = rule.violations({"AB": "123456789"})
    assert found.requirement == (
        "must have at most 16 bytes as JSON, with its keys and all quotes, and has 18"
    )


def shown(broken: str, where: str) -> str:
    """A list in a message, in which Terraform would escape three characters."""
    text = f"jsonencode({broken})"
    for escape, character in (("003c", "<"), ("003e", ">"), ("0026", "&")):
        text = f'replace({text}, "\\\\u{escape}", "{character}")'
    return f"{where}: ${{{text}}}."


BREACHES: dict[str, tuple[Rule, str]] = {
    "items": (
        ValuesAre(RegexMatches("a", "a")),
        shown('[for item in var.x : item if !can(regex("a", item))]', "Found"),
    ),
    "values": (
        ValuesAre(RegexMatches("a", "a"), of_map=True),
        shown('[for key, item in var.x : key if !can(regex("a", item))]', "Found under"),
    ),
    "keys": (
        KeysAre(NoneOf(("a",), "a")),
        shown('[for key in keys(var.x) : key if contains(["a"], key)]', "Found"),
    ),
    "other-keys": (
        KeysAre(RegexMatches("a", "a")),
        shown('[for key in keys(var.x) : key if !can(regex("a", key))]', "Found"),
    ),
    "size": (SizeBetween(maximum=2), "Found: ${length(var.x)}."),
    "policy": (Policy(SizeBetween(maximum=2)), "Found: ${length(var.x)}."),
}


@pytest.mark.parametrize("name", BREACHES)
def test_breach(name: str) -> None:
    """What a rule of a collection shows are the items, or the keys where values may be secret."""
    rule, text = BREACHES[name]
    assert isinstance(rule, ShowsBreach)
    assert rule.breach("var.x") == text


def test_a_policy_of_a_scalar_shows_nothing() -> None:
    """Terraform itself shows a string or a number that breaks a rule."""
    assert Policy(Between(minimum=1)).breach("var.x") == ""
    assert not isinstance(Between(minimum=1), ShowsBreach)


@given(st.binary(max_size=50))
def test_base64_counts_bytes(data: bytes) -> None:
    """The condition's arithmetic on Base64 without padding counts bytes exactly."""
    import base64  # noqa: PLC0415 - only this test needs it

    unpadded = base64.b64encode(data).decode().replace("=", "")
    assert math.floor(len(unpadded) * 3 / 4) == len(data)


@pytest.mark.parametrize("value", [None, 5, 1.5, True, ["a"], {"a": "b"}])
@pytest.mark.parametrize(
    "rule", [RegexMatches("a", "a"), RegexDoesNotMatch("b", "not b"), LengthBetween(0, 9)]
)
def test_string_rules_refuse_what_is_no_string(rule: Rule, value: Value) -> None:
    """A rule of strings never accepts something else, and never fails on it."""
    assert not keeps(rule, value)


@pytest.mark.parametrize("value", ["5", None, ["a"], {}])
def test_number_rules_refuse_what_is_no_number(value: Value) -> None:
    """A rule of numbers never accepts something else, and never fails on it."""
    assert not keeps(Between(minimum=0), value)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_between_agrees_with_its_schema(value: float) -> None:
    """For any number, Python and JSON Schema agree about bounds and wholeness."""
    for rule in (
        Between(minimum=1, maximum=900, whole=True),
        Between(minimum=0, above=True, maximum=100),
        Between(minimum=-2.5),
    ):
        schema: dict[str, Any] = {"type": "number", **rule.json_schema()}
        assert keeps(rule, value) == jsonschema.Draft7Validator(schema).is_valid(value)


@given(st.text(max_size=6))
def test_length_agrees_with_its_schema(value: str) -> None:
    """For any text, Python and JSON Schema count the same characters."""
    rule = LengthBetween(1, 3)
    validator = jsonschema.Draft7Validator(rule.json_schema())
    assert keeps(rule, value) == validator.is_valid(value)


def test_message() -> None:
    """A message names its value and reads as one sentence."""
    assert message("timeout", Between(minimum=1)) == "timeout must be a number, at least 1."
    assert message("tags", ValuesAre(LengthBetween(0, 2), "value")) == (
        "tags: each value must have at most 2 characters."
    )


RELATIONS: dict[str, tuple[Relation, str, str, list[dict[str, Value]], list[dict[str, Value]]]] = {
    "not-above": (
        AtMostVariable(Var("low"), Var("high")),
        "low must not be above high",
        "var.low <= var.high",
        [{"low": 1, "high": 1}, {"low": 1, "high": 2.5}, {"low": None, "high": 1}],
        [{"low": 2, "high": 1}, {"low": 1.1, "high": 1}],
    ),
    "not-above-a-local": (
        AtMostVariable(Var("low"), Local("high", Call("coalesce", Var("high"), Var("other") / 2))),
        "low must not be above high",
        "var.low <= local.high",
        [
            {"low": 2, "high": None, "other": 4},
            {"low": 2, "high": 2, "other": 0},
            {"low": 2, "high": None, "other": None},
            {"low": "2", "high": 1, "other": 1},
        ],
        [{"low": 3, "high": None, "other": 4}, {"low": 2, "high": 1, "other": 9}],
    ),
    "only-when": (
        OnlyWhen(
            Var("on") & Var("mode").equals("rate"),
            "with mode rate",
            AtMostVariable(Var("low"), Var("high")),
        ),
        "with mode rate, low must not be above high",
        '!(var.on && var.mode == "rate") || var.low <= var.high',
        [
            {"low": 1, "high": 1, "on": True, "mode": "rate"},
            {"low": 2, "high": 1, "on": False, "mode": "rate"},
            {"low": 2, "high": 1, "on": True, "mode": "one"},
            {"low": 2, "high": 1, "on": True, "mode": None},
        ],
        [{"low": 2, "high": 1, "on": True, "mode": "rate"}],
    ),
    "keeps": (
        Keeps("format", OneOf(("JSON",))),
        "format must be JSON",
        '(var.format == null ? true : contains(["JSON"], var.format))',
        [{"format": "JSON"}, {"format": None}],
        [{"format": "Text"}, {"format": ""}],
    ),
    "at-least-one": (
        AtLeastOne("a", "b", "so that there is one"),
        "a or b must have an item, so that there is one",
        "length(var.a) + length(var.b) > 0",
        [{"a": ["x"], "b": []}, {"a": [], "b": ["x", "y"]}, {"a": ["x"], "b": ["y"]}],
        [{"a": [], "b": []}],
    ),
    "needs-a-switch": (
        NeedsSwitch("on", ("a", "b")),
        "a and b need on",
        "(var.on || try(length(var.a), 0) == 0 && try(length(var.b), 0) == 0)",
        [
            {"a": ["x"], "b": "y", "on": True},
            {"a": [], "b": None, "on": True},
            {"a": [], "b": None, "on": False},
            {"a": ["x"], "b": "y", "on": None},
        ],
        [{"a": ["x"], "b": None, "on": False}, {"a": [], "b": "y", "on": False}],
    ),
    "at-most": (
        AtMost(Local("span", Var("low") * 2), 10, "low twice", "seconds"),
        "low twice must be at most 10 seconds",
        "local.span <= 10",
        [{"low": 5}, {"low": 0.5}, {"low": None}],
        [{"low": 6}, {"low": 5.1}],
    ),
    "holds": (
        Holds(Var("low").is_set(), "low must be given"),
        "low must be given",
        "var.low != null",
        [{"low": 0}, {"low": ""}],
        [{"low": None}],
    ),
    "exactly-one": (
        ExactlyOne(("a", "b", "c")),
        "exactly one of a, b and c must be given",
        "length([for each in [var.a, var.b, var.c] : each if each != null]) == 1",
        [{"a": "x", "b": None, "c": None}, {"a": None, "b": None, "c": ""}],
        [
            {"a": None, "b": None, "c": None},
            {"a": "x", "b": None, "c": "z"},
            {"a": "x", "b": "y", "c": "z"},
        ],
    ),
    "both-or-neither": (
        RequiredTogether("a", "b"),
        "a and b must be given together or not at all",
        "(try(length(var.a), 0) > 0) == (try(length(var.b), 0) > 0)",
        [{"a": None, "b": []}, {"a": None, "b": None}, {"a": ["x"], "b": ["y", "z"]}],
        [{"a": ["x"], "b": None}, {"a": [], "b": ["x"]}],
    ),
    "of-service": (
        OfService("arn", "kind"),
        (
            "arn must be an ARN of the service that kind names, and each must be given with the "
            "other only"
        ),
        'var.kind == null ? var.arn == null : try(split(":", var.arn)[2] == var.kind, false)',
        [{"arn": None, "kind": None}, {"arn": "arn:aws:sqs:r:1:q", "kind": "sqs"}],
        [
            {"arn": "arn:aws:sqs:r:1:q", "kind": None},
            {"arn": None, "kind": "sqs"},
            {"arn": "arn:aws:sqs:r:1:q", "kind": "sns"},
            {"arn": "sqs", "kind": "sqs"},
        ],
    ),
    "evaluation-span": (
        MaxEvaluationRange(Var("period"), Var("count")),
        "period times count must be at most 86400 seconds, or 604800 when period is 3600 or more",
        "var.period * var.count <= (var.period < 3600 ? 86400 : 604800)",
        [
            {"period": 60, "count": 1440},
            {"period": 3600, "count": 168},
            {"period": 1800, "count": 48},
            {"period": None, "count": 9999},
        ],
        [
            {"period": 60, "count": 1441},
            {"period": 3600, "count": 169},
            {"period": 1800, "count": 49},
            {"period": 3599, "count": 25},
            {"period": 604801, "count": 1},
            {"period": 1, "count": 86401},
        ],
    ),
    "in-region": (
        InRegion("arns", "topics", "^[a-z]+-[0-9]$", of_list=True),
        "arns must be topics in the region of the function",
        (
            '!can(regex("^[a-z]+-[0-9]$", local.region)) || '
            'length([for arn in var.arns : arn if split(":", arn)[3] != local.region]) == 0'
        ),
        [
            {"arns": ["a:b:c:eu-1"]},
            {"arns": ["a:b:c:eu-2"], "region": "mocked"},
            {"arns": [], "region": "eu-1"},
            {"arns": ["a:b:c:eu-1"], "region": "eu-1"},
        ],
        [{"arns": ["a:b:c:eu-1", "a:b:c:eu-2"], "region": "eu-1"}],
    ),
    "in-region-of-one": (
        InRegion("arn", "a key", "^[a-z]+-[0-9]$"),
        "arn must be a key in the region of the function",
        (
            '!can(regex("^[a-z]+-[0-9]$", local.region)) || length([for arn in compact([var.arn]) '
            ': arn if split(":", arn)[3] != local.region]) == 0'
        ),
        [{"arn": None, "region": "eu-1"}, {"arn": "a:b:c:eu-1", "region": "eu-1"}],
        [{"arn": "a:b:c:eu-2", "region": "eu-1"}],
    ),
    "room-for": (
        MaxKeysIncluding("tags", ("m1", "m2"), 3),
        "tags and the module's own m1, m2 must be at most 3 together",
        'length(setunion(keys(var.tags), ["m1", "m2"])) <= 3',
        [{"tags": {}}, {"tags": {"a": ""}}, {"tags": {"m1": "", "m2": "", "a": ""}}],
        [{"tags": {"a": "", "b": ""}}],
    ),
}


@pytest.mark.parametrize("name", sorted(RELATIONS))
def test_relation(name: str) -> None:
    """A rule across variables judges, speaks and writes its condition alike."""
    relation, sentence, condition, good, bad = RELATIONS[name]
    assert relation.sentence == sentence
    assert relation.condition() == condition
    assert all(set(values) - {REGION} == set(relation.variables) for values in [*good, *bad])
    assert [values for values in good if not relation.holds(values)] == []
    assert [values for values in bad if relation.holds(values)] == []
