"""Rows of counts per minute, as Lambda's metrics have them."""

import math
from array import array

from lambda_monitored_gen.simulation.findings import Findings
from lambda_monitored_gen.simulation.lines import Lines
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.row_values import Clock, read_count, read_measure
from lambda_monitored_gen.simulation.table_builder import TableBuilder
from lambda_monitored_gen.simulation.trace import LAMBDA, MINUTE, Column

_DURATIONS = {
    "duration_average_ms": "Average",
    "duration_minimum_ms": "Minimum",
    "duration_maximum_ms": "Maximum",
    **{f"duration_{each}_ms": each for each in ("p50", "p90", "p95", "p99", "p99.9")},
}

MINUTES = ("time", "invocations", "errors", "throttles", *_DURATIONS, "incident")
"""The columns that such rows may have."""

_NONE = math.nan


def read_minutes(lines: Lines, how: ReadOptions, clock: Clock, findings: Findings) -> TableBuilder:
    """Read rows of minutes.

    In a minute in which nothing ran Lambda sends no data: a row with zeros says the same as none.

    Args:
        lines: The rows.
        how: How late metrics are.
        clock: Reads times.
        findings: Receives what is wrong.
    """
    place = {name: number for number, name in enumerate(lines.columns)}
    at_time, at_invocations, at_errors = place["time"], place["invocations"], place["errors"]
    at_throttles, at_incident = place.get("throttles"), place.get("incident")
    ran, failed, refused = array("d"), array("d"), array("d")
    durations = {place[name]: (name, array("d")) for name in _DURATIONS if name in place}
    columns = {
        Column(LAMBDA, "Invocations", "Sum", counted=True): ran,
        Column(LAMBDA, "Errors", "Sum", counted=True): failed,
        **{
            Column(LAMBDA, "Duration", _DURATIONS[name], counted=True): values
            for name, values in durations.values()
        },
    }
    if at_throttles is not None:
        columns[Column(LAMBDA, "Throttles", "Sum")] = refused
    built = TableBuilder(columns, labels=at_incident is not None)
    late = MINUTE + how.delay
    for line, row in lines.rows:
        moment = clock.read(row[at_time], line)
        if moment is None:
            continue
        stamp = int(moment)
        if moment % MINUTE:
            findings.error(
                line,
                f"the time {row[at_time]!r} is not a full minute, and the row counts for one",
                "Of single invocations the columns are time, duration_ms, error and throttled.",
            )
            continue
        invocations = read_count(row[at_invocations], "invocations", line, findings)
        errors = read_count(row[at_errors], "errors", line, findings)
        throttles = 0
        if at_throttles is not None:
            throttles = read_count(row[at_throttles], "throttles", line, findings)
        if errors > invocations:
            findings.error(line, f"has {errors} errors of {invocations} invocations")
        built.stamps.append(stamp)
        built.arrivals.append(stamp + late)
        built.lines.append(line)
        built.counts.append(invocations)
        ran.append(invocations or _NONE)
        failed.append(errors if invocations else _NONE)
        if at_throttles is not None:
            refused.append(throttles if invocations or throttles else _NONE)
        for number, (name, values) in durations.items():
            value = read_measure(row[number], name, line, findings)
            values.append(value if invocations else _NONE)
        if at_incident is not None:
            built.labels.append(row[at_incident])
    built.sort(findings)
    built.drop_repeated(findings)
    return built
