"""What `lmgen check` found, one by one, for the systems that show it beside the code."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.commands.reporters import format_advice, format_reason
from lambda_monitored_gen.fleet.drift import ModuleStatus
from lambda_monitored_gen.output.comparison import REFUSED, Difference, Verdict
from lambda_monitored_gen.spec.checkout import find_checkout
from lambda_monitored_gen.spec.diagnostics import Severity


class Finding(NamedTuple):
    """One error, warning, or file that differs.

    Attributes:
        rank: What matters most has the lowest: 0 for what keeps the check from an answer, 1 for
            work that a render would not replace, 2 for the other files, 3 for warnings.
        path: The file, from the top of the repository.
        line: Line in it, from 1; 0 for the file as a whole, as is the column.
        column: Column in that line.
        check: What kind of finding it is: a code of a diagnostic, a verdict, or `error`.
        message: What was found, and what to do.
    """

    rank: int
    path: str
    line: int
    column: int
    check: str
    message: str

    @property
    def is_warning(self) -> bool:
        """Whether it does not make the check fail."""
        return self.rank == WARNING


UNKNOWN, EDITED, DIFFERENT, WARNING = range(4)


class Repository:
    """The checkout whose paths a CI system knows.

    Args:
        variable: The variable of the environment with its directory, such as `GITHUB_WORKSPACE`.
            Where it is not set, it is the checkout that the working directory is in.
    """

    def __init__(self, variable: str) -> None:
        named = os.environ.get(variable)
        self._top = Path(named).resolve() if named else find_checkout(Path.cwd()) or Path.cwd()

    def path(self, path: str | Path) -> str:
        """A path from the top of the repository, with `/`; as it is, if it is somewhere else."""
        absolute = Path(path).parent.resolve() / Path(path).name
        if absolute.is_relative_to(self._top):
            return absolute.relative_to(self._top).as_posix()
        return Path(path).as_posix()


def list_findings(status: ModuleStatus, repository: Repository) -> Iterator[Finding]:
    """List what was found about one spec and its module, in the order of the files."""
    for diagnostic in status.diagnostics:
        yield Finding(
            WARNING if diagnostic.severity is Severity.WARNING else UNKNOWN,
            repository.path(diagnostic.path),
            diagnostic.line,
            diagnostic.column,
            diagnostic.code,
            _sentences(diagnostic.message, diagnostic.hint),
        )
    if status.error is not None:
        message = _sentences(status.error.message, status.error.hint or "")
        yield Finding(UNKNOWN, repository.path(status.spec), 0, 0, "error", message)
    if status.directory is None:
        return
    advice = " ".join([*status.notes, format_advice(status)]).strip()
    for difference in status.differences:
        path = repository.path(status.directory / difference.path)
        yield Finding(
            EDITED if difference.verdict in REFUSED else DIFFERENT,
            path,
            _first_line(difference),
            0,
            difference.verdict.value,
            f"{path} {format_reason(difference)}. {advice}".strip(),
        )


def _sentences(message: str, hint: str) -> str:
    """A message and its hint in one line, a full stop between them."""
    stop = "" if not hint or message.endswith((".", "?", ":")) else "."
    return f"{message}{stop} {hint}".strip()


def _first_line(difference: Difference) -> int:
    if difference.before is None or difference.after is None:
        return 1
    if difference.verdict in {Verdict.MODE, Verdict.LINE_ENDINGS}:
        return 1
    old, new = difference.before.splitlines(), difference.after.content.splitlines()
    pairs = zip(old, new, strict=False)
    same = next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))
    return min(same + 1, max(len(old), 1))
