"""The gate: limits that a replay must keep, for CI."""

from collections.abc import Iterator
from typing import NamedTuple

from lambda_monitored_gen.simulation.alarm_sets import COMPOSITE_REASON
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.model import Replay, Score, Variant


class Gate(NamedTuple):
    """Limits; None for none.

    Attributes:
        max_pages: Messages that all alarms together may send.
        min_recall: The share of incidents that must be paged for, from 0 to 1.
        max_detection: Seconds within which each incident must be paged for.
    """

    max_pages: int | None = None
    min_recall: float | None = None
    max_detection: int | None = None

    @property
    def needs_incidents(self) -> bool:
        """Whether it asks about incidents."""
        return self.min_recall is not None or self.max_detection is not None


def breaches(gate: Gate, replay: Replay) -> Iterator[str]:
    """Yield a sentence for each limit that a variant breaks.

    Args:
        gate: The limits.
        replay: What happened.

    Raises:
        SimulationError: It asks about incidents, and there are none.
    """
    for variant in replay.variants:
        prefix = f"{replay.trace.name}: " + (f"{variant.label}: " if variant.label else "")
        for sentence in _of_variant(gate, variant, replay):
            yield prefix + sentence


def _of_variant(gate: Gate, variant: Variant, replay: Replay) -> Iterator[str]:
    if all(each is None for each in gate):
        return
    if any(each.reason == COMPOSITE_REASON for each in variant.unjudged):
        raise SimulationError(
            f"{replay.trace.name}: there is a composite alarm, whose messages are not counted, so "
            "that the gate cannot tell",
            hint="Leave the composite alarm out: features.composite_alarm, or CompositeAlarms.",
        )
    if not variant.alarms:
        raise SimulationError(
            f"{replay.trace.name}: no alarm was judged, so that the gate cannot tell"
        )
    if gate.max_pages is not None and variant.pages > gate.max_pages:
        yield f"{variant.pages} pages, and --max-pages is {gate.max_pages}"
    score = variant.together
    if not gate.needs_incidents:
        return
    if score is None or not score.incidents:
        raise SimulationError(
            f"{replay.trace.name}: --min-recall and --max-detection need labelled incidents, and "
            "there are none in the time of the replay",
            hint="Label them in a column 'incident', or in a file: --incidents FILE.",
        )
    yield from _of_incidents(gate, score)


def _of_incidents(gate: Gate, score: Score) -> Iterator[str]:
    recall = score.recall
    if gate.min_recall is not None and recall is not None and recall < gate.min_recall:
        yield f"recall is {recall:.2f}, and --min-recall is {gate.min_recall:g}"
    if gate.max_detection is None:
        return
    for each in score.incidents:
        name, seconds = each.incident.name, each.detection_seconds
        how = "was missed" if seconds is None else f"was paged after {seconds} s"
        if seconds is None or seconds > gate.max_detection:
            yield f"'{name}' {how}, and --max-detection is {gate.max_detection} s"
