"""`lmgen check` for people: what differs, why, and how."""

from lambda_monitored_gen.console import Console, plural, report
from lambda_monitored_gen.diffs import changed_lines, unified
from lambda_monitored_gen.drift import Answer, Drift
from lambda_monitored_gen.reports import REASONS, advice


def print_drift(console: Console, drift: Drift, *, with_diff: bool, stat: bool) -> None:
    """Print one spec's answer.

    Args:
        console: Where to print.
        drift: The answer.
        with_diff: Whether to show the lines that differ.
        stat: Whether to show how many lines differ.
    """
    console.findings(drift.diagnostics)
    if drift.error is not None:
        report(drift.error)
        return
    if drift.answer is Answer.UNKNOWN:
        return
    if drift.answer is Answer.UP_TO_DATE:
        console.say(f"{drift.directory}: up to date, {plural(drift.same, 'file')}")
    else:
        console.say(
            f"{drift.directory}: {plural(len(drift.drift), 'file')} differ from {drift.spec}, "
            f"{drift.same} do not"
        )
    for each in drift.drift:
        numbers = ""
        if stat:
            added, removed = changed_lines(each)
            numbers = f"  +{added} -{removed}"
        reason = REASONS[each.verdict.value]
        console.say(f"{each.verdict.value:>13}  {each.path}{numbers}: {reason}")
    for path in drift.foreign:
        console.say(f"{'foreign':>13}  {path}")
    if with_diff:
        for each in drift.drift:
            console.diff(unified(each))
    if drift.drift:
        console.say(advice(drift))
