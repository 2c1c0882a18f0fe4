"""`lmgen check` for people: what differs, why, and how."""

from lambda_monitored_gen.commands.console import Console, format_count, print_error, write
from lambda_monitored_gen.commands.reporters import format_advice, format_reason
from lambda_monitored_gen.fleet.drift import ModuleStatus, Status
from lambda_monitored_gen.output.diffs import count_changed_lines, name_prefix, unified_diff
from lambda_monitored_gen.spec.diagnostics import Severity


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
        errors = sum(each.severity is Severity.ERROR for each in status.diagnostics)
        write(f"{status.spec}: {format_count(errors, 'error')}", err=True)
        return
    if status.status is Status.UP_TO_DATE:
        console.info(f"{status.directory}: up to date, {format_count(status.unchanged, 'file')}")
    else:
        files = format_count(len(status.differences), "file")
        verb = "differs" if len(status.differences) == 1 else "differ"
        console.info(
            f"{status.directory}: {files} {verb} from {status.spec}, {status.unchanged} unchanged"
        )
    _print_differences(console, status, with_diff=with_diff, stat=stat)
    for line in (*status.notes, format_advice(status)):
        if line:
            console.info(line)


def _print_differences(
    console: Console, status: ModuleStatus, *, with_diff: bool, stat: bool
) -> None:
    for difference in status.differences:
        numbers = ""
        if stat:
            added, removed = count_changed_lines(difference)
            numbers = f"  +{added} -{removed}"
        reason = format_reason(difference)
        console.info(f"{difference.verdict.value:>15}  {difference.path}{numbers}: {reason}")
    for path in status.untracked:
        console.info(f"{'untracked':>15}  {path}")
    if with_diff and status.differences and status.directory is not None:
        prefix = name_prefix(status.directory)
        for difference in status.differences:
            console.diff(unified_diff(difference, prefix))
