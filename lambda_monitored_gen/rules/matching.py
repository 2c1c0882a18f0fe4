"""A text in which a regular expression finds a match, as short as it comes."""

import re
import string
from itertools import chain

from lambda_monitored_gen.rules.pattern_syntax import EMPTY, Token, count_repeats, tokens

_CHARACTERS = (
    string.ascii_lowercase + string.digits + string.ascii_uppercase + string.punctuation + " \t"
)
"""What a class is tried with, in this order."""


def shortest_match(pattern: str) -> str:
    """Write a text that a pattern matches: of alternatives the first, of repeats the fewest.

    The text need not be what the pattern describes as a whole: without `^` and `$` more may stand
    before and after it. It is a guess, which whoever takes it checks by the rule that has the
    pattern: one that nothing matches, such as `a^`, has a text all the same, and so has one with a
    class that Python does not know, such as `[[:alpha:]]`.

    Args:
        pattern: One that RE2 can read.
    """
    # Open groups, in each its alternatives, in each the texts that follow one another.
    groups: list[list[list[str]]] = [[[]]]
    for token in tokens(pattern):
        texts = groups[-1][-1]
        if token.kind == "open":
            groups.append([[]])
        elif token.kind == "close":
            groups[-2][-1].append("".join(groups.pop()[0]))
        elif token.kind == "either":
            groups[-1].append([])
        elif token.kind == "repeat":
            texts.append(texts.pop() * count_repeats(token.text)[0])
        else:
            texts.append(_character(token))
    return "".join(groups[0][0])


def _character(token: Token) -> str:
    """Write the first character that a token stands for; none for what stands for no character."""
    # Of a class such as [[:alpha:]] Python warns.
    if token.kind in {"anchor", "flags"} or token.text in EMPTY or "[:" in token.text:
        return ""
    try:
        part = re.compile(token.text)
    except re.error:
        return ""
    # What is none of the usual ones, such as a letter with an accent, is in the pattern itself.
    return next((each for each in chain(_CHARACTERS, token.text) if part.fullmatch(each)), "")
