"""How `lmgen simulate` reports to programs: the JSON that docs/simulate.md documents."""

from typing import Any

from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.simulation import AlarmReplay, IncidentScore, Replay, Score, Variant
from lambda_monitored_gen.simulation.assumptions import assumptions
from lambda_monitored_gen.simulation.changes import Change, Side
from lambda_monitored_gen.simulation.findings import Finding
from lambda_monitored_gen.spec.times import write_time

FORMAT = 1
"""Incremented on incompatible changes."""


def as_json(replay: Replay) -> dict[str, Any]:
    """One replay: its alarms, what they did together, and what was taken for granted."""
    trace = replay.trace
    return {
        "trace": trace.name,
        "from": write_time(replay.start),
        "to": write_time(replay.end),
        "alarms": [
            _alarm(x, variant, trace.name) for variant in replay.variants for x in variant.alarms
        ],
        "not_judged": [
            {
                "name": each.name,
                "variant": variant.label,
                "trace": trace.name,
                "reason": each.reason,
            }
            for variant in replay.variants
            for each in variant.unjudged
        ],
        "together": [_together(each, trace.name) for each in replay.variants],
        "assumptions": list(assumptions(replay)),
        "notes": list(trace.notes),
    }


def merge(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One document of the replays of several traces.

    Args:
        parts: Of `as_json`, with `changes`, `findings` and `breaches`; of a trace with errors only
            the findings.
    """
    whole: dict[str, Any] = {"format": FORMAT, "traces": []}
    for part in parts:
        if "trace" in part:
            whole["traces"].append({name: part[name] for name in ("trace", "from", "to", "notes")})
        for name in ("alarms", "not_judged", "together", "changes", "findings", "breaches"):
            if name in part:
                whole.setdefault(name, []).extend(part[name])
        known = whole.setdefault("assumptions", [])
        known += [each for each in part.get("assumptions", ()) if each not in known]
    return whole


def _alarm(done: AlarmReplay, variant: Variant, trace: str) -> dict[str, Any]:
    paged = {page.time for page in done.pages}
    creation = [page for page in done.pages if page.at_creation]
    return {
        "name": done.name,
        "variant": variant.label,
        "trace": trace,
        "transitions": [
            {
                "at": write_time(each.time),
                "from": each.previous.value,
                "to": each.state.value,
                "paged": each.time in paged,
            }
            for each in done.timeline.changes
        ],
        "pages": len(done.pages),
        "alarm_pages": sum(page.state is AlarmState.ALARM for page in done.pages),
        "ok_pages": sum(page.state is AlarmState.OK for page in done.pages),
        "pages_at_creation": len(creation),
        "minutes": {state.value: seconds / 60 for state, seconds in done.seconds_in.items()},
        **_score(done.score),
    }


def _score(score: Score | None) -> dict[str, Any]:
    if score is None:
        return dict.fromkeys(
            ("precision", "recall", "missed", "detection_seconds", "reset_seconds", "budget_spent"),
        ) | {"incidents": []}
    return {
        "precision": score.precision,
        "recall": score.recall,
        "missed": score.missed if score.incidents else None,
        "detection_seconds": score.detection_seconds,
        "reset_seconds": score.reset_seconds,
        "budget_spent": score.budget_spent,
        "incidents": [_incident(each) for each in score.incidents],
    }


def _incident(each: IncidentScore) -> dict[str, Any]:
    return {
        "name": each.incident.name,
        "start": write_time(each.incident.start),
        "end": write_time(each.incident.end),
        "paged_at": None if each.paged is None else write_time(each.paged),
        "detection_seconds": each.detection_seconds,
        "reset_seconds": each.reset_seconds,
        "budget_spent": each.budget_spent,
        "ringing_before": each.ringing_before,
    }


def _together(variant: Variant, trace: str) -> dict[str, Any]:
    return {
        "variant": variant.label,
        "trace": trace,
        "pages": variant.pages,
        **_score(variant.together),
    }


def change_as_json(change: Change, trace: str) -> dict[str, Any]:
    """One line of `--against`."""
    first = change.first_difference
    return {
        "name": change.name or None,
        "trace": trace,
        "differs": change.differs,
        "first_difference": None if first is None else write_time(first),
        "before": _side(change.before),
        "after": _side(change.after),
        "note": change.note or None,
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {name: each for name, each in side._asdict().items() if name != "changes"}


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {**finding._asdict(), "line": finding.line or None, "hint": finding.hint or None}
