"""What is wrong with a trace, or was repaired in it: each with the line where it stands."""

from typing import NamedTuple

MOST = 100
"""Findings that are listed; after them only their number is told."""


class Finding(NamedTuple):
    """One thing that was found.

    Attributes:
        path: The file, as the user named it.
        line: Where, from 1; 0 for the whole file.
        message: What was expected and what was found.
        hint: What to do about it; empty if that is plain.
        repaired: Whether the trace is replayed all the same, in the way that the message says.
    """

    path: str
    line: int
    message: str
    hint: str = ""
    repaired: bool = False


class Findings:
    """Collects what is found in one file.

    Args:
        path: The file, as the user named it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Finding] = []
        self.errors = 0
        self._repairs: dict[str, tuple[int, int, str]] = {}

    def error(self, line: int, message: str, hint: str = "") -> None:
        """Add what keeps the file from being replayed.

        Args:
            line: From 1; 0 for the whole file.
            message: What was expected and what was found.
            hint: What to do.
        """
        self.errors += 1
        if self.errors <= MOST:
            self.found.append(Finding(self.path, line, message, hint))

    def repair(self, line: int, message: str, hint: str = "") -> None:
        """Add what is repaired, or taken in a way that must be known; the same only once.

        Args:
            line: Of the first place.
            message: What is done.
            hint: What to do where that is not right.
        """
        first, count, known = self._repairs.get(message, (line, 0, hint))
        self._repairs[message] = (first, count + 1, known)

    def listed(self) -> tuple[Finding, ...]:
        """All of it, in the order of lines; errors beyond the hundredth as one."""
        found = list(self.found)
        for message, (line, count, hint) in self._repairs.items():
            more = f" ({count} lines)" if count > 1 else ""
            found.append(Finding(self.path, line, message + more, hint, repaired=True))
        found.sort(key=lambda each: each.line)
        if self.errors > MOST:
            more = f"{self.errors - MOST} more errors are not listed"
            found.append(Finding(self.path, 0, more))
        return tuple(found)
