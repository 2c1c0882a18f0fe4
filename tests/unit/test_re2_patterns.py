"""Patterns of a policy are read by RE2 itself, and what Go reads differently is refused."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.rules import Re2Matches
from lambda_monitored_gen.rules.pattern_syntax import count_characters
from lambda_monitored_gen.rules.re2_patterns import PatternError, compile_re2
from tests.patterns.generator import TEXTS
from tests.patterns.verdicts import accepted_patterns
from tests.support.specs import checked, codes


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        # Terraform refuses these, and so does RE2 in its own words.
        (r"[+-\d]", r"invalid escape sequence: \d"),
        (r"[,-\w]", r"invalid escape sequence: \w"),
        (r"[0-\w]", r"invalid escape sequence: \w"),
        ("(?=a)", "invalid perl operator: (?="),
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("a{1001}", "invalid repetition size: {1001}"),
        ("(a{100}){100}", "invalid repetition size: {100}"),
        ("a**", "bad repetition operator: **"),
        ("[z-a]", "invalid character class range: z-a"),
        ("(a", "missing ): (a"),
        ("\\\u00e9", "invalid escape sequence: \\\u00e9"),
        ("[\u00e9", "missing ]: [\u00e9"),
        # RE2 alone accepts these, or reads them differently.
        (r"a\B", r"\B, which for RE2 alone holds between the bytes of one letter too"),
        (r"\C", r"\C, which Go's regexp lacks (at position 0)"),
        (r"a\pL", r"\p, which follows a version of Unicode (at position 1)"),
        (r"[a\P{Greek}]", r"\P, which follows a version of Unicode"),
        (r"[\pL\PN]", r"\P, which follows a version of Unicode"),
        (r"\Q.\E", r"\Q; escape each sign by itself"),
        ("a{00001}", "'{00001}' repeats more than 1000 times"),
        ("a{100000000000}", "repeats more than 1000 times (at position 1)"),
        ("(?P<n>a)(b)", "a named group, which Terraform refuses to mix with others"),
        ("(?<n>a)", "a named group"),
        ("(?i)\u00e9", "a character beyond ASCII under (?i)"),
        ("(?i)[a-\u00ff]", "a character beyond ASCII under (?i)"),
        (r"(?i:\x{e9})", "a character beyond ASCII under (?i)"),
        (r"(?i)\351", "a character beyond ASCII under (?i)"),
        ("(" * 101 + ")" * 101, "more than 100 groups within one another"),
        ("(" * 900 + "a" + ")" * 900, "more than 100 groups within one another"),
        # Too large a program to hold many texts to.
        (".{1000}" * 8, "pattern too large"),
    ],
)
def test_what_engines_read_differently_is_refused(pattern: str, reason: str) -> None:
    """What RE2 or Go's regexp refuses, or what they read differently, is refused by name."""
    with pytest.raises(PatternError) as caught:
        compile_re2(pattern)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "match", "no_match"),
    [
        (r"^[\w-.]+@x$", "a-b.c@x", "a b@x"),
        (r"^[\w-z]$", "-", "!"),
        (r"^[^\s-z]$", "a", "-"),
        (r"^\d$", "3", "\u0663"),
        (r"^\w$", "a", "\u00e9"),
        (r"^\s$", "\f", "\v"),
        ("^a$", "a", "a\n"),
        ("^.$", "\U0001f6a8", "\n"),
        ("(?i)^i$", "I", "\u0131"),
        ("(?i)^k$", "\u212a", "x"),
        (r"^\\B$", r"\B", "B"),
        (r"^[(?P<]$", "<", "a"),
        (r"\x{e9}(?s:.)$", "\u00e9\n", "e\n"),
        ("(" * 100 + "a" + ")" * 100, "a", "b"),
        ("(a)" * 150, "a" * 150, "a"),
        ("^.{1,1000}$", "\u00e9" * 1000, ""),
        (".{1000}" * 4, "a" * 4000, "a"),
    ],
)
def test_verdict(pattern: str, match: str, no_match: str) -> None:
    """A pattern means what it means to RE2, odd but valid ones too."""
    rule = Re2Matches(pattern)
    assert list(rule.violations(match)) == []
    (found,) = rule.violations(no_match)
    assert (found.found, found.requirement) == (no_match, f"must be a match of {pattern}")


def test_only_strings_match() -> None:
    """A value of another type breaks the rule; its type is reported elsewhere."""
    assert list(Re2Matches("1").violations(1))


def test_what_else_a_pattern_is_written_as() -> None:
    """It is Terraform's condition as it stands, and nothing of a JSON Schema."""
    rule = Re2Matches(r"^\d$")
    assert rule.condition("var.x") == r'can(regex("^\\d$", var.x))'
    assert rule.json_schema() == {}


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(.*a){12}$", "(a|a)*$", "^(a?){50}a{50}$"])
def test_no_pattern_takes_long(pattern: str) -> None:
    """Patterns that take other engines years are answered in linear time."""
    start = time.process_time()
    compile_re2(pattern).search("a" * 10_000 + "b")
    assert time.process_time() - start < 1


def test_nothing_is_said_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    """RE2 keeps its log to itself, so that a message is printed once."""
    with pytest.raises(PatternError):
        compile_re2("(never seen before")
    assert capfd.readouterr().err == ""


def test_without_re2_a_pattern_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second engine reads a pattern; the diagnostic has the command that installs RE2."""
    compile_re2.cache_clear()
    monkeypatch.setitem(sys.modules, "re2", None)
    result = checked(policy={"alarm_emails": {"each_matches": "@example[.]com$"}})
    (found,) = result.diagnostics
    assert found.code == "policy-pattern"
    assert "needs the library google-re2" in found.message
    assert found.hint == "pip install 'lambda-monitored-gen[patterns]'"


def test_another_library_of_that_name_is_not_taken_for_re2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other distributions install a module `re2` too, without the options of google-re2."""
    compile_re2.cache_clear()
    monkeypatch.setitem(sys.modules, "re2", sys)
    assert codes(checked(policy={"handler": {"matches": "a"}})) == ["policy-pattern"]


def test_only_a_pattern_imports_re2(monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy without a pattern needs no RE2."""
    monkeypatch.setitem(sys.modules, "re2", None)
    assert codes(checked(policy={"timeout": {"max": 60}, "handler": {"min_length": 5}})) == []


@given(st.text(alphabet="ab(|)[]{}^$\\.*+?-,12idsBCQpPx:&~\u00e9", max_size=12))
def test_any_text_is_read_or_refused(pattern: str) -> None:
    """Whatever somebody writes is a pattern or a `PatternError`; nothing else is raised."""
    try:
        compiled = compile_re2(pattern)
    except PatternError:
        return
    compiled.search("ab1")
    count_characters(pattern)


def test_no_match_is_outside_the_counted_lengths() -> None:
    """Whatever text has a match has as many characters as are counted for the pattern."""
    patterns, _ = accepted_patterns(seed=5, verdicts=200_000)
    bounded = 0
    for pattern in patterns:
        lowest, highest = count_characters(pattern)
        bounded += highest < 10
        compiled = compile_re2(pattern)
        matched = [text for text in TEXTS if compiled.search(text)]
        assert [text for text in matched if not lowest <= len(text) <= highest] == [], pattern
    assert bounded > 100
