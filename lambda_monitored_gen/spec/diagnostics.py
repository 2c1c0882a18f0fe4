"""Diagnostics of a spec, as values: collected, sorted and reported together.

The words are those of the Language Server Protocol: code, severity, message.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple


class Severity(Enum):
    """Whether a diagnostic makes the spec invalid (`ERROR`) or not (`WARNING`)."""

    ERROR = "error"
    WARNING = "warning"


class Mark(NamedTuple):
    """A place in a text file; line and column count from 1.

    Line 0 stands for the file as a whole, as when it cannot be read. The file is empty for the spec
    that is being checked; what it extends stands in other files.
    """

    line: int
    column: int
    path: str = ""

    @property
    def location(self) -> str:
        """`file:line`, for a message about another place than its own."""
        return f"{self.path}:{self.line}" if self.line else self.path


WHOLE_FILE = Mark(0, 0)


class Diagnostic(NamedTuple):
    """One error or warning about a spec.

    Attributes:
        code: Stable name of its kind, such as `unknown-key`, which `lmgen explain` takes.
        path: The file, as the user named the spec or as it is reached from there.
        line: Line in that file, from 1; 0 for the file as a whole.
        column: Column in that line, in characters, from 1; 0 for the file as a whole.
        message: What was expected and what was found.
        hint: What to do about it; empty where the message says it already.
        severity: Error or warning.
    """

    code: str
    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    @property
    def location(self) -> str:
        """`file:line:column`, or the file alone."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class DiagnosticCollector:
    """Collects the diagnostics of one spec, so that all are reported together.

    Args:
        path: Its file, as the user named it, for marks without one.
        diagnostics: Those of reading the file as YAML.
    """

    def __init__(self, path: str, diagnostics: Iterable[Diagnostic] = ()) -> None:
        self.path = path
        self.diagnostics = list(diagnostics)

    def add(
        self,
        code: str,
        mark: Mark,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record one diagnostic at a place."""
        self.diagnostics.append(
            Diagnostic(
                code=code,
                severity=severity,
                path=mark.path or self.path,
                line=mark.line,
                column=mark.column,
                message=message,
                hint=hint,
            )
        )


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort diagnostics by place, then code, without duplicates."""
    return sorted(
        dict.fromkeys(diagnostics),
        key=lambda diagnostic: (
            diagnostic.path,
            diagnostic.line,
            diagnostic.column,
            diagnostic.code,
            diagnostic.message,
        ),
    )


def shorten(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Keep the first hundred diagnostics of a file, and count the others in one more."""
    kept, others = diagnostics[:_SHOWN], diagnostics[_SHOWN:]
    if not others:
        return tuple(kept)
    first = others[0]
    count = first._replace(
        code="more-diagnostics",
        message=f"{len(others)} more from here on {'is' if len(others) == 1 else 'are'} not shown",
        hint="Mend those above first.",
        severity=Severity.ERROR if has_errors(others) else Severity.WARNING,
    )
    return (*kept, count)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any diagnostic is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Hint at the known word nearest to a mistyped one.

    Returns:
        A sentence such as `Did you mean 'timeout'?`, or the sorted list of known words, or where
        to find it when it is long.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    candidates = sorted(known)
    near = get_close_matches(word.lower(), candidates, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    if len(candidates) > _LISTED:
        return "`lmgen explain` lists all known names."
    return f"Expected one of: {', '.join(candidates)}." if candidates else ""


_SHOWN = 100
"""How many diagnostics of one file are shown; nobody reads more of them before mending some."""

_LISTED = 20
"""How many known words a hint lists; more of them would hide the diagnostic."""
