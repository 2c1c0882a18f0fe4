"""Align the `=` of neighbouring arguments as `terraform fmt` does.

Templates leave lines out by feature, so the widest name of a group is known only after
rendering. Indentation and spacing inside a line are the template's own.

Source: the rules of hclwrite's formatter. An argument takes part when its value opens no bracket
that another line closes; a blank line, a comment or any other line ends its group.
"""

import re
from functools import lru_cache

_OPENERS = frozenset("([{")
_CLOSERS = frozenset(")]}")

_SIGN = re.compile(r"""\\.|\$\$\{|%%\{|\$\{|%\{|//|<<|=[=>]|[!<>]=|[=#"(){}\[\]]""")
"""The tokens that can end an argument, a string or a line of code; all others are skipped."""

_SIMPLE = re.compile(r"""( *[\w-]+) *= *([\w.]+|"[^"\\$%]*") *""")
"""A simple argument, as most are, which needs no tokenising."""


@lru_cache(maxsize=64)  # and most of their files
def align(text: str) -> str:
    """Align rendered HCL; lines inside heredocs stay as they are."""
    out: list[str] = []
    group: list[tuple[str, str]] = []
    heredoc = ""
    for line in text.split("\n"):
        argument = None if heredoc or "=" not in line else _argument(line)
        if argument:
            group.append(argument)
            continue
        if group:
            out.extend(_aligned(group))
            group = []
        out.append(line)
        if heredoc:
            heredoc = "" if line.strip() == heredoc else heredoc
        elif "<<" in line:
            heredoc = _heredoc(line)
    out.extend(_aligned(group))
    return "\n".join(out)


def _aligned(group: list[tuple[str, str]]) -> list[str]:
    if len(group) == 1:
        name, value = group[0]
        return [f"{name} = {value}"]
    width = max([len(name) for name, _ in group], default=0)
    return [f"{name.ljust(width)} = {value}" for name, value in group]


@lru_cache(maxsize=8192)  # modules of one fleet share most of their lines
def _argument(line: str) -> tuple[str, str] | None:
    """Split a line at its first `=`; None when it is not an argument on one line."""
    if simple := _SIMPLE.fullmatch(line):
        return simple[1], simple[2]
    equals = -1
    depth = 0
    for index, sign in _code(line):
        if equals < 0:
            if sign in {"=>", "=="}:
                return None
            if sign == "=":
                equals = index
        elif sign in _OPENERS:
            depth += 1
        elif sign in _CLOSERS:
            depth -= 1
        elif sign == "<<":
            return None
    if equals <= 0 or depth:
        return None
    return line[:equals].rstrip(), line[equals + 1 :].strip()


def _code(line: str) -> list[tuple[int, str]]:
    """The signs of a line that are neither in a string nor in a comment, with their places."""
    found = []
    modes: list[str] = []  # '"' for a string, "{" for a bracket of a template in one
    for match in _SIGN.finditer(line):
        sign = match[0]
        if modes and modes[-1] == '"':
            if sign in {"${", "%{"}:
                modes.append("{")
            elif sign == '"':
                modes.pop()
        elif sign in {"#", "//"}:
            break
        elif sign == '"' or (sign == "{" and modes):
            modes.append(sign)
        elif sign == "}" and modes:
            modes.pop()
        elif not modes:
            found.append((match.start(), sign))
    return found


def _heredoc(line: str) -> str:
    """The word that ends the heredoc that a line starts; empty for none."""
    for index, sign in _code(line):
        if sign == "<<":
            return line[index + 2 :].lstrip("-").strip()
    return ""
