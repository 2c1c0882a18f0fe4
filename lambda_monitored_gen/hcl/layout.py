"""Align the `=` of neighbouring arguments as `terraform fmt` does.

Templates leave lines out by feature, so the widest name of a group is known only after
rendering. Indentation and spacing inside a line are the template's own.

Source: the rules of hclwrite's formatter. An argument takes part when its value opens no bracket
that another line closes; a blank line, a comment or any other line ends its group.
"""

import re
from dataclasses import dataclass

_OPENERS = "([{"
_CLOSERS = ")]}"
_BEFORE_EQUALS = "=!<>"


@dataclass(frozen=True, slots=True)
class _Argument:
    name: str
    value: str


def align(text: str) -> str:
    """Align rendered HCL; lines inside heredocs stay as they are."""
    out: list[str] = []
    group: list[_Argument] = []
    heredoc = ""
    for line in text.split("\n"):
        argument = None if heredoc else _argument(line)
        if argument:
            group.append(argument)
            continue
        out.extend(_flush(group))
        group = []
        out.append(line)
        heredoc = ("" if line.strip() == heredoc else heredoc) if heredoc else _heredoc(line)
    out.extend(_flush(group))
    return "\n".join(out)


def _flush(group: list[_Argument]) -> list[str]:
    width = max((len(argument.name) for argument in group), default=0)
    return [f"{argument.name.ljust(width)} = {argument.value}" for argument in group]


def _argument(line: str) -> _Argument | None:
    """Split a line at its first `=`; None when it is no argument of one line."""
    equals = -1
    depth = 0
    for index, character in _code(line):
        if equals < 0:
            if character == "=" and line[index - 1] not in _BEFORE_EQUALS:
                if line[index + 1 : index + 2] in {"=", ">"}:
                    return None
                equals = index
        elif character in _OPENERS:
            depth += 1
        elif character in _CLOSERS:
            depth -= 1
    if equals <= 0 or depth or _heredoc(line):
        return None
    return _Argument(line[:equals].rstrip(), line[equals + 1 :].strip())


_LEXEME = re.compile(r"""\\.|\$\$\{|%%\{|\$\{|%\{|//|.""", re.DOTALL)


def _code(line: str) -> list[tuple[int, str]]:
    """The characters of a line that are neither in a string nor in a comment."""
    found = []
    modes: list[str] = []  # '"' for a string, "{" for a bracket of a template in one
    for lexeme in _LEXEME.finditer(line):
        text = lexeme[0]
        if modes and modes[-1] == '"':
            if text in {"${", "%{"}:
                modes.append("{")
            elif text == '"':
                modes.pop()
        elif text in {"#", "//"}:
            break
        elif text == '"' or (text == "{" and modes):
            modes.append(text)
        elif text == "}" and modes:
            modes.pop()
        elif not modes:
            found.append((lexeme.start(), text))
    return found


def _heredoc(line: str) -> str:
    """The word that ends the heredoc that a line starts; empty for none."""
    code = "".join(character for _, character in _code(line))
    if "<<" not in code:
        return ""
    return code.partition("<<")[2].lstrip("-").strip()
