"""`lmgen check` for GitHub Actions: one annotation for each error, warning and file that differs.

Source: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
"""

from collections.abc import Iterator

from lambda_monitored_gen.commands.reporters import format_advice, format_reason
from lambda_monitored_gen.fleet.drift import ModuleStatus
from lambda_monitored_gen.output.comparison import Difference, Verdict


def as_annotations(status: ModuleStatus) -> Iterator[str]:
    """One spec's workflow commands."""
    for diagnostic in status.diagnostics:
        place = {"file": diagnostic.path, "title": "lmgen"}
        if diagnostic.line:
            place |= {"line": str(diagnostic.line), "col": str(diagnostic.column)}
        yield _command(
            diagnostic.severity.value, place, f"{diagnostic.message} {diagnostic.hint}".strip()
        )
    if status.error is not None:
        message = f"{status.error.message} {status.error.hint or ''}".strip()
        yield _command("error", {"file": status.spec, "title": "lmgen"}, message)
    advice = " ".join([*status.notes, format_advice(status)]).strip()
    for difference in status.differences:
        file = (
            difference.path
            if status.directory is None
            else (status.directory / difference.path).as_posix()
        )
        place = {
            "file": file,
            "line": str(_first_line(difference)),
            "title": f"lmgen: {difference.verdict.value}",
        }
        yield _command("error", place, f"{file} {format_reason(difference)}. {advice}")


def _first_line(difference: Difference) -> int:
    if difference.before is None or difference.after is None:
        return 1
    if difference.verdict in {Verdict.MODE, Verdict.LINE_ENDINGS}:
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
