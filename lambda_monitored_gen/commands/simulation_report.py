"""How `lmgen simulate` reports to people."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile
from math import isnan

import click

from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.commands.console import format_count
from lambda_monitored_gen.simulation import (
    AlarmReplay,
    Decision,
    IncidentScore,
    Replay,
    Score,
    Variant,
    decisions,
)
from lambda_monitored_gen.simulation.changes import Change, Side
from lambda_monitored_gen.simulation.strips import alarm_strip, axis, incident_strip, ticks
from lambda_monitored_gen.simulation.words import length, moment, share

WIDTH = 64
"""Characters of a timeline: with the longest usual name it fits into a terminal of 100."""

LEGEND = "Timelines: # ALARM, - OK, ? INSUFFICIENT_DATA, = incident. Times are UTC."
_ALWAYS = ("pages", "ALARM", "OK", "created", "in ALARM")
_SOMETIMES = ("unknown", "precision", "recall", "detection", "reset", "budget")


def report(replay: Replay, *, verbose: bool) -> Iterator[str]:
    """The lines of one replay.

    Args:
        replay: The replay.
        verbose: Whether each change is listed with the data points that decided.
    """
    yield click.style(replay.trace.name, bold=True)
    yield f"  {moment(replay.start)} to {moment(replay.end)}; {_activity(replay)}"
    names = {x.name for variant in replay.variants for x in variant.alarms}
    prefix = _common_prefix(names)
    if prefix:
        yield f"  alarms: {prefix}..."
    indent = max([len("incidents"), *(len(each) - len(prefix) for each in names)]) + 4
    yield " " * indent + axis(_labels(replay), WIDTH)
    if replay.trace.incidents:
        yield f"  {'incidents':{indent - 2}}{incident_strip(replay, WIDTH)}".rstrip()
    for variant in replay.variants:
        yield from _variant(variant, replay, indent, prefix)
        if verbose:
            for done in variant.alarms:
                yield from _changes(done, decisions(done, replay))
    for note in replay.trace.notes:
        yield f"  note: {note}."


def _activity(replay: Replay) -> str:
    rows = replay.activity
    sums = (
        (sum(rows.invocations), "invocation"),
        (sum(rows.errors), "error"),
        (sum(rows.throttles), "throttle"),
    )
    parts = [
        f"{each:,.0f} {noun}{'' if each == 1 else 's'}" for each, noun in sums if not isnan(each)
    ]
    return ", ".join(parts) or "no metrics of a function"


def _labels(replay: Replay) -> Sequence[str]:
    days = (replay.end - replay.start) > 2 * 86_400
    return [moment(each)[5:10] if days else moment(each)[11:] for each in ticks(replay)]


def _common_prefix(names: Collection[str]) -> str:
    """What several names begin with, up to a hyphen, so that they need not say it."""
    if len(names) < 2:  # noqa: PLR2004 - several
        return ""
    pairs = zip(min(names), max(names), strict=False)
    common = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return common[: common.rfind("-") + 1]


def _variant(variant: Variant, replay: Replay, indent: int, prefix: str) -> Iterator[str]:
    if variant.label:
        yield f"  {click.style(variant.label, bold=True)}"
    for done in variant.alarms:
        name = done.name.removeprefix(prefix)
        yield f"  {name:{indent - 2}}{alarm_strip(done, replay, WIDTH)}"
    yield ""
    if variant.alarms:
        yield from _figures(variant, prefix)
        yield ""
    for each in variant.unjudged:
        yield f"  {each.name} is not judged: {each.reason}"
    told = tuple(_incidents(variant.together.incidents)) if variant.together else ()
    yield from (f"  {each}" for each in told)
    if told or variant.unjudged:
        yield ""


def _figures(variant: Variant, prefix: str) -> Iterator[str]:
    """The table of a variant, without columns that say nothing of any alarm."""
    rows = [[done.name.removeprefix(prefix), *_cells(done)] for done in variant.alarms]
    if len(rows) > 1:
        rows.append(["together", *_whole(variant)])
    telling = [
        number
        for number, cells in enumerate(zip(*rows, strict=True))
        if number <= len(_ALWAYS) or any(cell.strip("- ") and cell != "0 s" for cell in cells)
    ]
    head = ["", *_ALWAYS, *_SOMETIMES]
    yield from _table(*([row[number] for number in telling] for row in (head, *rows)))


def _cells(done: AlarmReplay) -> Iterator[str]:
    yield from _counts([done])
    yield length(done.seconds_in[AlarmState.ALARM])
    yield length(done.seconds_in[AlarmState.INSUFFICIENT_DATA])
    yield from _scores(done.score)


def _whole(variant: Variant) -> Iterator[str]:
    yield from _counts(variant.alarms)
    yield from ("", "")
    yield from _scores(variant.together)


def _counts(alarms: Sequence[AlarmReplay]) -> Iterator[str]:
    pages = [page for done in alarms for page in done.pages]
    yield str(len(pages))
    for state in (AlarmState.ALARM, AlarmState.OK):
        yield str(sum(page.state is state for page in pages))
    yield str(sum(page.at_creation for page in pages))


def _scores(score: Score | None) -> Iterator[str]:
    if score is None:
        yield from ["-"] * 5
        return
    yield share(score.precision)
    yield share(score.recall)
    yield length(score.detection_seconds)
    yield length(score.reset_seconds)
    yield share(score.budget_spent)


def _incidents(incidents: Iterable[IncidentScore]) -> Iterator[str]:
    for each in incidents:
        incident = each.incident
        span = (
            f"'{incident.name}' {moment(incident.start)}, {length(incident.end - incident.start)}"
        )
        if each.paged is None:
            why = ": an alarm was ringing already, so nobody was told" * each.ringing_before
            yield f"{span}: {click.style('missed', fg='red', bold=True)}{why}"
            continue
        spent = f", {share(each.budget_spent)} of the error budget spent" * (
            each.budget_spent is not None
        )
        over = (
            "still ringing at the end"
            if each.reset_seconds is None
            else f"quiet {length(each.reset_seconds)} after its end"
        )
        yield f"{span}: first page after {length(each.detection_seconds)}{spent}; {over}"


def _changes(done: AlarmReplay, found: Sequence[Decision]) -> Iterator[str]:
    paged = {page.time for page in done.pages}
    yield f"  {done.name}:"
    for change, points in found:
        values = " ".join("-" if x.value is None else f"{x.value:g}" for x in points)
        page = ", pages" if change.time in paged else ""
        yield f"    {moment(change.time)} {change.previous.value} -> {change.state.value}{page}"
        yield f"      points {values}"


def _table(*rows: Sequence[str]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *others = row
        cells = [f"{each:>{width}}" for each, width in zip(others, widths[1:], strict=True)]
        yield f"  {first:{widths[0]}}  {'  '.join(cells)}".rstrip()


def against(changes: Sequence[Change], before: str, after: str) -> Iterator[str]:
    """The lines of `--against`.

    Args:
        changes: All together, then alarm by alarm.
        before: What the alarms were compared with.
        after: What they are now.
    """
    yield f"  {before} → {after}"
    for change in changes:
        name = change.name or "all alarms"
        if change.before and change.after and not change.differs:
            yield f"  {name}: the same, {format_count(change.after.pages, 'page')}"
            continue
        if change.before is None and change.after is None:
            yield f"  {name}: {change.note}"
            continue
        first = change.first_difference
        since = f"; states differ from {moment(first)} on" if first is not None else ""
        note = f"; {change.note}" if change.note else ""
        yield f"  {name}: {', '.join(figures(change.before, change.after))}{since}{note}"


def figures(before: Side | None, after: Side | None) -> Iterator[str]:
    """What became of the figures: `pages 14 → 3`, `missed 0 → 0`, `detection 4 min → 6 min`."""
    yield f"pages {_number(before and before.pages)} → {_number(after and after.pages)}"
    for name in ("missed", "detection_seconds", "reset_seconds", "precision"):
        values = [each and getattr(each, name) for each in (before, after)]
        if all(each is None for each in values):
            continue
        word = name.removesuffix("_seconds")
        write = _WRITERS.get(word, length)
        yield f"{word} {write(values[0])} → {write(values[1])}"


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


_WRITERS = {"missed": _number, "precision": share}
