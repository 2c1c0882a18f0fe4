"""What `lmgen test` prints when a suite has ended."""

from lambda_monitored_gen.commands.console import Console, format_count, write
from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.testing.progress import Progress, format_case
from lambda_monitored_gen.testing.suite_run import SuiteRun


def print_summary(console: Console, run: SuiteRun, progress: Progress, seconds: float) -> int:
    """Print what pytest said of failures, the cases that did not end, and the counts.

    The other cases were printed as they ended.

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
    for case in progress.cases.values():
        if not case.over:
            console.info(format_case(case))
    counts = [
        f"{count} {outcome}"
        for outcome in ("passed", "failed", "skipped", "unfinished")
        if (count := progress.count(outcome))
    ]
    console.info(
        f"{format_count(len(progress.cases), 'case')}: {', '.join(counts)} in {seconds:.0f} s"
    )
    return ExitCode.NO if failed else ExitCode.OK
