"""Where an axis of time has its labels."""

import datetime as dt
from collections.abc import Iterator

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_STEPS = (
    *(number * _MINUTE for number in (1, 2, 5, 10, 15, 30)),
    *(number * _HOUR for number in (1, 2, 3, 6, 12)),
    *(number * _DAY for number in (1, 2, 7, 14, 28, 91, 182, 364)),
)
_MONDAY = 4 * _DAY
"""The first Monday after 1970 began: steps of weeks begin on Mondays."""


def ticks(start: int, end: int, most: int) -> Iterator[tuple[int, str]]:
    """Round times between two, each with its label in UTC.

    Args:
        start: The first moment, in seconds since 1970.
        end: The last one.
        most: How many labels there may be.
    """
    step = next((each for each in _STEPS if (end - start) // each < most), _STEPS[-1])
    origin = _MONDAY if step > _DAY else 0
    first = start + (origin - start) % step
    for time in range(first, end + 1, step):
        moment = dt.datetime.fromtimestamp(time, dt.timezone.utc)
        yield time, f"{moment:%b} {moment.day}" if time % _DAY == 0 else f"{moment:%H:%M}"
