"""How `lmgen check` reports what it found: one module for each format."""

from lambda_monitored_gen import __version__
from lambda_monitored_gen.fleet.drift import ModuleStatus
from lambda_monitored_gen.output.comparison import REFUSED

REASONS = {
    "missing": "does not exist, but the spec renders it",
    "stale": "was rendered earlier, and the spec renders something else now",
    "mode": "has the wrong executable bit",
    "modified": "was edited by hand, or not written by lmgen",
    "orphan": "is no longer rendered",
    "modified orphan": "is no longer rendered, and was edited by hand",
}
"""Why a file differs, by verdict, after its name."""


def format_advice(status: ModuleStatus) -> str:
    """Say what to do about drift, with both versions if another lmgen rendered the module."""
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
