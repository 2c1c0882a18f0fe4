"""How `lmgen check` reports what it found: one module for each format."""

from lambda_monitored_gen import __version__
from lambda_monitored_gen.fleet.drift import ModuleStatus
from lambda_monitored_gen.output.comparison import REFUSED, Difference, Verdict
from lambda_monitored_gen.output.manifest import MANIFEST

REASONS = {
    "missing": "does not exist, but the spec renders it",
    "stale": "was rendered earlier, and the spec renders something else now",
    "mode": "has the wrong executable bit",
    "modified": "was edited by hand, or not written by lmgen",
    "line endings": "has CRLF line endings, with which it cannot run",
    "orphan": "is no longer rendered",
    "modified orphan": "is no longer rendered, and was edited by hand",
    "left": "is in the manifest, and is not rendered: delete it if nobody needs it",
    "other module": "is of another module than the spec",
}
"""Why a file differs, by verdict, after its name."""


def format_reason(difference: Difference) -> str:
    """Say why a file differs, after its name."""
    if difference.path == MANIFEST and difference.verdict is Verdict.STALE:
        return "does not record the files as they are"
    return REASONS[difference.verdict.value]


def format_advice(status: ModuleStatus) -> str:
    """Say what to do about drift, with both versions if another lmgen rendered the module.

    It is empty where nothing differs, or no render helps and the notes say what does.
    """
    if not status.remedy:
        return ""
    command = f"Run: {status.remedy}"
    if any(each.verdict in REFUSED for each in status.differences):
        command = (
            f"Move the edits into the spec or into --templates, then run: {status.remedy} --force"
        )
    if status.other_generator:
        return (
            f"lmgen {status.recorded_generator} rendered it, this is {__version__}. {command}, or "
            f"install lmgen {status.recorded_generator}"
        )
    return command
