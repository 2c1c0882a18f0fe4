"""Reads traces: lines of invocations, of minutes or of samples, and output of get-metric-data.

Which of them a file is its columns tell. `docs/simulate.md` has all formats, and what is refused or
repaired in them.
"""

import json
import stat
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.simulation import metric_data, rows
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.findings import Finding, Findings
from lambda_monitored_gen.simulation.lines import read_lines
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.trace import Trace

_LARGEST_DOCUMENT = 512 * 1024 * 1024


class ReadTrace(NamedTuple):
    """What became of a file.

    Attributes:
        trace: The trace; None if there are errors.
        findings: Errors and repairs.
    """

    trace: Trace | None
    findings: tuple[Finding, ...]


def read_trace(path: str, how: ReadOptions) -> ReadTrace:
    """Read a trace.

    Args:
        path: The file.
        how: How.

    Raises:
        SimulationError: There is no such file, or it cannot be read.
    """
    findings = Findings(path)
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise SimulationError(
                f"{path}: is not a regular file",
                hint="Save what a pipe says in a file: it is read more than once.",
            )
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            first = stream.read(1)
            while first.isspace():
                first = stream.read(1)
            # One object over several lines, or in one, is a document; several are lines.
            stream.seek(0)
            if first == "{" and _is_document(stream.readline()):
                stream.seek(0)
                text = stream.read(_LARGEST_DOCUMENT)
                trace = metric_data.read_document(text, how, findings)
            else:
                stream.seek(0)
                trace = rows.read_rows(read_lines(stream, findings), how, findings)
    except OSError as error:
        raise SimulationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SimulationError(
            f"{path}: is not UTF-8 text: invalid byte 0x{error.object[error.start]:02x}",
            hint="Save the file as UTF-8.",
        ) from error
    return ReadTrace(None if findings.errors else trace, findings.listed())


def _is_document(line: str) -> bool:
    try:
        found = json.loads(line)
    except ValueError:
        return True
    return isinstance(found, dict) and metric_data.RESULTS in found
