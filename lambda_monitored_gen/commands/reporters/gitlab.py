"""`lmgen check` for GitLab: a Code Quality report.

Source: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from lambda_monitored_gen.commands.reporters.findings import (
    DIFFERENT,
    EDITED,
    UNKNOWN,
    WARNING,
    Repository,
    list_findings,
)
from lambda_monitored_gen.fleet.drift import ModuleStatus

_SEVERITIES = {UNKNOWN: "critical", EDITED: "major", DIFFERENT: "minor", WARNING: "info"}


def as_code_quality(statuses: Iterable[ModuleStatus]) -> list[dict[str, Any]]:
    """The report on all specs; a finding in a file that many specs extend is in it once."""
    repository = Repository("CI_PROJECT_DIR")
    entries: dict[str, dict[str, Any]] = {}
    for status in statuses:
        for finding in list_findings(status, repository):
            # GitLab takes a finding with the same fingerprint for the same on other branches, so
            # that a line which only moved must not change it.
            known = f"{finding.check}\0{finding.path}\0{finding.message}"
            fingerprint = hashlib.sha256(known.encode()).hexdigest()
            entries[fingerprint] = {
                "description": finding.message,
                "check_name": f"lmgen: {finding.check}",
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.rank],
                "location": {"path": finding.path, "lines": {"begin": max(finding.line, 1)}},
            }
    return list(entries.values())
