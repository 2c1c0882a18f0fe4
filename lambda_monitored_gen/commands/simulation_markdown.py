"""How `lmgen simulate` reports in Markdown, for a comment of a pull request."""

from collections.abc import Iterator, Sequence

from lambda_monitored_gen.commands.simulation_report import figures
from lambda_monitored_gen.simulation import Replay, Score, Variant
from lambda_monitored_gen.simulation.changes import Change
from lambda_monitored_gen.simulation.words import length, moment, share

_HEAD = ("alarm", "pages", "precision", "recall", "missed", "detection", "reset", "budget spent")


def as_markdown(replay: Replay) -> Iterator[str]:
    """The lines of one replay.

    Args:
        replay: The replay.
    """
    yield from _title(replay)
    for variant in replay.variants:
        if variant.label:
            yield from (f"**{_cell(variant.label)}**", "")
        rows = [(done.name, len(done.pages), done.score) for done in variant.alarms]
        if len(rows) > 1:
            rows.append(("together", variant.pages, variant.together))
        yield from _table(
            _HEAD, [[name, str(pages), *_scores(score)] for name, pages, score in rows]
        )
        yield ""
        yield from _unjudged(variant)


def changes_as_markdown(
    replay: Replay, changes: Sequence[Change], before: str, after: str
) -> Iterator[str]:
    """The lines of `--against`.

    Args:
        replay: The replay, for the trace.
        changes: All together, then alarm by alarm.
        before: What the alarms were compared with.
        after: What they are now.
    """
    yield from _title(replay)
    yield from (f"`{before}` → `{after}`", "")
    rows = []
    for change in changes:
        first = change.first_difference
        since = "" if first is None else f"states differ from {moment(first)} on"
        same = change.before is not None and not change.differs
        what = "the same" if same else ", ".join(figures(change.before, change.after))
        rows.append(
            [change.name or "**all alarms**", what, "; ".join(filter(None, (since, change.note)))]
        )
    yield from _table(("alarm", "change", ""), rows)
    yield ""


def closing(known: Sequence[str]) -> Iterator[str]:
    """What was taken for granted, folded.

    Args:
        known: In sentences.
    """
    yield from ("<details><summary>What AWS does not document</summary>", "")
    yield from (f"- {each}" for each in known)
    yield from ("", "</details>")


def _title(replay: Replay) -> Iterator[str]:
    yield f"### {_cell(replay.trace.name)}, {moment(replay.start)} to {moment(replay.end)} UTC"
    yield ""
    for note in replay.trace.notes:
        yield from (f"> {note}.", "")


def _scores(score: Score | None) -> list[str]:
    if score is None:
        return ["-"] * (len(_HEAD) - 2)
    missed = str(score.missed) if score.incidents else "-"
    return [
        *(share(score.precision), share(score.recall), missed),
        *(length(score.detection_seconds), length(score.reset_seconds), share(score.budget_spent)),
    ]


def _unjudged(variant: Variant) -> Iterator[str]:
    for each in variant.unjudged:
        yield f"- {_cell(each.name)} is not judged: {_cell(each.reason)}"
    if variant.unjudged:
        yield ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
