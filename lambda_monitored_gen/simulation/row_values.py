"""Values in rows of traces: times, counts, numbers, yes and no."""

import datetime as dt
import math

from lambda_monitored_gen.simulation.findings import Findings
from lambda_monitored_gen.spec.times import NoTimeError, read_time

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


class Clock:
    """Reads the times of a file, and tells what is odd about them.

    Args:
        findings: Receives it.
        now: In seconds since 1970.
    """

    def __init__(self, findings: Findings, now: float) -> None:
        self.findings = findings
        self.now = now
        self._offsets: dict[dt.timedelta | None, int] = {}
        self._zones: dict[dt.tzinfo | None, None] = {}

    def read(self, text: str, line: int) -> float | None:
        """Read a time; None if it is none, which is then found.

        Args:
            text: As written.
            line: Where it stands.
        """
        try:
            seconds, zone = read_time(text)
        except NoTimeError as error:
            hint = "Write Z or +00:00 behind it for UTC." if "no zone" in str(error) else ""
            self.findings.error(line, str(error), hint)
            return None
        if zone not in self._zones:
            self._zones[zone] = None
            self._offsets.setdefault(zone.utcoffset(None) if zone else None, line)
        if seconds > self.now:
            self.findings.repair(line, "is in the future; it is replayed like the past")
        return seconds

    def finish(self) -> None:
        """Tell if times were written in different zones."""
        if len(self._offsets) > 1:
            line = sorted(self._offsets.values())[1]
            self.findings.repair(
                line, "is written in another time zone than lines before; all are read as UTC"
            )


def read_count(text: str, name: str, line: int, findings: Findings) -> int:
    """Read a whole number that is not negative; 0 if it is none, which is then found.

    Args:
        text: As written; exports of CloudWatch write 3.0.
        name: Of the column.
        line: Where it stands.
        findings: Receives what is wrong.
    """
    try:
        value = float(text)
    except ValueError:
        findings.error(line, f"{name}: expected a whole number, found {text!r}")
        return 0
    if value < 0:
        findings.error(line, f"{name}: expected a number from 0 on, found {text}")
        return 0
    if not value.is_integer():
        findings.error(line, f"{name}: expected a whole number, found {text}")
        return 0
    return int(value)


def read_number(text: str, name: str, line: int, findings: Findings) -> float:
    """Read a number; NaN if there is none, or if it is no number, which is then found.

    Args:
        text: As written; may be empty.
        name: Of the column.
        line: Where it stands.
        findings: Receives what is wrong.
    """
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        findings.error(line, f"{name}: expected a number, found {text!r}")
        return math.nan
    return value


def read_measure(text: str, name: str, line: int, findings: Findings) -> float:
    """Read a number that is not negative; for the arguments see `read_number`."""
    value = read_number(text, name, line, findings)
    if value < 0:
        findings.error(line, f"{name}: expected a number from 0 on, found {text}")
        return math.nan
    return value


def read_truth(text: str, name: str, line: int, findings: Findings) -> bool:
    """Read yes or no; an empty text is no. For the arguments see `read_number`."""
    if not text:
        return False
    found = _TRUTHS.get(text.lower())
    if found is None:
        findings.error(line, f"{name}: expected true or false, found {text!r}")
        return False
    return found
