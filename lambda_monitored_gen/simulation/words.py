"""Numbers of a replay as people read them."""

import datetime as dt

_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def length(seconds: int | None) -> str:
    """A length of time: `90 s`, `4 min`, `1 h 12 min`; a dash for none."""
    if seconds is None:
        return "-"
    if seconds < 120 and seconds % 60:  # noqa: PLR2004 - two minutes
        return f"{seconds} s"
    parts = []
    left = seconds
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def share(value: float | None) -> str:
    """A share of 1 as a percentage; a dash for none."""
    if value is None:
        return "-"
    return f"{100 * value:.3g} %" if value < 1 else f"{100 * value:.0f} %"


def moment(seconds: int) -> str:
    """A time in UTC, to the second where it has any."""
    form = "%Y-%m-%d %H:%M:%S" if seconds % 60 else "%Y-%m-%d %H:%M"
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc).strftime(form)
