"""`lmgen check` for people: what differs, why, and how."""

from lambda_monitored_gen.commands.console import Console, plural, report
from lambda_monitored_gen.commands.reporters import REASONS, advice
from lambda_monitored_gen.fleet.drift import ModuleStatus, Status
from lambda_monitored_gen.output.diffs import changed_lines, unified


def print_status(console: Console, status: ModuleStatus, *, with_diff: bool, stat: bool) -> None:
    """Print how one module stands to its spec.

    Args:
        console: Where to print.
        status: How its module stands.
        with_diff: Whether to show the lines that differ.
        stat: Whether to show how many lines differ.
    """
    console.print_diagnostics(status.diagnostics)
    if status.error is not None:
        report(status.error)
        return
    if status.status is Status.UNKNOWN:
        return
    if status.status is Status.UP_TO_DATE:
        console.info(f"{status.directory}: up to date, {plural(status.unchanged, 'file')}")
    else:
        console.info(
            f"{status.directory}: {plural(len(status.differences), 'file')} differ from "
            f"{status.spec}, {status.unchanged} do not"
        )
    for each in status.differences:
        numbers = ""
        if stat:
            added, removed = changed_lines(each)
            numbers = f"  +{added} -{removed}"
        reason = REASONS[each.verdict.value]
        console.info(f"{each.verdict.value:>15}  {each.path}{numbers}: {reason}")
    for path in status.untracked:
        console.info(f"{'untracked':>15}  {path}")
    if with_diff:
        for each in status.differences:
            console.diff(unified(each))
    if status.differences:
        console.info(advice(status))
