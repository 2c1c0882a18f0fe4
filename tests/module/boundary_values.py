"""Values around the edges of rules: those that a wrong bound or a careless pattern gets wrong."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lambda_monitored_gen.catalog import Variable
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, ListOf, MapOf, ObjectOf, Value
from lambda_monitored_gen.rules import (
    AttributeIs,
    Between,
    Except,
    HasAttributes,
    HasKeys,
    JsonBytes,
    KeysAre,
    KeysDifferBeyondCase,
    LengthBetween,
    NeedsOneOf,
    NoneOf,
    OneOf,
    Policy,
    Re2Matches,
    RegexDoesNotMatch,
    RegexMatches,
    Rule,
    SizeBetween,
    ValuesAre,
    bare,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
"""One grapheme cluster of five code points, three of which are outside the BMP."""

UNITS = ("a", "\u00e9", "\U0001f984", "e\u0301", "q\u0301", FAMILY, "\n", "\u1100\u1161")
"""What Terraform and Python may count differently: accents, emoji, clusters, line ends."""

ODD = (
    *("\n", "\r\n", "\t", " ", "\u00a0", "\u2028", "\u0085", "\x0b", "\x1f", "\x7f", "\ufeff"),
    *("\u00e9", "\u0660", "\uff11", "\u212a", "\u017f", "\u0131", "\u0130", "\u00df", "\u1e9e"),
    *("\U0001f984", FAMILY, "e\u0301", "\u202e", '"', "\\", "$", "${a}", "%{b}", "'", "`"),
    *("-", "_", ".", "/", ":", "@", "<", ">", ",", ";", "[", "]", "(", ")", "+", "=", "*", "#"),
)
"""Single characters and short strings that patterns let in or keep out by mistake."""

STRINGS = (
    *(
        "..",
        "../a",
        "a/../b",
        "a*/../b",
        "?/..",
        "*/..b",
        "a/..",
        "a..b",
        "...",
        "",
        " ",
        "\n",
        "a",
        "A",
        "0",
        "-",
        "_",
        ".",
        "aws",
        "aws:",
        "AWS:x",
        "Aws:",
        "awsx",
        " aws:",
    ),
    *(
        "a\u212a",
        "\u0430ws:",
        "aw\u017f:",
        "none",
        "null",
        "true",
        "None",
        "${null}",
        "a b",
        "a\nb",
    ),
    *("main.handler", "a@b.co", "arn:aws:", "arn:aws-cn:", "python3.1", "AWS_REGION", "_HANDLER"),
)


def edges(variable: Variable, rule: Rule) -> list[Value]:
    """Find values around the edges of one rule of a variable, each once, null where it may be.

    They are in NFC, as the reader of specs and Terraform alike make all strings.

    Args:
        variable: Whose type and example the values take after.
        rule: One of its rules.
    """
    found: Iterable[Value]
    if isinstance(variable.type, ListOf):
        found = _lists(rule, variable.example)
    elif isinstance(variable.type, MapOf) and isinstance(variable.type.item, ObjectOf):
        found = _maps_of_objects(rule, variable)
    elif isinstance(variable.type, MapOf):
        found = _maps(rule, variable.example)
    elif isinstance(variable.type, ObjectOf):
        found = _objects(rule, variable.type)
    elif variable.type == NUMBER:
        found = _numbers(rule)
    elif variable.type == BOOL:
        found = (True, False)
    else:
        found = _strings(rule, str(variable.example))
    values = [*found, *([None] if variable.nullable else [])]
    composed = (
        unicodedata.normalize("NFC", json.dumps(each, ensure_ascii=False)) for each in values
    )
    return [json.loads(text) for text in dict.fromkeys(composed)]


def _bare(rule: Rule) -> Rule:
    return bare([rule])[0]


def _numbers(rule: Rule) -> Iterator[float]:
    own = rule.rule if isinstance(rule, Policy) else rule
    if isinstance(own, Except):
        yield from (each for each in own.values if isinstance(each, (int, float)))
    rule = _bare(rule)
    bounds: list[float] = []
    if isinstance(rule, Between):
        bounds = [bound for bound in (rule.minimum, rule.maximum) if bound is not None]
    elif isinstance(rule, OneOf):
        bounds = [value for value in rule.values if isinstance(value, (int, float))]
    for bound in (*bounds, 0, 1):
        yield from (bound, bound - 1, bound + 1, bound - 0.5, bound + 0.5, -bound, bound * 10)
        yield from (bound - 1e-9, bound + 1e-9, bound + 0.1, bound - 0.001, float(bound))
    yield from (-(10**9), 2**31, 2**53 + 1, 2**63, 10**21, 1e-12, 1e21, -1e21, 1.5e300, 10**40)
    yield from (0.1 + 0.2, 3.14, 99.999999999999, 100.00000000000001)


def _strings(rule: Rule, example: str) -> Iterator[str]:
    rule = _bare(rule)
    yield from STRINGS
    if isinstance(rule, (OneOf, NoneOf)):
        for choice in map(str, rule.values):
            yield from (choice, choice.upper(), choice.lower(), choice[:-1], choice + "\n")
            yield from (f" {choice}", choice + choice, choice + "\u200b")
    elif isinstance(rule, LengthBetween):
        yield from _of_lengths((rule.minimum, rule.maximum))
    elif isinstance(rule, (Re2Matches, RegexMatches, RegexDoesNotMatch)):
        yield from _around(rule.pattern, example)
    yield from _mutations(example)


def _of_lengths(counts: Iterable[int]) -> Iterator[str]:
    for count in counts:
        for length in {max(0, count - 1), count, count + 1}:
            for unit in UNITS:
                # So many code points, then so many units, of which each can be several.
                yield (unit * length)[:length]
                yield unit * length


def _around(pattern: str, example: str) -> Iterator[str]:
    """Grow each word of the example to the counts that the pattern has."""
    counts = {
        int(count)
        for pair in re.findall(r"\{(\d+)(?:,(\d+))?\}", pattern)
        for count in pair
        if count
    }
    lengths = sorted({max(0, count + by) for count in counts for by in (-1, 0, 1)})
    for length in lengths:
        yield "a" * length
        yield "a" * (length - 1) + "\u00e9"
        for word in re.finditer(r"[A-Za-z0-9]+", example):
            yield example[: word.start()] + word[0][0] * length + example[word.end() :]


def _mutations(example: str) -> Iterator[str]:
    yield from (example, example.upper(), example.lower(), example.title(), example * 2)
    middle = len(example) // 2
    for odd in ODD:
        yield from (example + odd, odd + example, example[:middle] + odd + example[middle:], odd)
    for word in re.finditer(r"[A-Za-z0-9]+|[^A-Za-z0-9]", example):
        head, tail = example[: word.start()], example[word.end() :]
        yield from (head + tail, head + word[0] * 2 + tail, head + word[0][1:] + tail)
        yield from (head, tail, head + "\uff11" + tail, head + "*" + tail, head + "0" + tail)


def _scalars(rule: Rule, example: str) -> Iterator[str]:
    """Values for one place in a collection; all sorts where the rule is about the collection."""
    inner = _bare(rule)
    if isinstance(inner, (ValuesAre, KeysAre)):
        yield from _strings(inner.rule, example)
    else:
        yield from (*STRINGS, *ODD)


def _lists(rule: Rule, example: Value) -> Iterator[Value]:
    assert isinstance(example, Sequence)
    good = str(example[0])
    yield from ([], [good], [good] * 2, [None], [good, None])
    for number, value in enumerate(_scalars(rule, good)):
        yield [value]
        if number % 5 == 0:
            yield from ([good, value, good], [value, good], [good, value])
    inner = _bare(rule)
    if isinstance(inner, SizeBetween):
        for length in _counts(inner):
            yield [good] * length
            yield [f"{good}{number}" for number in range(length)]
            yield ["\U0001f984"] * length


def _maps(rule: Rule, example: Value) -> Iterator[Value]:
    assert isinstance(example, Mapping)
    ((key, good),) = example.items()
    inner = _bare(rule)
    yield from ({}, {key: None}, {key: str(good), "zz": None})
    if isinstance(inner, KeysDifferBeyondCase):
        yield from _folding(inner)
    if isinstance(inner, KeysAre):
        for number, value in enumerate(_strings(inner.rule, key)):
            yield {value: str(good)}
            if number % 5 == 0:
                yield {key: str(good), value: "", "zz": str(good)}
        return
    for number, value in enumerate(_scalars(rule, str(good))):
        yield {key: value}
        if number % 5 == 0:
            yield {"a": str(good), "b": value, "c": str(good)}
    yield from _of_size(inner, str(good))


def _of_size(rule: Rule, good: str) -> Iterator[Value]:
    if isinstance(rule, SizeBetween):
        for length in _counts(rule):
            yield {f"k{number}": good for number in range(length)}
            yield {f"\U0001f984{number}": "" for number in range(length)}
    if isinstance(rule, HasKeys):
        yield from _of_keys(rule.keys, good)
    if isinstance(rule, JsonBytes):
        yield from _of_bytes(rule.maximum)


def _of_keys(keys: Sequence[str], good: str) -> Iterator[Value]:
    whole = dict.fromkeys(keys, good)
    yield from (whole, {**whole, "zz": ""}, {name.upper(): good for name in keys})
    for name in keys:
        yield from ({**whole, name: each} for each in ("", None, " ", "\n", FAMILY))
        yield {key: value for key, value in whole.items() if key != name}


def _maps_of_objects(rule: Rule, variable: Variable) -> Iterator[Value]:
    """The example with other keys, or with another value of the attribute of the rule."""
    assert isinstance(variable.example, Mapping)
    name, item = next(iter(variable.example.items()))
    assert isinstance(item, Mapping)
    yield from ({}, {name: {}}, variable.example)
    inner = _bare(rule)
    if isinstance(inner, KeysAre):
        yield from ({key: item} for key in _strings(inner.rule, name))
        return
    assert isinstance(inner, ValuesAre)
    yield from ({name: {k: v for k, v in item.items() if k != left_out}} for left_out in item)
    if isinstance(inner.rule, HasAttributes):
        of = inner.rule.attributes[0]
        yield from ({name: {**item, of: text}} for text in (None, *_mutations(str(item[of]))))
    if isinstance(inner.rule, NeedsOneOf):
        of, pattern = inner.rule.attribute, inner.rule.pattern
        texts = _strings(RegexMatches(pattern, "of the pattern"), str(item[of]))
        yield from ({name: {of: text}} for text in texts)
    if isinstance(inner.rule, AttributeIs):
        of, kept = inner.rule.attribute, inner.rule.rule
        values = _numbers(kept) if isinstance(kept, Between) else _strings(kept, str(item.get(of)))
        yield from ({name: {**item, of: value}} for value in values)


def _folding(rule: KeysDifferBeyondCase) -> Iterator[Value]:
    """Pairs of keys that are, or only seem to be, one key in other letter case."""
    for key in (*rule.added, *STRINGS, *ODD):
        for other in (key.upper(), key.lower(), key.title(), key.swapcase(), f"{key}x"):
            yield {other: ""}
            yield {key: "", other: ""}
    for key, other in (
        ("\u00df", "SS"),
        ("\u0130", "i"),
        ("\u0131", "I"),
        ("\u017f", "S"),
        ("\u212a", "k"),
        ("\u03b1\u03a3", "\u03b1\u03c2"),
        ("\u03b1\u03a3", "\u03b1\u03c3"),
        ("\u01c5", "\u01c6"),
        ("\u1e9e", "\u00df"),
    ):
        yield {key: "", other: None}


def _objects(rule: Rule, shape: ObjectOf) -> Iterator[Value]:
    """Values of the attribute that the rule is about, with and without others."""
    assert isinstance(rule, AttributeIs)
    yield {}
    inside = isinstance(shape.attributes[rule.attribute], ListOf)
    for value in _lists(rule.rule, ["a-b.c_d"]) if inside else _strings(rule.rule, "a-b.c_d"):
        yield {rule.attribute: value}
    yield {name: ["x"] if isinstance(it, ListOf) else "x" for name, it in shape.attributes.items()}


def _counts(rule: SizeBetween) -> list[int]:
    bounds = [rule.minimum, *([] if rule.maximum is None else [rule.maximum])]
    return sorted({max(0, bound + by) for bound in bounds for by in (-1, 0, 1)} | {60})


def _of_bytes(maximum: int) -> Iterator[Value]:
    units = ("a", '"', "\\", "\n", "<", "\\u003c", "\\\\", "\u2028", "\u00e9", "\u20ac")
    for unit in (*units, "\x1f", "\x7f", "\U0001f984", FAMILY, "q\u0301", "e\u0301", "&\\&>"):
        width = len(json.dumps(unit, ensure_ascii=False).encode()) - 2
        for total in range(maximum - 3, maximum + 4):
            whole, rest = divmod(total - len('{"KEY":""}'), width)
            yield {"KEY": unit * whole + "x" * rest, "NONE": None}
            yield {"A" * 10: unit * (whole // 2), "B" * (rest + 1): unit * (whole - whole // 2)}
            yield {f"K{number:03}": "v" * 53 for number in range(total // 64)}
