"""How `lmgen check` reports what it found: one module for each format."""

from lambda_monitored_gen import __version__
from lambda_monitored_gen.fleet.drift import ModuleStatus
from lambda_monitored_gen.output.comparison import REFUSED, Difference, Verdict
from lambda_monitored_gen.output.diffs import name_prefix
from lambda_monitored_gen.output.manifest import MANIFEST

REASONS = {
    "missing": "does not exist, but the spec renders it",
    "stale": "was rendered earlier, and the spec renders something else now",
    "mode": "has the wrong executable bit",
    "modified": "was edited by hand, or not written by lmgen",
    "formatted": "has another layout, and the same content: a formatter changed it",
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


_EXCLUSIONS = {
    (".py",): 'extend-exclude = ["{0}"] under [tool.ruff], or extend-exclude = "^/{0}/" under '
    "[tool.black], in pyproject.toml",
    (".md", ".json", ".yaml", ".yml"): "{0}/ in .prettierignore",
    (".tf", ".hcl", ".sh", ".toml"): "exclude: ^{0}/ in .pre-commit-config.yaml",
}
"""How formatters are told to leave a directory alone, by the endings of what they format."""


def _keep_formatters_off(status: ModuleStatus) -> str:
    """Say how, or the next run of the formatter undoes what the next render does."""
    directory = name_prefix(status.directory).rstrip("/") if status.directory else ""
    paths = [each.path for each in status.differences if each.verdict is Verdict.FORMATTED]
    ways = [
        way.format(directory or ".")
        for endings, way in _EXCLUSIONS.items()
        if any(path.endswith(endings) for path in paths)
    ]
    return f"Keep the formatter off the module ({'; '.join(ways) or 'in its settings'})"


def format_advice(status: ModuleStatus) -> str:
    """Say what to do about drift, with both versions if another lmgen rendered the module.

    It is empty where nothing differs, or no render helps and the notes say what does.
    """
    if not status.remedy:
        return ""
    command = f"Run: {status.remedy}"
    refused = {each.verdict for each in status.differences} & REFUSED
    if refused == {Verdict.FORMATTED}:
        command = f"{_keep_formatters_off(status)}, then run: {status.remedy} --force"
    elif refused:
        command = (
            f"Move the edits into the spec or into --templates, then run: {status.remedy} --force"
        )
    if status.other_generator:
        return (
            f"lmgen {status.recorded_generator} rendered it, this is {__version__}. {command}, or "
            f"install lmgen {status.recorded_generator}"
        )
    return command
