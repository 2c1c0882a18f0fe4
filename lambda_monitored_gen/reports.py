"""What `lmgen check` found, as JSON and as annotations of GitHub Actions.

The JSON is documented in docs/check.md; `FORMAT` changes when a reader would have to.
"""

from collections.abc import Iterator
from typing import Any

from lambda_monitored_gen import __version__
from lambda_monitored_gen.diagnostics import Diagnostic
from lambda_monitored_gen.diffs import unified
from lambda_monitored_gen.drift import Drift
from lambda_monitored_gen.manifest import digest
from lambda_monitored_gen.tree import REFUSED, Difference, Verdict

FORMAT = 1

REASONS = {
    "missing": "is not there, and the spec renders it",
    "stale": "was rendered earlier, and the spec renders something else now",
    "mode": "has lost or gained its executable bit",
    "edited": "was edited by hand, or not written by lmgen",
    "orphan": "is no longer rendered",
    "edited orphan": "is no longer rendered, and was edited by hand",
}
"""Why a file differs, by verdict, after its name."""


def as_json(drift: Drift, *, with_diff: bool) -> dict[str, Any]:
    """One spec's entry of the JSON report."""
    return {
        "spec": drift.spec,
        "answer": drift.answer.value,
        "directory": None if drift.directory is None else drift.directory.as_posix(),
        "generator": {"now": __version__, "recorded": drift.recorded_generator or None},
        "same": drift.same,
        "files": [_file(each, with_diff=with_diff) for each in drift.drift],
        "foreign": list(drift.foreign),
        "findings": [_finding(each) for each in drift.diagnostics],
        "error": None
        if drift.error is None
        else {"message": drift.error.message, "hint": drift.error.hint},
    }


def _file(difference: Difference, *, with_diff: bool) -> dict[str, Any]:
    entry = {
        "path": difference.path,
        "verdict": difference.verdict.value,
        "found_sha256": None if difference.before is None else digest(difference.before),
        "expected_sha256": None if difference.after is None else digest(difference.after.content),
    }
    return {**entry, "diff": unified(difference)} if with_diff else entry


def _finding(found: Diagnostic) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "severity": found.severity.value,
        "line": found.line,
        "column": found.column,
        "message": found.message,
        "hint": found.hint or None,
    }


def as_annotations(drift: Drift) -> Iterator[str]:
    """One spec's workflow commands.

    Source: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
    """
    for found in drift.diagnostics:
        place = {"file": drift.spec, "title": "lmgen"}
        if found.line:
            place |= {"line": str(found.line), "col": str(found.column)}
        yield _command(found.severity.value, place, f"{found.message} {found.hint}".strip())
    if drift.error is not None:
        message = f"{drift.error.message} {drift.error.hint or ''}".strip()
        yield _command("error", {"file": drift.spec, "title": "lmgen"}, message)
    for each in drift.drift:
        file = each.path if drift.directory is None else (drift.directory / each.path).as_posix()
        place = {
            "file": file,
            "line": str(_first_line(each)),
            "title": f"lmgen: {each.verdict.value}",
        }
        yield _command("error", place, f"{file} {REASONS[each.verdict.value]}. {advice(drift)}")


def advice(drift: Drift) -> str:
    """What to do about drift, with both versions when another lmgen has rendered the module.

    Edits are not lost by following it: a render refuses to replace them without `--force`.
    """
    command = f"Run: {drift.remedy}"
    if any(each.verdict in REFUSED for each in drift.drift):
        command = (
            f"Move the edits into the spec or into --templates, then run: {drift.remedy} --force"
        )
    if drift.other_generator:
        return (
            f"lmgen {drift.recorded_generator} rendered it, this is {__version__}. {command}, or "
            f"install lmgen {drift.recorded_generator}"
        )
    return command


def _first_line(difference: Difference) -> int:
    if difference.before is None or difference.after is None:
        return 1
    if difference.verdict is Verdict.MODE:
        return 1
    old, new = difference.before.splitlines(), difference.after.content.splitlines()
    pairs = zip(old, new, strict=False)
    same = next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))
    return min(same + 1, max(len(old), 1))


def _command(kind: str, place: dict[str, str], message: str) -> str:
    fields = ",".join(f"{name}={_escape(value, ':,')}" for name, value in place.items())
    return f"::{kind} {fields}::{_escape(message, '')}"


def _escape(text: str, more: str) -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
