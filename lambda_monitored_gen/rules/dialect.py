r"""The part of regular expressions on which Python, Terraform (RE2) and JSON Schema agree.

A pattern is written once, in RE2's syntax, and read by three engines. `to_python` refuses what
RE2 lacks (look-around, back-references, possessive repeats) and rewrites the rest so that Python
gives RE2's verdict: `$` is the very end of the text, `\d` and `\w` are ASCII, `\s` has no `\v`.

Source: <https://github.com/google/re2/wiki/Syntax>, and Go's `regexp/syntax` limit of 1000
repetitions.
"""

import re
from functools import lru_cache

MAX_REPEAT = 1000
"""The highest count that Go's regexp accepts in `{n,m}`."""

_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
_PUNCTUATION = set(r"""\.+*?()|[]{}^$-/"'@:#,;=<>!%&~`_ """)
_REPEAT = re.compile(r"\{(\d+)(,(\d*))?\}")
_ANCHORS = set("^$|(")
_TURKISH = "\u0130\u0131"
_IGNORE_CASE = "(?i)"


class PatternError(ValueError):
    """The pattern uses what one of the three engines lacks; the text says what and where."""


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the shared dialect for Python; use it with `search`.

    Raises:
        PatternError: The pattern is outside the dialect, or not a regular expression.
    """
    try:
        return re.compile(to_python(pattern))
    except re.error as error:
        raise PatternError(f"{error}") from None


def to_python(pattern: str) -> str:
    """Translate a pattern of the shared dialect into Python's, with RE2's meaning.

    Raises:
        PatternError: The pattern uses something outside the dialect.
    """
    out = tokens(pattern)
    _refuse_nested_counts(out)
    return "".join(map(_fold, out) if pattern.startswith(_IGNORE_CASE) else out)


def tokens(pattern: str) -> list[str]:
    """Take a pattern of the shared dialect apart: characters, classes, brackets, repeats.

    Returns:
        The parts as Python writes them, so that each can be compiled by itself unless it is a
        bracket or a repeat.

    Raises:
        PatternError: The pattern uses something outside the dialect.
    """
    out: list[str] = []
    position = 0
    if pattern.startswith(_IGNORE_CASE):
        out.append(_IGNORE_CASE)
        position = len(_IGNORE_CASE)
    while position < len(pattern):
        text, position = _token(pattern, position, "".join(out[-1:]))
        out.append(text)
    return out


def _fold(token: str) -> str:
    """Keep `(?i)` from matching the Turkish dotted and dotless i with an i, as only Python does."""
    # A Turkish letter of the pattern matches itself alone.
    if token in _TURKISH:
        return f"(?-i:{token})"
    # An i, or a class that may contain one: a Turkish letter of the text is compared with regard to
    # case, so that it matches only if the class names it; any other letter without regard to case.
    if token in {"i", "I"} or token.startswith("["):
        turkish = f"(?-i:[{_TURKISH}])"
        return f"(?:(?={turkish})(?-i:{token})|(?!{turkish}){token})"
    # Python and RE2 agree about all other letters.
    return token


def _refuse_nested_counts(parts: list[str]) -> None:
    """Refuse counted repeats of counted repeats that Go multiplies to more than its limit."""
    groups = [1]
    last = 1
    for part in parts:
        found = _REPEAT.match(part)
        if found:
            last *= int(found[3] or found[1]) or 1
            if last > MAX_REPEAT:
                raise PatternError(f"'{found[0]}' multiplies to more than {MAX_REPEAT} repeats")
        elif part in {"(", "(?:"}:
            groups.append(1)
            last = 1
        elif part == ")" and len(groups) > 1:
            last = groups.pop()
        elif part[0] not in "*+?":
            last = 1
        groups[-1] = max(groups[-1], last)


def _token(pattern: str, at: int, before: str) -> tuple[str, int]:
    character = pattern[at]
    if character == "\\":
        return _escape(pattern, at, in_class=False)
    if character == "[":
        return _character_class(pattern, at)
    if character == "(" and pattern[at + 1 : at + 2] == "?":
        if pattern[at + 2 : at + 3] != ":":
            raise PatternError(f"'(?' at position {at}: only (?:…) groups are portable")
        return "(?:", at + 3
    if character in "*+?":
        return _repeat(pattern, at, at + 1, before)
    if character == "{":
        return _counted(pattern, at, before)
    return (r"\Z", at + 1) if character == "$" else (character, at + 1)


def _counted(pattern: str, at: int, before: str) -> tuple[str, int]:
    found = _REPEAT.match(pattern, at)
    if not found:
        raise PatternError(
            f"'{{' at position {at} does not start {{n}}, {{n,}} or {{n,m}}; escape it"
        )
    counts = [int(count) for count in (found[1], found[3]) if count]
    if max(counts) > MAX_REPEAT:
        raise PatternError(f"'{found[0]}' repeats more than {MAX_REPEAT} times")
    return _repeat(pattern, at, found.end(), before)


def _repeat(pattern: str, start: int, end: int, before: str) -> tuple[str, int]:
    if not before or before in _ANCHORS or before in {r"\Z", "(?:", "(?i)"}:
        raise PatternError(f"'{pattern[start:end]}' at position {start} repeats nothing")
    if pattern[end : end + 1] == "?":
        end += 1
    if pattern[end : end + 1] in {"*", "+", "?", "{"}:
        raise PatternError(f"two repetitions in a row at position {end}")
    return pattern[start:end], end


def _escape(pattern: str, at: int, *, in_class: bool) -> tuple[str, int]:
    letter = pattern[at + 1 : at + 2]
    if letter in _CLASSES and letter:
        return (_CLASSES[letter] if in_class else f"[{_CLASSES[letter]}]"), at + 2
    if letter in _PUNCTUATION and letter:
        return re.escape(letter), at + 2
    raise PatternError(f"'\\{letter}' at position {at}: only \\d, \\w, \\s and \\punctuation")


def _character_class(pattern: str, at: int) -> tuple[str, int]:
    out = ["["]
    position = at + 1
    if pattern[position : position + 1] == "^":
        out.append("^")
        position += 1
    first = position
    while position < len(pattern):
        character = pattern[position]
        if character == "]" and position > first:
            return "".join([*out, "]"]), position + 1
        if character in "[]":
            raise PatternError(f"'{character}' at position {position} inside a class; escape it")
        if character == "\\":
            text, position = _escape(pattern, position, in_class=True)
            out.append(text)
            continue
        # Python warns of set operations that it may have one day: && || ~~ --
        out.append(f"\\{character}" if character in "&|~^" else character)
        position += 1
    raise PatternError(f"the class that starts at position {at} has no end")
