"""Rows of a trace: invocations, counts per minute, or samples of any metrics."""

from collections.abc import Callable
from typing import NamedTuple

from lambda_monitored_gen.simulation.findings import Findings
from lambda_monitored_gen.simulation.invocation_rows import INVOCATIONS, read_invocations
from lambda_monitored_gen.simulation.lines import Lines, check_columns
from lambda_monitored_gen.simulation.minute_rows import MINUTES, read_minutes
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.row_values import Clock
from lambda_monitored_gen.simulation.sample_rows import SAMPLES, read_samples
from lambda_monitored_gen.simulation.table_builder import TableBuilder
from lambda_monitored_gen.simulation.trace import MINUTE, Trace


class _Kind(NamedTuple):
    """One kind of rows, told by a column that no other has."""

    mark: str
    known: tuple[str, ...]
    needed: tuple[str, ...]
    read: Callable[[Lines, ReadOptions, Clock, Findings], TableBuilder]


_KINDS = (
    _Kind("metric", SAMPLES, ("time", "metric", "value"), read_samples),
    _Kind("invocations", MINUTES, ("time", "invocations", "errors"), read_minutes),
    _Kind("error", INVOCATIONS, ("time", "error"), read_invocations),
)


def read_rows(lines: Lines | None, how: ReadOptions, findings: Findings) -> Trace | None:
    """Read the rows of a file; what kind they are is told by their columns.

    Args:
        lines: The file; None if it is empty.
        how: How it is read.
        findings: Receives what is wrong, and what is repaired.

    Returns:
        The trace, which is of no use if there are errors; None if there are no rows.
    """
    if lines is None:
        return None
    columns = lines.columns
    kind = next((each for each in _KINDS if each.mark in columns), None)
    if kind is None:
        findings.error(
            1,
            f"has the columns {', '.join(columns)}, and expected are those of invocations (time, "
            "duration_ms, error, throttled), of minutes (time, invocations, errors, throttles, "
            "...) or of samples (time, metric, value)",
            "docs/simulate.md describes each of them.",
        )
        return None
    if not check_columns(columns, kind.known, kind.needed, findings):
        return None
    clock = Clock(findings, how.now)
    built = kind.read(lines, how, clock, findings)
    clock.finish()
    if not built.stamps:
        if not findings.errors:
            findings.error(0, "has no rows")
        return None
    return _trace(built, findings)


def _trace(built: TableBuilder, findings: Findings) -> Trace:
    last = max(built.arrivals)
    latest = max(last, built.stamps[-1] + MINUTE)
    return Trace(
        name=findings.path,
        table=built.table(),
        start=built.stamps[0] // MINUTE * MINUTE,
        end=-(-latest // MINUTE) * MINUTE,
        incidents=tuple(built.incidents()),
        labelled=built.labelled,
    )
