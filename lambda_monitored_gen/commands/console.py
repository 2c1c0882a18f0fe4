"""Output of commands: results on stdout, diagnostics and errors on stderr, colour on terminals."""

import io
import os
import sys
from collections.abc import Iterable
from typing import TypeVar

import click

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.spec.diagnostics import Diagnostic, Severity

_DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
_SEVERITY_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


_MANY = 20
"""Specs from which on people see how far the work is; fewer take less than a second or two."""

Item = TypeVar("Item")


class ReaderGoneError(Exception):
    """The reader of stdout has closed the pipe, as in `lmgen diff | head`."""


def write(text: str, *, err: bool = False) -> None:
    """Print a line at once; every line that lmgen prints comes through here.

    Args:
        text: The line, or several.
        err: Whether it goes to stderr. If that cannot be written, the exit code has to do.

    Raises:
        ReaderGoneError: stdout is a pipe that nobody reads any more.
        LmgenError: stdout is a file that cannot be written, for example on a full disk.
    """
    try:
        # Named, because click would replace a stream whose encoding it thinks wrong.
        click.echo(text, file=sys.stderr if err else sys.stdout, color=colour_setting())
    except OSError as error:
        # What is buffered has nowhere to go: the interpreter must not try again at its end.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
        os.close(nowhere)
        if err:
            return
        if isinstance(error, BrokenPipeError):
            raise ReaderGoneError from error
        raise LmgenError(
            f"the result cannot be printed: {error.strerror}",
            hint="make room, or redirect the output to another place",
        ) from error


def prepare_streams() -> None:
    """Have printed as an escape what the encoding of stdout or stderr lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Console:
    """Prints for one run of a command.

    Args:
        verbosity: -1 for nothing but errors, 0 for a summary, 1 for every file.
    """

    def __init__(self, verbosity: int = 0) -> None:
        self.verbosity = verbosity
        self._printed: set[Diagnostic] = set()

    def info(self, text: str, *, verbosity: int = 0) -> None:
        """Print a line of the result, unless it is more detailed than `-q` or `-v` asks for."""
        if self.verbosity >= verbosity:
            write(text)

    def print_diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print diagnostics, each with its place, message, code and hint.

        Many specs may extend one file, whose diagnostics are printed once.
        """
        for diagnostic in diagnostics:
            if diagnostic in self._printed:
                continue
            self._printed.add(diagnostic)
            if diagnostic.severity is Severity.WARNING and self.verbosity < 0:
                continue
            severity = click.style(
                diagnostic.severity.value, fg=_SEVERITY_COLOURS[diagnostic.severity], bold=True
            )
            place = click.style(diagnostic.location, bold=True)
            write(f"{place}: {severity}: {diagnostic.message} [{diagnostic.code}]", err=True)
            if diagnostic.hint:
                write(f"  hint: {diagnostic.hint}", err=True)

    def warn(self, text: str) -> None:
        """Print a warning that has no place in a spec."""
        if self.verbosity >= 0:
            write(f"{click.style('warning', fg='yellow', bold=True)}: {text}", err=True)

    def track(self, items: Iterable[Item], total: int, what: str) -> Iterable[Item]:
        """Hand items on; show a person who waits for many of them how far it is.

        Args:
            items: What is worked at, one after the other.
            total: How many there are.
            what: What they are, in the plural.
        """
        if total < _MANY or self.verbosity < 0 or not (on_terminal() and sys.stderr.isatty()):
            return items
        from rich.console import Console as Terminal
        from rich.progress import track

        return track(items, what, total, transient=True, console=Terminal(stderr=True))

    def forget(self) -> None:
        """Print again what was printed before, as another run begins."""
        self._printed.clear()

    def note(self, text: str) -> None:
        """Print what is good to know, and no fault, beside the result."""
        if self.verbosity >= 0:
            write(f"{click.style('note', bold=True)}: {text}", err=True)

    def diff(self, text: str) -> None:
        """Print a unified diff, its lines in colour, unless only errors are wanted."""
        if self.verbosity < 0:
            return
        # Not splitlines, which splits where a diff does not.
        for line in text.removesuffix("\n").split("\n") if text else ():
            head = line.startswith(("+++", "---"))
            colour = None if head else _DIFF_COLOURS.get(line[:1])
            write(click.style(line, fg=colour, bold=head) if colour or head else line)


def print_error(error: LmgenError) -> None:
    """Print an error and what to do about it."""
    write(f"{click.style('error', fg='red', bold=True)}: {error.message}", err=True)
    if error.hint:
        write(f"  hint: {error.hint}", err=True)


def colour_setting() -> bool | None:
    """Whether there is colour; None to decide by whether the output is a terminal.

    `NO_COLOR` wins over `FORCE_COLOR`: who cannot read colour must be able to say so. As other
    programs do, `FORCE_COLOR=0` is taken as no wish.

    Sources: <https://no-color.org>, <https://force-color.org>.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR", "0") not in {"", "0"} else None


def on_terminal() -> bool:
    """Whether a person reads the result as it is printed."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def format_count(count: int, noun: str) -> str:
    """Count things: `1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
