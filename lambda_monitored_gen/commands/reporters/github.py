"""`check` and `validate` for GitHub Actions: annotations of what matters most, log, summary.

Source: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
"""

import contextlib
import os
import secrets
from bisect import insort
from collections.abc import Iterator, Sequence
from pathlib import Path

from lambda_monitored_gen.commands.console import Console, format_count, write
from lambda_monitored_gen.commands.reporters.findings import (
    UNKNOWN,
    WARNING,
    Finding,
    Repository,
    list_findings,
)
from lambda_monitored_gen.fleet.drift import ModuleStatus, Status
from lambda_monitored_gen.rendering.filters import markdown, markdown_code

SHOWN = 10
"""Annotations of one kind that GitHub shows of a step:
<https://docs.github.com/actions/reference/limits>. It says nothing of the others."""

_ROWS = 500
"""Rows of the summary's table, which GitHub limits to 1 MiB."""


class GitHubReport:
    """Collects what GitHub is told at the end, for it shows the first annotations only.

    Nothing of a file's content is kept.
    """

    def __init__(self) -> None:
        self._repository = Repository("GITHUB_WORKSPACE")
        self._seen: set[Finding] = set()
        self._first: dict[bool, list[tuple[int, int, Finding]]] = {True: [], False: []}
        self._counts = {True: 0, False: 0}
        self._rows: list[str] = []

    def add(self, status: ModuleStatus) -> None:
        """Take note of one status. A finding in a file that many specs extend counts once."""
        findings = list(list_findings(status, self._repository))
        if status.status is not Status.UP_TO_DATE:
            self._rows.append(_row(status, self._repository.path(status.spec), findings))
        for finding in findings:
            if finding in self._seen:
                continue
            if finding.rank in _OF_SPECS:
                self._seen.add(finding)
            kind = finding.is_warning
            self._counts[kind] += 1
            insort(self._first[kind], (finding.rank, self._counts[kind], finding))
            del self._first[kind][SHOWN:]

    def annotations(self) -> Iterator[str]:
        """The workflow commands: errors before warnings, what matters most first."""
        for is_warning, kept in sorted(self._first.items()):
            kind = "warning" if is_warning else "error"
            more = self._counts[is_warning] - SHOWN
            shown = kept if more <= 0 else kept[: SHOWN - 1]
            for _, _, finding in shown:
                yield _annotation(kind, finding)
            if more > 0:
                text = f"{format_count(more + 1, kind)} more: see the log of this step"
                yield _command(kind, {"title": "lmgen"}, text)

    def summary(self, title: str) -> str:
        """The job summary, in Markdown, under a title of plain text."""
        lines = [f"### {title}", ""]
        if self._rows:
            lines += ["| spec | status | files | what to do |", "|---|---|---|---|"]
            lines += self._rows[:_ROWS]
        if len(self._rows) > _ROWS:
            lines += ["", f"{format_count(len(self._rows) - _ROWS, 'spec')} more: see the log."]
        return "\n".join([*lines, "", ""])


_OF_SPECS = frozenset({UNKNOWN, WARNING})
"""Ranks of findings in specs and in what they extend; of these alone there may be two."""


@contextlib.contextmanager
def uncommanded(console: Console) -> Iterator[None]:
    """Print text of others: GitHub obeys lines of a log that start with `::`, even in a diff."""
    token = secrets.token_hex(16)
    if console.verbosity >= 0:
        write(f"::stop-commands::{token}")
    try:
        yield
    finally:
        if console.verbosity >= 0:
            write(f"::{token}::")


def write_summary(text: str, console: Console) -> None:
    """Add a job summary where GitHub asks for one; that it cannot be written is only a warning."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    try:
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        console.warn(f"{file}: the job summary cannot be written: {error.strerror}")


def _row(status: ModuleStatus, spec: str, findings: Sequence[Finding]) -> str:
    counts: dict[str, int] = {}
    for difference in status.differences:
        counts[difference.verdict.value] = counts.get(difference.verdict.value, 0) + 1
    files = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    todo = next((markdown(each.message) for each in findings if each.rank == UNKNOWN), "")
    if status.remedy:
        todo = markdown_code(status.remedy)
    return f"| {markdown_code(spec)} | {status.status.value} | {files} | {todo} |"


def _annotation(kind: str, finding: Finding) -> str:
    place = {"file": finding.path}
    if finding.line:
        place["line"] = str(finding.line)
    if finding.column:
        place["col"] = str(finding.column)
    return _command(kind, {**place, "title": f"lmgen: {finding.check}"}, finding.message)


def _command(kind: str, place: dict[str, str], message: str) -> str:
    fields = ",".join(f"{name}={_escape(value, ':,')}" for name, value in place.items())
    return f"::{kind} {fields}::{_escape(message, '')}"


def _escape(text: str, more: str) -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
