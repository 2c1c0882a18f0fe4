"""A long file of tests in pieces, so that a change meets first the runs that are about it.

Terraform runs files of tests, not single runs of them, and the file with the refused calls of all
features takes half a minute.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache

_RUN = re.compile(r'^(?:#.*\n)*run "', re.MULTILINE)
_WORD = re.compile(r"[a-z][a-z0-9_]{4,}")

_FEW = 3
"""A word that so many pieces have tells which of them are about something."""


def in_pieces(text: str, size: int) -> list[str]:
    """Divide a file of tests into files that pass by themselves.

    Args:
        text: A file whose runs plan, so that none needs one before it, but for the one after an
            apply.
        size: How many runs a piece has, or one more, which stays with an apply.

    Returns:
        Files with what stands before the first run, and some of the runs each.
    """
    starts = [found.start() for found in _RUN.finditer(text)]
    ends = [*starts[1:], len(text)]
    runs = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    pieces: list[list[str]] = []
    for run in runs:
        if not pieces or (len(pieces[-1]) >= size and "command = apply" not in pieces[-1][-1]):
            pieces.append([])
        pieces[-1].append(run)
    return [text[: starts[0]] + "".join(piece) for piece in pieces]


def about(changed: str, texts: Mapping[str, str]) -> Collection[str]:
    """Choose the files of tests that have a word of a change which few others have.

    Args:
        changed: The address and the lines that change.
        texts: The files, by name.
    """
    words, usual = _words(texts)
    telling = {word for word in _WORD.findall(changed) if usual[word] <= _FEW}
    return {name for name, each in words.items() if each & telling}


def likeliest_first(changed: str, texts: Mapping[str, str]) -> list[str]:
    """Order files of tests by the words that they share with a change: rare ones count for more.

    Args:
        changed: The address and the lines that change.
        texts: The files, by name.
    """
    words, usual = _words(texts)
    asked = set(_WORD.findall(changed))

    def shared(name: str) -> float:
        return sum(1 / usual[word] for word in words[name] & asked)

    return sorted(texts, key=shared, reverse=True)


def _words(texts: Mapping[str, str]) -> tuple[dict[str, set[str]], Counter[str]]:
    """The words of each file, and how many files have each."""
    words = {name: _words_of(text) for name, text in texts.items()}
    return words, Counter(word for each in words.values() for word in each)


@lru_cache  # each of a few files is asked about for each change
def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(text))
