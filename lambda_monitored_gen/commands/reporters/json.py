"""`lmgen check` and `validate` for programs: JSON, documented in docs/check.md."""

from typing import Any

from lambda_monitored_gen import __version__
from lambda_monitored_gen.fleet.drift import ModuleStatus
from lambda_monitored_gen.output.comparison import Difference
from lambda_monitored_gen.output.diffs import name_prefix, unified_diff
from lambda_monitored_gen.output.manifest import digest
from lambda_monitored_gen.spec.diagnostics import Diagnostic

FORMAT = 1
"""Incremented on incompatible changes."""


def as_json(status: ModuleStatus, *, with_diff: bool) -> dict[str, Any]:
    """One spec's entry of the JSON report."""
    prefix = name_prefix(status.directory) if with_diff and status.directory else None
    return {
        "spec": status.spec,
        "status": status.status.value,
        "directory": None if status.directory is None else status.directory.as_posix(),
        "generator": {"current": __version__, "recorded": status.recorded_generator or None},
        "unchanged": status.unchanged,
        "files": [_file(each, prefix) for each in status.differences],
        "notes": list(status.notes),
        "untracked": list(status.untracked),
        "diagnostics": [diagnostic_as_json(each) for each in status.diagnostics],
        "error": None
        if status.error is None
        else {"message": status.error.message, "hint": status.error.hint},
    }


def _file(difference: Difference, prefix: str | None) -> dict[str, Any]:
    entry = {
        "path": difference.path,
        "verdict": difference.verdict.value,
        "found_sha256": None if difference.before is None else digest(difference.before),
        "expected_sha256": None if difference.after is None else digest(difference.after.content),
    }
    return entry if prefix is None else {**entry, "diff": unified_diff(difference, prefix)}


def diagnostic_as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """One diagnostic of a spec."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": diagnostic.path,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
    }
