"""Times of traces, of options and of expectations: ISO 8601 with a zone, or seconds since 1970."""

import datetime as dt
import re

_NEWEST = 100_000_000_000
"""In seconds that is the year 5138; a number above it is milliseconds."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?")

_FORM = "such as 2026-01-05T12:00:00Z, 2026-01-05T13:00+01:00 or 1767614400"


class NoTimeError(ValueError):
    """A text is no time; its argument says why, as a clause."""


def read_time(text: str) -> tuple[float, dt.tzinfo | None]:
    """Read a time.

    Args:
        text: ISO 8601 with a zone, or seconds since 1970.

    Returns:
        Seconds since 1970, and the zone in which it was written; None for a number.

    Raises:
        NoTimeError: It is neither.
    """
    if _NUMBER.fullmatch(text):
        return _checked(float(text), text), None
    try:
        # Python 3.10 does not read the Z.
        moment = dt.datetime.fromisoformat(text[:-1] + "+00:00" if text[-1:] in "Zz" else text)
    except ValueError as error:
        raise NoTimeError(f"expected a time {_FORM}, found {text!r}") from error
    if moment.tzinfo is None:
        raise NoTimeError(f"the time {text!r} has no zone, and could be any of 27 hours")
    return _checked(moment.timestamp(), text), moment.tzinfo


def _checked(seconds: float, text: str) -> float:
    if seconds < 0:
        raise NoTimeError(f"the time {text!r} is before 1970")
    if seconds > _NEWEST:
        raise NoTimeError(f"the time {text!r} is too far away: expected seconds, not milliseconds")
    return seconds


def write_time(seconds: float) -> str:
    """Write a time in UTC, as JSON has it.

    Args:
        seconds: Since 1970.
    """
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
