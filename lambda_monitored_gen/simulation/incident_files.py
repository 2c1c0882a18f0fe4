"""Reads files of incidents: lines of CSV or JSON with `name`, `start` and `end`."""

import math
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.findings import Finding, Findings
from lambda_monitored_gen.simulation.lines import Lines, check_columns, read_lines
from lambda_monitored_gen.simulation.row_values import Clock
from lambda_monitored_gen.simulation.trace import Incident
from lambda_monitored_gen.spec.times import write_time

_COLUMNS = ("name", "start", "end")


class ReadIncidents(NamedTuple):
    """What became of a file.

    Attributes:
        incidents: In the order of their starts; none if there are errors.
        findings: Errors and repairs.
    """

    incidents: tuple[Incident, ...]
    findings: tuple[Finding, ...]


def read_incidents(path: str, now: float) -> ReadIncidents:
    """Read a file of incidents.

    Args:
        path: The file.
        now: In seconds since 1970; what is later has not happened yet.

    Raises:
        SimulationError: There is no such file, or it cannot be read.
    """
    findings = Findings(path)
    found: list[tuple[Incident, int]] = []
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            lines = read_lines(stream, findings)
            if lines and check_columns(lines.columns, _COLUMNS, _COLUMNS, findings):
                found = _read(lines, Clock(findings, now), findings)
    except OSError as error:
        raise SimulationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SimulationError(f"{path}: is not UTF-8 text") from error
    found.sort()
    for (one, first), (other, second) in pairwise(found):
        if other.start < one.end:
            findings.error(
                second,
                f"the incident {other.name!r} begins at {write_time(other.start)}, before "
                f"{one.name!r} of line {first} is over",
                "Make one incident of those that overlap.",
            )
    incidents = () if findings.errors else tuple(incident for incident, _ in found)
    return ReadIncidents(incidents, findings.listed())


def _read(lines: Lines, clock: Clock, findings: Findings) -> list[tuple[Incident, int]]:
    found = []
    for line, row in lines.rows:
        name, start, end = (row[lines.columns.index(each)] for each in _COLUMNS)
        first, last = clock.read(start, line), clock.read(end, line)
        if first is None or last is None:
            continue
        if last <= first:
            findings.error(line, f"the incident {name!r} ends at {end}, not after its start")
        found.append((Incident(name, int(first), math.ceil(last)), line))
    clock.finish()
    return found


def outside(incidents: Iterable[Incident], start: int, end: int) -> list[Incident]:
    """The incidents that do not touch a span of time, and so cannot be told of in it."""
    return [each for each in incidents if each.start >= end or each.end <= start]
