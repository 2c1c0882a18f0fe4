"""A timeline in one line of text: each character is a stretch of time."""

from collections.abc import Iterable, Sequence

from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.simulation.model import AlarmReplay, Replay

MARKS = {AlarmState.OK: "-", AlarmState.INSUFFICIENT_DATA: "?", AlarmState.ALARM: "#"}
INCIDENT = "="
_TICKS = 4


def alarm_strip(done: AlarmReplay, replay: Replay, width: int) -> str:
    """The states of an alarm; a stretch with several shows the one that matters most.

    Args:
        done: What the alarm did.
        replay: For start and end.
        width: How many characters.
    """
    found = [" "] * width
    for state in (AlarmState.OK, AlarmState.INSUFFICIENT_DATA, AlarmState.ALARM):
        bands = ((start, end) for start, end, each in done.bands if each is state)
        for place in _covered(bands, replay, width):
            found[place] = MARKS[state]
    return "".join(found)


def incident_strip(replay: Replay, width: int) -> str:
    """Where incidents are; for the arguments see `alarm_strip`."""
    spans = ((each.start, each.end) for each in replay.trace.incidents)
    covered = set(_covered(spans, replay, width))
    return "".join(INCIDENT if place in covered else " " for place in range(width))


def _covered(spans: Iterable[tuple[int, int]], replay: Replay, width: int) -> Iterable[int]:
    length = max(replay.end - replay.start, 1)
    for start, end in spans:
        first = (max(start, replay.start) - replay.start) * width // length
        last = -(-(min(end, replay.end) - replay.start) * width // length)
        yield from range(max(first, 0), min(max(last, first + 1), width))


def axis(labels: Sequence[str], width: int) -> str:
    """A line of labels, spread evenly, each above where its time is.

    Args:
        labels: From the first moment on; see `ticks`.
        width: How many characters.
    """
    line = [" "] * width
    for number, label in enumerate(labels):
        place = number * width // len(labels)
        text = label[: width // len(labels) - 1]
        line[place : place + len(text)] = text
    return "".join(line).rstrip()


def ticks(replay: Replay) -> list[int]:
    """The times whose labels an axis has, in seconds since 1970."""
    length = replay.end - replay.start
    return [replay.start + number * length // _TICKS for number in range(_TICKS)]
