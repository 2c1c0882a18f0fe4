"""What `lmgen test` shows while a suite runs: a line for each case that is at work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from lambda_monitored_gen.commands.console import Console, on_terminal
from lambda_monitored_gen.testing.progress import CaseResult, Progress, format_case

if TYPE_CHECKING:
    from rich.table import Table

_COLOURS = {"passed": "green", "skipped": "yellow"}


class SuiteDisplay:
    """Prints each case once when it is over, and each reason of a skip as soon as it is known.

    Args:
        console: Where to print.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told: set[str] = set()
        self._progress = Progress()

    def case_finished(self, case: CaseResult) -> None:
        """Print a case; of one that was skipped as a whole its reason has been told."""
        if case.outcome != "skipped":
            self._console.info(click.style(format_case(case), fg=_COLOURS.get(case.outcome, "red")))

    def progressed(self, progress: Progress) -> None:
        """Take note of what is known now."""
        self._progress = progress
        for reason in progress.skipped:
            if reason not in self._told:
                self._told.add(reason)
                self._console.info(click.style(f"skipped: {reason}", fg="yellow"))

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show what is being done, below what is printed, where there is a terminal."""
        if self._console.verbosity != 0 or not on_terminal():
            yield
            return
        from rich.live import Live

        with Live(get_renderable=self.table, refresh_per_second=4, transient=True):
            yield

    def table(self) -> "Table":
        """What each case is at, and how many are over."""
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        now = time.monotonic()
        for name, (test, since) in list(self._progress.running.items()):
            table.add_row(name, describe_test(test), f"{now - since:.0f} s")
        cases = self._progress.cases.values()
        if cases:
            over = sum(each.over for each in cases)
            table.add_row("", f"{over} of {len(cases)} over")
        else:
            table.add_row("", "collecting the tests")
        return table


def describe_test(test: str) -> str:
    """What a test is at, in words: `test_it_applies` is `it applies`."""
    return test.removeprefix("test_").replace("_", " ")
