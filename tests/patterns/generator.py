r"""Random patterns in RE2's syntax, with its corners and with mistakes, and texts for them.

Nothing here says what a pattern means: Terraform and RE2 do.
"""

import random
import unicodedata
from collections.abc import Iterator
from typing import TypeVar

Chosen = TypeVar("Chosen")

# Terraform puts strings into NFC, and so does the reader of specs.
LETTERS = (
    "a",
    "b",
    "i",
    "k",
    "s",
    "K",
    "S",
    "é",
    "ß",
    "\u017f",
    "İ",
    "\u0131",
    "\u03c3",
    "Σ",
    "ς",
    "Ω",
    "😀",
    "日",
)
SIGNS = ("0", "9", "_", "-", " ", "\n", ".", ",", ":", "@", "~", "#")
ESCAPES = (
    *(r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\b", r"\A", r"\z", r"\n", r"\t", r"\v", r"\f"),
    *(r"\a", r"\r", r"\_", r"\-", r"\.", r"\$", r"\\", r"\/", r"\x41", r"\x{e9}", r"\x{1F600}"),
    *(r"\0", r"\01", r"\12", r"\101"),
)
CORNERS = (
    *(r"\B", r"\Z", r"\1", r"\8", r"\é", r"\e", r"\x4", r"\x{110000}", r"\C", r"\pL", r"\p{Lu}"),
    *(r"\PN", r"\p{^Lu}", r"\Q.+\E", r"\Qa", r"\E", r"\X", r"\G", r"\<", r"\ca", r"\N", r"\h"),
    *("[[:foo:]]", "[[:alpha:]", "[[.a.]]", "[[=a=]]", "[", "]", "(", ")", "{", "}", "*", "+"),
)
NAMED_SETS = (
    *("[[:alpha:]]", "[[:^digit:]]", "[[:word:]]", "[^[:punct:]]", "[[:ascii:]]", "[[:print:]]"),
    *("[[:space:]_]", "[[:xdigit:]g]", "[[:upper:][:digit:]]"),
)
IN_SETS = (
    *("a", "b", "i", "k", "z", "0", "9", "-", "^", "]", "[", r"\]", r"\[", r"\\", r"\d", r"\w"),
    *(r"\s", r"\D", r"\W", r"\S", "a-z", "0-9", "A-Z", "é", "à-ü", r"\x00-\x7f", r"\x{e9}-\x{ff}"),
    *(
        r"\-",
        "&&",
        "||",
        "~~",
        "--",
        ".",
        "*",
        "(",
        "[:alpha:]",
        "[:^alpha:]",
        "@",
        "\u03b1-ω",
        "!-/",
    ),
    *(r"\n", "\u017f", "İ", "A", "K", "S", " ", "\n", "[:word:]-z", r"\x{41}-\x{5a}", "+-.", "a-d"),
)
SET_CORNERS = (r"+-\d", r"\d-", r"a-\d", r"\w-z", "z-a", "[:nope:]", r"\b", r"\pL", r"\Q", "[a", "")
OPENINGS = ("(", "(", "(?:", "(?:", "(?i:", "(?s:", "(?m:", "(?U:", "(?i-s:", "(?-i:", "(?is:")
ODD_OPENINGS = (
    *("(?i)", "(?s)", "(?m)", "(?U)", "(?-i)", "(?P<n>", "(?<n>", "(?", "(?)", "(?#", "(?x)"),
    *("(?=", "(?!", "(?<=", "(?>", "(?i-)", "(?ii)", "(?i-i)", "(?:)("),
)
REPEATS = ("*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0}", "{2,}", "{0,3}", "{2}?", "{1,9}")
ODD_REPEATS = (
    *("{,2}", "{2,1}", "{1000}", "{1001}", "{1,1000}", "{x}", "**", "*+", "{2}{3}", "{01}"),
    *("{2, 3}", "{100000000000}", "{00000000002}", "{0,0}"),
)
TEXTS = tuple(
    dict.fromkeys(
        unicodedata.normalize("NFC", text)
        for text in (
            *(
                "",
                "a",
                "b",
                "A",
                "I",
                "i",
                "K",
                "k",
                "S",
                "s",
                "é",
                "É",
                "ß",
                "ẞ",
                "\u017f",
                "İ",
                "\u0131",
            ),
            *(
                "\u03c3",
                "Σ",
                "ς",
                "Ω",
                "0",
                "9",
                "_",
                "-",
                " ",
                "\n",
                ".",
                ",",
                "😀",
                "日本",
                "ab",
                "ba",
            ),
            *(
                "aé",
                "éa",
                "aéa",
                "a\nb",
                "\na",
                "a\n",
                "\n\n",
                "aa",
                "bb",
                "AA",
                "zz",
                "x@x",
                "a-b",
            ),
            *("a b", "..+", "\\", "[", "]", "^", "$", "a.b", "i9", "kk", "ss", "\t", "\f", "\v"),
            *("\x01", "\x7f", "\u00a0", "\u2028", "٣", "Ⅷ", "à", "ü", "z", "Z", "y", "1", "(", "*"),
            *("ab12", "a_b", "-a", "0-9", "é\n", "😀😀", "ab ba", "x{2}", "{", "aaaa", "a" * 1000),
        )
    )
)
"""Each is held to every pattern."""


class PatternGenerator:
    """Makes patterns without end, the same for the same seed.

    Args:
        seed: Of the random numbers.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing secret

    def patterns(self) -> Iterator[str]:
        """Yield patterns, each of which may be valid or not."""
        while True:
            body = self._alternatives(2)
            before, after = self._choose((("", ""), ("^", "$"), ("^", ""), ("", "$")))
            flags = self._choose(("", "", "", "(?i)", "(?s)", "(?m)"))
            yield unicodedata.normalize("NFC", f"{flags}{before}{body}{after}")

    def _alternatives(self, depth: int) -> str:
        return "|".join(self._sequence(depth) for _ in range(self._choose((1, 1, 1, 2, 3))))

    def _sequence(self, depth: int) -> str:
        return "".join(self._part(depth) for _ in range(self._random.randint(1, 3)))

    def _part(self, depth: int) -> str:
        kind = self._random.random()
        if kind < 0.3:
            part = self._choose(LETTERS)
        elif kind < 0.6:
            part = self._choose((*SIGNS[:6], *ESCAPES, *NAMED_SETS, ".", ".", "^", "$"))
        elif kind < 0.8 or not depth:
            part = self._set()
        else:
            opening = self._choose(OPENINGS) if self._rarely(19) else self._choose(ODD_OPENINGS)
            part = f"{opening}{self._alternatives(depth - 1)})"
        if not self._rarely(40):
            part = self._choose(CORNERS)
        if self._random.random() < 0.3:
            part += self._choose(REPEATS) if self._rarely(15) else self._choose(ODD_REPEATS)
        return part

    def _set(self) -> str:
        items = [self._choose(IN_SETS) for _ in range(self._random.randint(1, 4))]
        if not self._rarely(20):
            items.append(self._choose(SET_CORNERS))
        return f"[{self._choose(('', '', '^'))}{''.join(items)}]"

    def _rarely(self, times: int) -> bool:
        """False once in so many times."""
        return self._random.randrange(times) > 0

    def _choose(self, among: tuple[Chosen, ...]) -> Chosen:
        return self._random.choice(among)
