"""A text that a regular expression of the shared dialect matches, as short as it comes."""

import re
import string
from collections.abc import Callable
from itertools import chain

from lambda_monitored_gen.rules.dialect import tokens

_CHARACTERS = (
    string.ascii_lowercase + string.digits + string.ascii_uppercase + string.punctuation + " \t"
)
"""What a class is tried with, in this order."""

_REPEATS = re.compile(r"\{(\d+)(?:,\d*)?\}|[+*?]")
_NOTHING = {"^", r"\Z", "(?i)"}


def shortest_match(pattern: str) -> str:
    """Write a text that a pattern matches: of alternatives the first, of repeats the fewest.

    The text need not be what the pattern describes as a whole: without `^` and `$` more may stand
    before and after it. A pattern that nothing matches, such as `a^`, has a text all the same.

    Args:
        pattern: In the shared dialect.

    Raises:
        PatternError: The pattern uses something outside the dialect.
    """
    rest = iter(tokens(pattern))
    return _alternatives(rest.__next__)


def _alternatives(following: Callable[[], str]) -> str:
    """Read up to the bracket that closes, or to the end."""
    written: list[str] = []
    first: str | None = None
    while True:
        try:
            part = following()
        except StopIteration:
            break
        if part == ")":
            break
        if part == "|":
            first = "".join(written) if first is None else first
            written.clear()
        elif part in {"(", "(?:"}:
            written.append(_alternatives(following))
        elif found := _REPEATS.match(part):
            count = int(found[1]) if found[1] else int(part.startswith("+"))
            written.append(written.pop() * count)
        elif part not in _NOTHING:
            written.append(_character(part))
    return "".join(written) if first is None else first


def _character(part: str) -> str:
    # What is none of the usual ones, such as a letter with an accent, is in the pattern itself.
    return next(each for each in chain(_CHARACTERS, part) if re.fullmatch(part, each))
