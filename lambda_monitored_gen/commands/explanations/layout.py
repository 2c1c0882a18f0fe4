"""How explanations are laid out: paragraphs within the width of a screen, tables, and colour."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

import click

WIDTH = 96
"""Columns of the widest line, apart from code."""

_TEXT_WIDTH = 78
_LABEL = re.compile(r"( +)([a-z ]+:)( .*|$)")


def paragraph(text: str, margin: str = "  ") -> list[str]:
    """Break a text into lines that all start with a margin."""
    return textwrap.wrap(
        text, _TEXT_WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], margin: str = "  ") -> Iterator[str]:
    """Lay out rows in columns; the last column is broken into lines where it is too wide.

    Args:
        head: The names of the columns, which are printed in capitals.
        rows: As many cells as there are columns.
        margin: What each line starts with.
    """
    cells = [tuple(each.upper() for each in head), *map(tuple, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head) - 1)]
    indent = len(margin) + sum(width + 2 for width in widths)
    for row in cells:
        first, *rest = textwrap.wrap(row[-1], WIDTH - indent, break_on_hyphens=False) or [""]
        start = "".join(f"{cell:{width}}  " for cell, width in zip(row, widths, strict=False))
        yield f"{margin}{start}{first}".rstrip()
        yield from (" " * indent + line for line in rest)


def coloured(text: str) -> str:
    """Put headings in bold and labels in colour, as terminals show them."""
    return "\n".join(map(_coloured_line, text.split("\n")))


def _coloured_line(line: str) -> str:
    if line and not line.startswith(" "):
        return click.style(line, bold=True)
    if line.strip() and line == line.upper() and line.strip()[0].isalpha():
        return click.style(line, dim=True)
    if label := _LABEL.fullmatch(line):
        return f"{label[1]}{click.style(label[2], fg='cyan')}{label[3]}"
    return line
