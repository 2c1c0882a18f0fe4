"""lmgen's own patterns are in a subset that Python and RE2 read alike."""

import random
from collections.abc import Iterator

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rules import RegexDoesNotMatch, RegexMatches, Rule
from lambda_monitored_gen.rules.dialect import compile_pattern
from lambda_monitored_gen.rules.re2_patterns import compile_re2
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.shape import Record, Records

ODD = "\n\t\v\f\r \u00a0\u2028.:/@-_,;%$^~\\<>\"'aAzZ09\u00e9\u0663\u017f\u212a\u0130\U0001f6a8"
"""What engines read differently, if anything: ends, spaces, digits and letters beyond ASCII."""


def patterns_in(rules: tuple[Rule, ...]) -> Iterator[str]:
    """The patterns of rules, and of rules in rules."""
    for rule in rules:
        inner = getattr(rule, "rule", rule)
        if isinstance(inner, (RegexMatches, RegexDoesNotMatch)):
            yield inner.pattern


def patterns_of(record: Record) -> Iterator[str]:
    """The patterns of a record's fields, and of the records below it."""
    for field in record.fields:
        yield from patterns_in(field.rules)
        if isinstance(field.shape, Record):
            yield from patterns_of(field.shape)
        elif isinstance(field.shape, Records):
            yield from patterns_of(field.shape.record)


EXAMPLES = {
    pattern: str(variable.example)
    for variable in CATALOG.variables.values()
    for pattern in patterns_in(variable.rules)
} | dict.fromkeys(patterns_of(SPEC), "a-b.example.com/1.2.0-rc.1")
"""Every pattern of lmgen, with a text that is like what it matches."""


def texts_like(example: str, count: int = 300) -> Iterator[str]:
    """The example, odd ends of it, and the example with random changes."""
    yield from ("", example, f"{example}\n", f"\n{example}", f"{example}\n\n", *ODD)
    chance = random.Random(example)  # noqa: S311 - nothing secret
    for _ in range(count):
        text = list(example)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text) + 1)
            text[at : at + chance.randrange(2)] = chance.choice(ODD) * chance.choice((1, 1, 1, 70))
        yield "".join(text)


@pytest.mark.parametrize("pattern", sorted(EXAMPLES))
def test_both_engines_agree(pattern: str) -> None:
    """Python and RE2 give the same verdict on texts like what the pattern is for, and odd ones."""
    python, re2 = compile_pattern(pattern), compile_re2(pattern)
    differ = [
        text
        for text in dict.fromkeys(texts_like(EXAMPLES[pattern]))
        if bool(python.search(text)) != bool(re2.search(text))
    ]
    assert differ == []


def test_every_pattern_is_tried() -> None:
    """The catalog's patterns and those of the spec's own keys are all there."""
    assert len(EXAMPLES) > 20
    assert {"^[aA][wW][sS]:", r"(^|/)\.\.(/|$)"} <= set(EXAMPLES)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("^a$", "a\n"), ("(^|b)a(b|$)", "a\n"), (r"^[^\sx]+$", "a b"), (r"^[\s]$", "\v")],
)
def test_python_forgives_no_newline_and_has_five_spaces(pattern: str, text: str) -> None:
    r"""`$` is the very end of a text, and `\s` what RE2 has for it."""
    assert not compile_pattern(pattern).search(text)
