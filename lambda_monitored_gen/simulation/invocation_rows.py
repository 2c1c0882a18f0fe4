"""Rows of single invocations, and what CloudWatch learns of each."""

import math
from array import array
from collections.abc import Mapping

from lambda_monitored_gen.alarms.invocations import LOG_LINES
from lambda_monitored_gen.simulation.findings import Findings
from lambda_monitored_gen.simulation.lines import Lines
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.row_values import (
    Clock,
    read_count,
    read_measure,
    read_truth,
)
from lambda_monitored_gen.simulation.table_builder import TableBuilder
from lambda_monitored_gen.simulation.trace import ANY, LAMBDA, MINUTE, Column

INVOCATIONS = (
    *("time", "duration", "duration_ms", "error", "throttled"),
    *("memory_percent", "log_lines", "incident"),
)
"""The columns that such rows may have."""

_NONE = math.nan

_COLUMNS = {
    "time": Column(LAMBDA, "Invocations"),
    "error": Column(LAMBDA, "Errors"),
    "throttled": Column(LAMBDA, "Throttles"),
    "duration_ms": Column(LAMBDA, "Duration"),
    "memory_percent": Column("LambdaInsights", "memory_utilization"),
    "log_lines": Column(LOG_LINES, ANY),
}
"""The metrics that an invocation adds to, by the column that tells of it."""


def read_invocations(
    lines: Lines, how: ReadOptions, clock: Clock, findings: Findings
) -> TableBuilder:
    """Read rows of invocations.

    An invocation is stamped with the minute in which it starts, and known after its end; one that
    was throttled did not run, and counts for throttles alone. Sources: `alarms.invocations`.

    Args:
        lines: The rows.
        how: How late metrics are.
        clock: Reads times.
        findings: Receives what is wrong.
    """
    place = {name: number for number, name in enumerate(lines.columns)}
    if "duration" in place:
        findings.repair(
            1,
            "has a column 'duration', which is read as milliseconds, as CloudWatch has them",
            "Name it duration_ms.",
        )
        place.setdefault("duration_ms", place["duration"])
    columns = {
        column: array("d")
        for name, column in _COLUMNS.items()
        if name in place or name in {"time", "error"}
    }
    at_time, at_incident = place["time"], place.get("incident")
    built = TableBuilder(columns, labels=at_incident is not None)
    for line, row in lines.rows:
        moment = clock.read(row[at_time], line)
        if moment is None:
            continue
        found = _measured(row, place, line, findings)
        duration = found.get("duration_ms", _NONE)
        end = moment if math.isnan(duration) else moment + duration / 1000
        built.stamps.append(int(moment // MINUTE * MINUTE))
        built.arrivals.append(math.ceil(end) + how.delay)
        built.lines.append(line)
        built.counts.append(1)
        for name, column in _COLUMNS.items():
            if column in columns:
                columns[column].append(found.get(name, _NONE))
        if at_incident is not None:
            built.labels.append(row[at_incident])
    built.sort(findings)
    for number in range(1, len(built.stamps)):
        if built.arrivals[number] == built.arrivals[number - 1] and built.same(number - 1, number):
            findings.repair(
                built.lines[number],
                "is equal to another line; each counts as an invocation of its own",
                "Remove the second one if it is the same invocation.",
            )
    return built


def _measured(
    row: list[str], place: Mapping[str, int], line: int, findings: Findings
) -> dict[str, float]:
    """What is measured of one invocation, by the column that says it; nothing else is there."""
    error = read_truth(row[place["error"]], "error", line, findings)
    found: dict[str, float] = {}
    if "throttled" in place:
        found["throttled"] = read_truth(row[place["throttled"]], "throttled", line, findings)
        if found["throttled"]:
            if error:
                findings.error(line, "is throttled and has an error: what is refused does not run")
            return found
    found |= {"time": 1, "error": error}
    for name in ("duration_ms", "memory_percent"):
        if name in place:
            found[name] = read_measure(row[place[name]], name, line, findings)
    # Where nothing matches, a filter without a default value publishes nothing.
    if "log_lines" in place and (text := row[place["log_lines"]]):
        found["log_lines"] = read_count(text, "log_lines", line, findings) or _NONE
    return found
