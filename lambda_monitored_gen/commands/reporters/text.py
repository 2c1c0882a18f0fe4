"""`lmgen check` for people: what differs, why, and how."""

from lambda_monitored_gen.commands.console import Console, format_count, print_error
from lambda_monitored_gen.commands.reporters import REASONS, format_advice
from lambda_monitored_gen.fleet.drift import ModuleStatus, Status
from lambda_monitored_gen.output.diffs import count_changed_lines, unified_diff


def print_status(console: Console, status: ModuleStatus, *, with_diff: bool, stat: bool) -> None:
    """Print the status of one module.

    Args:
        console: Where to print.
        status: The status of one module.
        with_diff: Whether to show the lines that differ.
        stat: Whether to show how many lines differ.
    """
    console.print_diagnostics(status.diagnostics)
    if status.error is not None:
        print_error(status.error)
        return
    if status.status is Status.UNKNOWN:
        return
    if status.status is Status.UP_TO_DATE:
        console.info(f"{status.directory}: up to date, {format_count(status.unchanged, 'file')}")
    else:
        files = format_count(len(status.differences), "file")
        verb = "differs" if len(status.differences) == 1 else "differ"
        console.info(
            f"{status.directory}: {files} {verb} from {status.spec}, {status.unchanged} unchanged"
        )
    for difference in status.differences:
        numbers = ""
        if stat:
            added, removed = count_changed_lines(difference)
            numbers = f"  +{added} -{removed}"
        reason = REASONS[difference.verdict.value]
        console.info(f"{difference.verdict.value:>15}  {difference.path}{numbers}: {reason}")
    for path in status.untracked:
        console.info(f"{'untracked':>15}  {path}")
    if with_diff:
        for difference in status.differences:
            console.diff(unified_diff(difference))
    if status.differences:
        console.info(format_advice(status))
