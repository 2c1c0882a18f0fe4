"""Time zones of wall clock windows, as CloudWatch names them."""

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lambda_monitored_gen.alarms.errors import AlarmError

UTC = "UTC"
"""The zone of a wall clock window that names none."""

_OFFSET = re.compile(r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>\d\d)")
_MINUTES_OF_OFFSETS = 5


def read_time_zone(name: str) -> dt.tzinfo:
    """Find a time zone.

    Args:
        name: An IANA name, or an offset such as `+05:30` or `UTC+05:30`, in steps of five minutes.
            Source: the API reference's page on WallClockWindow.

    Raises:
        AlarmError: There is none of that name here.
    """
    if name == UTC:  # the default must not depend on a database
        return dt.timezone.utc
    match = _OFFSET.fullmatch(name)
    if match:
        return _fixed(name, match)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AlarmError(
            f"there is no time zone '{name}' in the database of this machine.",
            hint="Where the operating system has no database: pip install tzdata",
        ) from error


def _fixed(name: str, match: re.Match[str]) -> dt.tzinfo:
    offset = dt.timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    if offset % dt.timedelta(minutes=_MINUTES_OF_OFFSETS) or offset >= dt.timedelta(days=1):
        raise AlarmError(f"the offset '{name}' is not a multiple of five minutes within a day.")
    return dt.timezone(-offset if match["sign"] == "-" else offset)


def offset_at(zone: dt.tzinfo, time: int) -> int:
    """The seconds by which a zone is ahead of UTC.

    Args:
        zone: The zone.
        time: In seconds since 1970.
    """
    offset = dt.datetime.fromtimestamp(time, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
