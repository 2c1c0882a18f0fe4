"""How `lmgen check` reports what it found: one module for each format."""

from lambda_monitored_gen import __version__
from lambda_monitored_gen.fleet.drift import ModuleStatus
from lambda_monitored_gen.output.comparison import REFUSED

REASONS = {
    "missing": "is not there, and the spec renders it",
    "stale": "was rendered earlier, and the spec renders something else now",
    "mode": "has lost or gained its executable bit",
    "modified": "was edited by hand, or not written by lmgen",
    "orphan": "is no longer rendered",
    "modified orphan": "is no longer rendered, and was edited by hand",
}
"""Why a file differs, by verdict, after its name."""


def format_advice(status: ModuleStatus) -> str:
    """What to do about drift, with both versions when another lmgen has rendered the module.

    Edits are not lost by following it: a render refuses to replace them without `--force`.
    """
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
