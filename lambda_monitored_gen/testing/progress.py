"""The result of each case so far, from the events that `reporter` writes."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_WORST_FIRST = ("failed", "skipped", "passed")


@dataclass
class CaseResult:
    """One case, or what all cases of one root module have in common: apply, plan, destroy.

    Attributes:
        name: The name that pytest shows in brackets.
        tests: How many tests it has.
        outcomes: `passed`, `failed` or `skipped`, by test; of those that have begun.
        ended: How many tests are over.
        seconds: What they took.
        reasons: Why tests failed or were skipped, by test.
    """

    name: str
    tests: int
    outcomes: dict[str, str] = field(default_factory=dict)
    ended: int = 0
    seconds: float = 0.0
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether all its tests have ended."""
        return self.ended >= self.tests

    @property
    def outcome(self) -> str:
        """The worst outcome of its tests; `unfinished` when some never came to their end.

        A case that has passed some tests and skipped others has passed.
        """
        found = set(self.outcomes.values())
        if "failed" in found:
            return "failed"
        if not self.over:
            return "unfinished"
        return "passed" if "passed" in found else "skipped"

    def count(self, outcome: str) -> int:
        """How many tests have that outcome."""
        return list(self.outcomes.values()).count(outcome)


class Progress:
    """All cases of a run.

    Attributes:
        cases: The results by case, in the order in which their tests were collected.
        resources: How many resources of each kind a run creates, if it was asked.
        running: What each root module or case is at, by its name: the test, and since when by
            `time.monotonic`, in seconds.
        skipped: Why tests were skipped, each reason once, in the order in which they were known.
        exit_code: pytest's exit code; None until pytest has ended.
    """

    def __init__(self) -> None:
        self.cases: dict[str, CaseResult] = {}
        self.resources: dict[str, int] = {}
        self.running: dict[str, tuple[str, float]] = {}
        self.skipped: list[str] = []
        self.exit_code: int | None = None

    def record_event(self, event: Mapping[str, Any]) -> CaseResult | None:
        """Record an event.

        Args:
            event: As `reporter` writes it.

        Returns:
            The case that is over with this event, if one is.
        """
        if "collected" in event:
            self.cases = {
                name: CaseResult(name, tests) for name, tests in event["collected"].items()
            }
            self.resources = event.get("resources", {})
        if "exit" in event:
            self.exit_code = event["exit"]
        if "case" not in event:
            return None
        case, test = self.cases[event["case"]], event["test"]
        if event.get("begun"):
            self.running[case.name] = (test, time.monotonic())
            return None
        before = case.outcomes.get(test, "passed")
        case.outcomes[test] = min(before, event["outcome"], key=_WORST_FIRST.index)
        case.seconds += event["seconds"]
        if event["reason"]:
            case.reasons.setdefault(test, event["reason"])
            if event["outcome"] == "skipped" and event["reason"] not in self.skipped:
                self.skipped.append(event["reason"])
        if event["when"] != "teardown":
            return None
        self.running.pop(case.name, None)
        case.ended += 1
        return case if case.over else None

    def count(self, outcome: str) -> int:
        """How many cases have that outcome."""
        return [case.outcome for case in self.cases.values()].count(outcome)

    def reasons(self, outcome: str) -> list[str]:
        """Why cases have that outcome, each reason once."""
        found = [
            reason
            for case in self.cases.values()
            if case.outcome == outcome
            for reason in case.reasons.values()
        ]
        return list(dict.fromkeys(found))


def format_case(case: CaseResult) -> str:
    """Write one case as a line of the progress, and of the table at the end."""
    passed = f"{case.count('passed')}/{case.tests} passed"
    return f"{case.outcome:<10} {case.name:<44} {passed:>13} {case.seconds:7.1f} s"
