"""One run: a source of a trace, the alarms, what is asked of them, and what came out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from lambda_monitored_gen.simulation.changes import Change, compare
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.findings import Finding
from lambda_monitored_gen.simulation.gate import Gate, breaches
from lambda_monitored_gen.simulation.incident_files import outside
from lambda_monitored_gen.simulation.model import Replay
from lambda_monitored_gen.simulation.replaying import AlarmSet, replay
from lambda_monitored_gen.simulation.settings import Settings
from lambda_monitored_gen.simulation.trace import Incident
from lambda_monitored_gen.simulation.traces import ReadTrace


@dataclass(frozen=True)
class Asked:
    """What is asked of every trace.

    Attributes:
        sets: The alarms.
        settings: How they are replayed.
        gate: Limits.
        incidents: What was wrong, where a file says so; None where it is left to the trace.
        before: The alarms that those of the first set are compared with; None for no comparison.
    """

    sets: tuple[AlarmSet, ...]
    settings: Settings
    gate: Gate
    incidents: tuple[Incident, ...] | None = None
    before: AlarmSet | None = None


class Outcome(NamedTuple):
    """What came out for one trace.

    Attributes:
        findings: Of the trace.
        replay: The replay; None where the trace has errors.
        breaches: A sentence for each limit that was broken.
        changes: What differs from the alarms before; empty without a comparison.
    """

    findings: tuple[Finding, ...]
    replay: Replay | None
    breaches: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def run(source: Callable[[], ReadTrace], asked: Asked) -> Outcome:
    """Replay alarms over one trace.

    Args:
        source: Reads, makes or fetches the trace.
        asked: What is asked.

    Raises:
        SimulationError: The trace cannot be read, no alarm can be judged, or the gate asks about
            incidents and there are none.
    """
    trace, findings = source()
    if trace is None:
        return Outcome(findings, None)
    if asked.incidents is not None:
        missed = outside(asked.incidents, trace.start, trace.end)
        notes = tuple(f"the incident '{each.name}' is not in its time" for each in missed)
        trace = replace(
            trace, incidents=asked.incidents, labelled=True, notes=(*trace.notes, *notes)
        )
    sets = asked.sets if asked.before is None else (*asked.sets, asked.before)
    whole = replay(trace, sets, asked.settings)
    if not any(each.alarms for each in whole.variants):
        raise SimulationError(_nothing(whole))
    if asked.before is None:
        return Outcome(findings, whole, tuple(breaches(asked.gate, whole)))
    *now, old = whole.variants
    whole = replace(whole, variants=tuple(now))
    changes = compare(old, now[0])
    return Outcome(findings, whole, tuple(breaches(asked.gate, whole)), changes)


def _nothing(whole: Replay) -> str:
    reasons: Sequence[str] = [
        f"{each.name}: {each.reason}" for variant in whole.variants for each in variant.unjudged
    ]
    return f"{whole.trace.name}: no alarm can be judged; " + (
        "; ".join(dict.fromkeys(reasons)) or "there are none"
    )
