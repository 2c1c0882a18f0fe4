"""What a change of alarms does over the same trace: one side beside the other."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lambda_monitored_gen.simulation.model import AlarmReplay, Score, Variant


class Side(NamedTuple):
    """One side of a comparison.

    Attributes:
        pages: Messages.
        alarm_pages: Those of them that say that something is wrong.
        missed: Incidents that nobody was told of; None where nobody has labelled any.
        detection_seconds: The longest time to a page; None without any.
        reset_seconds: The longest time until nothing rang; None without any.
        precision: The share of pages for incidents; None without pages or labels.
        recall: The share of incidents that were paged for; likewise.
        changes: When the state changed, and into which one; empty for all alarms together.
    """

    pages: int
    alarm_pages: int
    missed: int | None
    detection_seconds: int | None
    reset_seconds: int | None
    precision: float | None
    recall: float | None
    changes: tuple[tuple[int, str], ...] = ()


class Change(NamedTuple):
    """What became of one alarm, or of all of them together.

    Attributes:
        name: The alarm's name; empty for all together.
        before: What it did before; None where it did not exist, or was not judged.
        after: What it does now; likewise.
        note: Why a side is not there, as a clause; empty if both are.
    """

    name: str
    before: Side | None
    after: Side | None
    note: str = ""

    @property
    def differs(self) -> bool:
        """Whether anything of it is another."""
        return self.before != self.after

    @property
    def first_difference(self) -> int | None:
        """When the states begin to differ; None if they never do, or a side is missing."""
        if self.before is None or self.after is None:
            return None
        differing = set(self.before.changes) ^ set(self.after.changes)
        return min(differing)[0] if differing else None


def compare(before: Variant, after: Variant) -> tuple[Change, ...]:
    """Compare what two sets of alarms did over the same trace.

    Args:
        before: The alarms as they were.
        after: The alarms as they are now.

    Returns:
        All together first, then each alarm in the order of now; those that are gone follow.
    """
    old, new = _by_name(before), _by_name(after)
    names = [*new, *(name for name in old if name not in new)]
    return (
        Change("", _whole(before), _whole(after)),
        *(_change(name, old, new, before, after) for name in names),
    )


def _by_name(variant: Variant) -> dict[str, AlarmReplay | None]:
    judged: dict[str, AlarmReplay | None] = {each.name: each for each in variant.alarms}
    return judged | {each.name: None for each in variant.unjudged}


def _change(
    name: str,
    old: Mapping[str, AlarmReplay | None],
    new: Mapping[str, AlarmReplay | None],
    before: Variant,
    after: Variant,
) -> Change:
    notes = [
        *_absence(name, old, before, "is new"),
        *_absence(name, new, after, "is gone"),
    ]
    if len(set(notes)) == 1:
        notes = notes[:1]
    one, other = old.get(name), new.get(name)
    return Change(
        name,
        None if one is None else _side(one),
        None if other is None else _side(other),
        "; ".join(notes),
    )


def _absence(
    name: str, known: Mapping[str, AlarmReplay | None], variant: Variant, absent: str
) -> Iterator[str]:
    """Why a side has no figures of an alarm."""
    if name not in known:
        yield absent
    elif known[name] is None:
        reason = next(each.reason for each in variant.unjudged if each.name == name)
        yield f"not judged: {reason}"


def _side(done: AlarmReplay) -> Side:
    changes = tuple((each.time, each.state.value) for each in done.timeline.changes)
    ringing = sum(each.state.value == "ALARM" for each in done.pages)
    return _scored(len(done.pages), ringing, done.score, changes)


def _whole(variant: Variant) -> Side:
    ringing = sum(page.state.value == "ALARM" for each in variant.alarms for page in each.pages)
    return _scored(variant.pages, ringing, variant.together, ())


def _scored(
    pages: int, ringing: int, score: Score | None, changes: tuple[tuple[int, str], ...]
) -> Side:
    if score is None:
        return Side(pages, ringing, None, None, None, None, None, changes)
    return Side(
        pages=pages,
        alarm_pages=ringing,
        missed=score.missed if score.incidents else None,
        detection_seconds=score.detection_seconds,
        reset_seconds=score.reset_seconds,
        precision=score.precision,
        recall=score.recall,
        changes=changes,
    )
