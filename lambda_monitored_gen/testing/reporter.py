"""A pytest plug-in that reports events of the run to its parent process, as lines of JSON.

Loaded by name with `-p`. It writes to the file that `LMGEN_TEST_EVENTS` names, from the process
that was started only: under pytest-xdist the workers' reports arrive there too. The events:

- `{"collected": {case: number of tests}, "resources": {kind: number}}`
- `{"case", "test", "begun": true}` as a test begins.
- `{"case", "test", "when", "outcome", "seconds", "reason"}` for each phase of each test.
- `{"exit": pytest's exit code}`

It also ends the run when the parent is gone: see `_end_with_parent`.
"""

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.testing.protocol import EVENTS_VARIABLE, LIFELINE_VARIABLE


def parse_case(nodeid: str) -> str:
    """Parse the case, or the root module, from the name of a test: the text in its brackets.

    Args:
        nodeid: A name as `tests/test_module.py::test_it_runs[case]`.
    """
    inside = nodeid.partition("[")[2]
    return inside.partition("]")[0] or nodeid.rpartition("::")[2]


def pytest_configure(config: pytest.Config) -> None:
    """Report from the process that was started only, not from workers of pytest-xdist."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Reporter(Path(os.environ[EVENTS_VARIABLE])))
        if lifeline := os.environ.get(LIFELINE_VARIABLE):
            threading.Thread(target=_end_with_parent, args=(int(lifeline),), daemon=True).start()


class _Reporter:
    def __init__(self, events: Path) -> None:
        self.events = events
        self.collected = False

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        roots = {
            each.callspec.params["root"] for each in session.items if hasattr(each, "callspec")
        }
        resources = sum((Counter(root.resources()) for root in roots), Counter[str]())
        self._collected([each.nodeid for each in session.items], resources)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: object, ids: list[str]) -> None:
        del node  # all have collected the same
        self._collected(ids, {})

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._write_event(case=parse_case(nodeid), test=_test(nodeid), begun=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._write_event(
            case=parse_case(report.nodeid),
            test=_test(report.nodeid),
            when=report.when,
            outcome=report.outcome,
            seconds=report.duration,
            reason=_reason(report),
        )

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self._write_event(exit=int(exitstatus))

    def _collected(self, nodeids: list[str], resources: Mapping[str, int]) -> None:
        # Under pytest-xdist this process has no tests, and each worker has all of them.
        if nodeids and not self.collected:
            self.collected = True
            self._write_event(
                collected=dict(Counter(map(parse_case, nodeids))), resources=dict(resources)
            )

    def _write_event(self, **event: Any) -> None:
        with self.events.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")


def _test(nodeid: str) -> str:
    return nodeid.rpartition("::")[2].partition("[")[0]


def _reason(report: pytest.TestReport) -> str:
    if report.passed:
        return ""
    if report.skipped and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    lines = [line.strip() for line in report.longreprtext.splitlines() if line.startswith("E  ")]
    text = lines[0].removeprefix("E").strip() if lines else report.longreprtext.strip()
    return text.splitlines()[0] if text else ""


def _end_with_parent(lifeline: int) -> None:
    """Wait until the other end of a pipe, which only the parent holds, is closed; then kill all.

    Tests that outlive lmgen would go on against an emulator that is gone.
    """
    os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)
