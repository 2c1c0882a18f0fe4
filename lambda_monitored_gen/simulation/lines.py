"""Lines of a trace, of CSV or of JSON objects: the names of columns, then rows of values."""

import csv
import io
import json
from collections.abc import Collection, Iterator
from typing import NamedTuple, TextIO

from lambda_monitored_gen.simulation.findings import Findings
from lambda_monitored_gen.spec.diagnostics import did_you_mean


class Lines(NamedTuple):
    """A file of lines.

    Attributes:
        columns: Their names.
        rows: The number of each line and its values as text, as many as there are columns; an
            empty text is no value. Lines that are not as they should be are left out, and found.
    """

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def read_lines(stream: TextIO, findings: Findings) -> Lines | None:
    """Begin to read lines, of JSON if the first character is a brace.

    Args:
        stream: The file, at its start.
        findings: Receives what is wrong.

    Returns:
        The lines; None if there are none.
    """
    number, head = next(((n, x) for n, x in enumerate(stream, 1) if x.strip()), (0, ""))
    if not head:
        findings.error(0, "is empty: expected a line with the names of columns")
        return None
    if head.lstrip().startswith("{"):
        return _json_lines(head, number, stream, findings)
    return _csv_lines(head, number, stream, findings)


def _csv_lines(head: str, number: int, stream: TextIO, findings: Findings) -> Lines:
    columns = tuple(each.strip().lower() for each in next(csv.reader(io.StringIO(head)), []))

    def rows() -> Iterator[tuple[int, list[str]]]:
        width = len(columns)
        reader = csv.reader(stream)
        try:
            for row in reader:
                if len(row) == width:
                    yield number + reader.line_num, row
                elif row:
                    findings.error(
                        number + reader.line_num,
                        f"expected {width} values as in the first line, found {len(row)}",
                    )
        except csv.Error as error:
            findings.error(number + reader.line_num, f"is not CSV: {error}")

    return Lines(columns, rows())


def _json_lines(first: str, number: int, stream: TextIO, findings: Findings) -> Lines | None:
    head = _json_object(first, number, findings)
    if head is None:
        return None
    columns = tuple(head)
    known = set(columns)

    def rows() -> Iterator[tuple[int, list[str]]]:
        yield number, [_text(head[each]) for each in columns]
        for line, text in enumerate(stream, number + 1):
            if not text.strip():
                continue
            found = _json_object(text, line, findings)
            if found is None:
                continue
            if found.keys() != known:
                other = sorted(found.keys() ^ known)
                findings.error(
                    line, f"has other keys than line {number}: {', '.join(map(repr, other))}"
                )
                continue
            yield line, [_text(found[each]) for each in columns]

    return Lines(columns, rows())


def _json_object(text: str, line: int, findings: Findings) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except ValueError as error:
        findings.error(line, f"is not JSON: {error}")
        return None
    if isinstance(found, dict):
        return {str(key): value for key, value in found.items()}
    findings.error(line, f"expected a JSON object, found {text.strip()[:40]}")
    return None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def check_columns(
    columns: tuple[str, ...], known: Collection[str], needed: Collection[str], findings: Findings
) -> bool:
    """Whether a file has the columns that it needs, each once, and no others.

    Args:
        columns: Those that it has.
        known: Those that it may have.
        needed: Those that it must have.
        findings: Receives what is wrong.
    """
    before = findings.errors
    for name in dict.fromkeys(columns):
        if name not in known:
            nearest = did_you_mean(name, sorted(known))
            findings.error(1, f"has a column {name!r}, which is not known", nearest)
        if columns.count(name) > 1:
            findings.error(1, f"has the column {name!r} more than once")
    for name in needed:
        if name not in columns:
            findings.error(1, f"has no column {name!r}: found {', '.join(columns)}")
    return findings.errors == before
