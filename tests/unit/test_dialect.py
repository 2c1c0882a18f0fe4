"""The regular expressions that Python, Terraform and JSON Schema read alike."""

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.rules.dialect import PatternError, compile_pattern, to_python


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(?=a)", "'(?' at position 0: only (?:…) groups are portable"),
        ("a(?!b)", "'(?' at position 1"),
        ("(?<=a)b", "only (?:…) groups"),
        ("(?P<name>a)", "only (?:…) groups"),
        ("(?#note)", "only (?:…) groups"),
        ("a(?i)", "only (?:…) groups"),
        ("(?i:a)", "only (?:…) groups"),
        (r"(a)\1", r"'\1' at position 3: only \d, \w, \s and \punctuation"),
        (r"\bword", r"'\b' at position 0"),
        (r"\Aa", r"'\A'"),
        (r"a\Z", r"'\Z'"),
        (r"\pL", r"'\p'"),
        (r"\D", r"'\D'"),
        (r"\n", r"'\n'"),
        (r"\x41", r"'\x'"),
        ("\\", "only \\d"),
        ("a++", "two repetitions in a row at position 2"),
        ("a**", "two repetitions"),
        ("a{2}{3}", "two repetitions"),
        ("a+??", "two repetitions"),
        ("*a", "'*' at position 0 repeats nothing"),
        ("^*", "repeats nothing"),
        ("(+a)", "repeats nothing"),
        ("(?:?a)", "repeats nothing"),
        ("a|?", "repeats nothing"),
        ("$+", "repeats nothing"),
        ("(?i)*", "repeats nothing"),
        ("a{", "does not start {n}, {n,} or {n,m}; escape it"),
        ("{2}", "repeats nothing"),
        ("a{,2}", "does not start {n}"),
        ("a{x}", "does not start {n}"),
        ("a{1001}", "'{1001}' repeats more than 1000 times"),
        ("a{1,1001}", "repeats more than 1000 times"),
        ("a{3,2}", "min repeat greater than max repeat"),
        ("[a", "the class that starts at position 0 has no end"),
        ("(a{100}){100}", "'{100}' multiplies to more than 1000 repeats"),
        ("((a{10})+{2}", "two repetitions"),
        ("((?:a{10}b{2}){10}){11}", "'{11}' multiplies to more than 1000 repeats"),
        ("(a{501,}){2}", "multiplies to more than 1000"),
        ("[]", "']' at position 1 inside a class; escape it"),
        ("[[a]]", "'[' at position 1 inside a class; escape it"),
        ("[[:alpha:]]", "inside a class"),
        ("[z-a]", "bad character range"),
        ("(a", "missing )"),
        ("a)", "unbalanced parenthesis"),
    ],
)
def test_what_one_engine_lacks_is_refused(pattern: str, reason: str) -> None:
    """What one of the three engines lacks or reads differently is refused, with what and where."""
    with pytest.raises(PatternError) as caught:
        compile_pattern(pattern)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "python"),
    [
        ("^a$", r"^a\Z"),
        (r"\d+", "[0-9]+"),
        (r"[\d.]", "[0-9.]"),
        (r"\w", "[0-9A-Za-z_]"),
        (r"\s", "[\\t\\n\\f\\r ]"),
        (r"[^\s]", "[^\\t\\n\\f\\r ]"),
        ("(?i)^aws:", "(?i)^aws:"),
        ("(?:a|b)+?", "(?:a|b)+?"),
        ("a{2,3}?", "a{2,3}?"),
        ("a{1000}", "a{1000}"),
        ("(a{10}){100}b{1000}", "(a{10}){100}b{1000}"),
        ("(a{500})?b{2}", "(a{500})?b{2}"),
        ("(a{501}){0}", "(a{501}){0}"),
        ("(a){1000}", "(a){1000}"),
        ("a{600}X{2}", "a{600}X{2}"),
        ("a{600}(b){2}", "a{600}(b){2}"),
        ("a+?b", "a+?b"),
        ("X*[X]X", "X*[X]X"),
        (r"\$", r"\$"),
        ("[$]", "[$]"),
        ("[a&&b]", r"[a\&\&b]"),
        ("[a^]", r"[a\^]"),
    ],
)
def test_a_pattern_keeps_the_meaning_of_re2_in_python(pattern: str, python: str) -> None:
    r"""A pattern becomes Python with RE2's meaning: `$` is the very end, classes are ASCII."""
    assert to_python(pattern) == python
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        re.compile(to_python(pattern))


def test_dollar_is_the_very_end() -> None:
    """A final newline is not forgiven, as RE2 does not."""
    assert compile_pattern("^a$").search("a")
    assert not compile_pattern("^a$").search("a\n")
    assert not compile_pattern("^(?:a|b)$").search("b\n")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"^\d$", "٣"), (r"^\w$", "é"), (r"^\w$", "ß"), (r"^\s$", "\v"), (r"^\s$", "\u00a0")],
)
def test_classes_are_ascii(pattern: str, text: str) -> None:
    r"""`\d`, `\w` and `\s` mean ASCII, as RE2 has it."""
    assert not compile_pattern(pattern).search(text)


def test_case_folding() -> None:
    """A leading (?i) holds for the whole pattern."""
    assert compile_pattern("(?i)^aws:").search("AWS:x")
    assert not compile_pattern("^aws:").search("AWS:x")


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        ("(?i)^i$", "iI", "\u0130\u0131"),
        ("(?i)^I$", "iI", "\u0130\u0131"),
        ("(?i)^[h-j]$", "iIhJ", "\u0130\u0131k"),
        ("(?i)^\u0130$", "\u0130", "iI\u0131"),
        ("(?i)^X$", "xX", "y"),
        ("^i$", "i", "I\u0130\u0131"),
    ],
)
def test_only_the_letter_i_is_an_i(pattern: str, found: str, not_found: str) -> None:
    """Python alone takes the Turkish dotted and dotless i for an i when case does not matter."""
    compiled = compile_pattern(pattern)
    assert [letter for letter in found if not compiled.search(letter)] == []
    assert [letter for letter in not_found if compiled.search(letter)] == []


def test_dot_is_no_newline() -> None:
    """A dot leaves out the newline, as RE2 has it by default."""
    assert not compile_pattern("^.$").search("\n")
    assert compile_pattern("^.$").search("🚨")


@given(st.text(alphabet="ab(|)[]{}^$\\.*+?-,12ids:&~", max_size=12))
def test_any_text_is_read_or_refused(pattern: str) -> None:
    """Whatever somebody writes is a pattern or a `PatternError`; nothing else is raised."""
    try:
        compiled = compile_pattern(pattern)
    except PatternError:
        return
    compiled.search("ab1")


@given(st.from_regex(r"[a-z0-9.]{1,8}", fullmatch=True), st.text(max_size=5))
def test_escaped_text_matches_itself(text: str, other: str) -> None:
    """Text whose punctuation is escaped matches itself and nothing else."""
    pattern = "^" + text.replace(".", r"\.") + "$"
    assert compile_pattern(pattern).search(text)
    assert bool(compile_pattern(pattern).search(other)) == (other == text)
