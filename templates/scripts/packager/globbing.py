"""Exclude patterns, with the meaning that Terraform's ``fileset`` gives them.

The plan-time hash subtracts ``fileset(dir, pattern)`` for each exclude. What is
packaged must be exactly what is hashed, so the two have to agree on every name.
"""

from __future__ import annotations

import re

from packager.errors import UsageError

DEFAULT_EXCLUDES = (
    "**/.git/**",
    "**/.git",
    "**/.hg/**",
    "**/.svn/**",
    "**/.terraform/**",
    "**/.venv/**",
    "**/venv/**",
    "**/__pycache__/**",
    "**/*.pyc",
    "**/.mypy_cache/**",
    "**/.pytest_cache/**",
    "**/.ruff_cache/**",
    "**/.hypothesis/**",
    "**/.tox/**",
    "**/.nox/**",
    "**/.DS_Store",
)


class Excludes:
    """A set of glob patterns.

    Args:
        patterns: Patterns relative to the source directory: ``*``, ``?``,
            ``[a-z]``, ``[^a-z]``, ``{a,b}`` within a name, ``**`` as a whole name
            for any number of directories, and a backslash before a character
            that stands for itself. A leading dot is nothing special.

    Raises:
        UsageError: A pattern has no meaning, or leads out of the directory.
    """

    def __init__(self, patterns: list[str]) -> None:
        whole: list[str] = []
        subtrees: list[str] = []
        for pattern in patterns:
            parts = [part for part in pattern.split("/") if part not in ("", ".")]
            if not parts:
                continue
            if ".." in parts:
                raise _bad(pattern, "it leads out of the source directory")
            head = "".join(
                "(?:[^/]+/)*" if part == "**" else _component(pattern, part) + "/"
                for part in parts[:-1]
            )
            if parts[-1] == "**":
                whole.append(head + ".+")
                subtrees.append(head)
            else:
                whole.append(head + _component(pattern, parts[-1]))
        self._whole = re.compile("|".join(whole) or r"(?!)", re.DOTALL)
        self._subtrees = re.compile("|".join(subtrees) or r"(?!)", re.DOTALL)

    def file(self, path: str) -> bool:
        """Tell whether the file at this path (relative, with ``/``) is left out."""
        return self._whole.fullmatch(path) is not None

    def tree(self, path: str) -> bool:
        """Tell whether all that can lie below the directory at this path is left out."""
        return self._subtrees.fullmatch(path + "/") is not None


def _bad(pattern: str, why: str) -> UsageError:
    return UsageError(
        f"the exclude pattern {pattern!r} cannot be used: {why}",
        do="write it as Terraform's fileset() takes it, for example **/*.pyc",
    )


def _component(pattern: str, part: str) -> str:  # noqa: C901, PLR0912 - one branch for each character
    """Translate one name of a pattern into a regular expression."""
    out: list[str] = []
    at = 0
    braces = False
    while at < len(part):
        char = part[at]
        at += 1
        if char == "*":
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "\\":
            if at == len(part):
                raise _bad(pattern, "nothing follows its backslash")
            out.append(re.escape(part[at]))
            at += 1
        elif char == "[":
            end = _closing(part, at)
            if end < 0:
                raise _bad(pattern, "a [ is not closed within one name")
            out.append(_set(pattern, part[at:end]))
            at = end + 1
        elif char == "{":
            if braces:
                raise _bad(pattern, "braces within braces have no meaning")
            braces = True
            # Terraform looks at braces only while something of the name is left.
            out.append("(?=[^/])(?:")
        elif char == "," and braces:
            out.append("|")
        elif char == "}" and braces:
            braces = False
            out.append(")")
        else:
            out.append(re.escape(char))
    if braces:
        raise _bad(pattern, "a { is not closed within one name")
    return "".join(out)


def _closing(part: str, at: int) -> int:
    while at < len(part):
        if part[at] == "]":
            return at
        at += 2 if part[at] == "\\" else 1
    return -1


def _set(pattern: str, body: str) -> str:
    """Translate what stands between ``[`` and ``]``."""
    negated = body.startswith("^")
    tokens: list[tuple[str, bool]] = []  # character, escaped
    at = 1 if negated else 0
    while at < len(body):
        escaped = body[at] == "\\"
        at += escaped
        tokens.append((body[at], escaped))
        at += 1
    if not body:
        raise _bad(pattern, "a [] is empty")
    out: list[str] = []
    at = 0
    while at < len(tokens):
        low = tokens[at]
        if low == ("-", False):
            raise _bad(pattern, "a range lacks its start")
        if at + 1 < len(tokens) and tokens[at + 1] == ("-", False):
            if at + 2 == len(tokens) or tokens[at + 2] == ("-", False):
                raise _bad(pattern, "a range lacks its end")
            high = tokens[at + 2]
            if low[0] <= high[0]:
                out.append(re.escape(low[0]) + "-" + re.escape(high[0]))
            at += 3
        else:
            out.append(re.escape(low[0]))
            at += 1
    chars = "".join(out)
    if negated:
        return f"(?:(?!/)[^{chars}])" if chars else "[^/]"
    return f"[{chars}]" if chars else "(?!)"
