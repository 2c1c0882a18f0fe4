r"""The syntax of RE2, as far as lmgen looks at a pattern that RE2 has read already.

Source: <https://github.com/google/re2/wiki/Syntax>.
"""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<set>\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\])"
    r"|(?P<escape>\\(?:x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[0-7]{1,3}|.))"
    r"|(?P<name>\(\?P?<[^>]*>)"
    r"|(?P<flags>\(\?[A-Za-z-]*\))"
    r"|(?P<open>\((?:\?[A-Za-z-]*:)?)"
    r"|(?P<close>\))"
    r"|(?P<repeat>(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??)"
    r"|(?P<either>\|)"
    r"|(?P<anchor>[$^])"
    r"|(?P<character>.)",
    re.DOTALL,
)
EMPTY = {r"\A", r"\z", r"\b"}
"""Escapes that stand for a place, not for a character."""


class Token(NamedTuple):
    """A part of a pattern: the name of its group in `_TOKEN`, its text, and where it starts."""

    kind: str
    text: str
    position: int

    def sets(self, flag: str) -> bool:
        """Tell whether the token switches a flag on, as `(?i)` and `(?i:` do."""
        return self.kind in {"flags", "open"} and flag in self.text.partition("-")[0]


class Lengths(NamedTuple):
    """How many characters a text can have; `highest` is infinite where nothing bounds it."""

    lowest: int
    highest: float


def tokens(pattern: str) -> Iterator[Token]:
    r"""Split a pattern that RE2 can read, and that has no `\Q`, into tokens."""
    for found in _TOKEN.finditer(pattern):
        yield Token(found.lastgroup or "", found[0], found.start())


def count_characters(pattern: str) -> Lengths:
    """Say how many characters a text with a match of a pattern without named groups can have.

    The bounds are safe: no text outside of them has a match, though not every length within them
    need have one.
    """
    every = list(tokens(pattern))
    # Open groups, in each its alternatives, in each the parts that follow one another.
    groups: list[list[list[Lengths]]] = [[[]]]
    for token in every:
        parts = groups[-1][-1]
        if token.kind == "open":
            groups.append([[]])
        elif token.kind == "close":
            groups[-2][-1].append(_any_of(groups.pop()))
        elif token.kind == "either":
            groups[-1].append([])
        elif token.kind == "repeat":
            parts.append(_repeated(parts.pop(), token.text))
        elif token.kind in {"anchor", "flags"} or token.text in EMPTY:
            parts.append(Lengths(0, 0))
        else:
            parts.append(Lengths(1, 1))
    lowest, highest = _any_of(groups[0])
    return Lengths(lowest, highest if len(groups[0]) == 1 and _is_anchored(every) else math.inf)


def count_repeats(text: str) -> tuple[int, float]:
    """Say how often a `repeat` asks for what is before it, at least and at most."""
    signs: dict[str, tuple[int, float]] = {"*": (0, math.inf), "+": (1, math.inf), "?": (0, 1)}
    if text[0] in signs:
        return signs[text[0]]
    first, comma, last = text.partition("}")[0][1:].partition(",")
    least = int(first)
    return least, int(last) if last else math.inf if comma else least


def _any_of(alternatives: list[list[Lengths]]) -> Lengths:
    lowest = min(sum(part.lowest for part in parts) for parts in alternatives)
    return Lengths(lowest, max(sum(part.highest for part in parts) for parts in alternatives))


def _repeated(part: Lengths, text: str) -> Lengths:
    least, most = count_repeats(text)
    return Lengths(part.lowest * least, part.highest * most if part.highest and most else 0)


def _is_anchored(every: list[Token]) -> bool:
    """Tell whether each match of a single alternative is the whole text; False if in doubt."""
    if len(every) < 2 or every[1].kind == "repeat" or any(token.sets("m") for token in every):  # noqa: PLR2004 - both ends
        return False
    return every[0].text in {"^", r"\A"} and every[-1].text in {"$", r"\z"}
