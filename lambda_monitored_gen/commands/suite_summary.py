"""What `lmgen test` prints of the cases of a suite."""

import click

from lambda_monitored_gen.commands.console import Console, format_count, write
from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.testing.progress import CaseResult, Progress, format_case
from lambda_monitored_gen.testing.suite_run import SuiteRun

_COLOURS = {"passed": "green", "skipped": "yellow"}


def print_case(console: Console, case: CaseResult) -> None:
    """Print a case when it is over."""
    colour = _COLOURS.get(case.outcome, "red")
    console.info(click.style(format_case(case), fg=colour))


def print_summary(console: Console, run: SuiteRun, progress: Progress, seconds: float) -> int:
    """Print all cases again, why tests were skipped, and the counts.

    Args:
        console: Where to print.
        run: The run of the suite; what pytest said is printed when a test has failed.
        progress: What came of it.
        seconds: How long it took.

    Returns:
        The exit code of the command.
    """
    failed = progress.exit_code != 0
    if failed and not run.verbose:
        write(run.output.read_text(encoding="utf-8", errors="replace"))
    console.info("")
    for case in progress.cases.values():
        console.info(format_case(case))
    for reason in progress.reasons("skipped"):
        console.info(f"skipped: {reason}")
    counts = [
        f"{count} {outcome}"
        for outcome in ("passed", "failed", "skipped", "unfinished")
        if (count := progress.count(outcome))
    ]
    console.info(
        f"{format_count(len(progress.cases), 'case')}: {', '.join(counts)} in {seconds:.0f} s"
    )
    return ExitCode.NO if failed else ExitCode.OK
