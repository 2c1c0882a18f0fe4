"""What the events of a run add up to."""

from typing import Any

from lambda_monitored_gen.testing.progress import Progress, format_case
from lambda_monitored_gen.testing.reporter import parse_case


def _event(case: str, test: str, when: str, outcome: str = "passed", **more: Any) -> dict[str, Any]:
    return {
        "case": case,
        "test": test,
        "when": when,
        "outcome": outcome,
        "seconds": 0.5,
        "reason": "",
        **more,
    }


def _run(progress: Progress, case: str, test: str, outcome: str = "passed", **more: Any) -> Any:  # noqa: ANN401 - a case or nothing
    progress.record_event(_event(case, test, "setup"))
    progress.record_event(_event(case, test, "call", outcome, **more))
    return progress.record_event(_event(case, test, "teardown"))


def test_a_case_is_over_with_its_last_test() -> None:
    """The case is told when all its tests are over, with the time that they took."""
    progress = Progress()
    progress.record_event({"collected": {"a": 2, "b": 1}, "resources": {"VPC": 1}})
    assert _run(progress, "a", "test_one") is None
    assert _run(progress, "b", "test_one").name == "b"
    over = _run(progress, "a", "test_two")
    assert (over.name, over.outcome, over.seconds) == ("a", "passed", 3.0)
    assert format_case(over).split() == ["passed", "a", "2/2", "passed", "3.0", "s"]
    assert progress.resources == {"VPC": 1}


def test_the_worst_outcome_counts() -> None:
    """One failure fails a case, whatever came before and after it; a skip does not hide a pass."""
    progress = Progress()
    progress.record_event({"collected": {"failed": 3, "skipped": 1, "both": 2, "never": 2}})
    _run(progress, "failed", "one")
    _run(progress, "failed", "two", "failed", reason="assert 1 == 2")
    _run(progress, "failed", "three", "skipped")
    _run(progress, "skipped", "one", "skipped", reason="no provider")
    _run(progress, "both", "one", "skipped")
    _run(progress, "both", "two")
    _run(progress, "never", "one")
    outcomes = {name: case.outcome for name, case in progress.cases.items()}
    assert outcomes == {
        "failed": "failed",
        "skipped": "skipped",
        "both": "passed",
        "never": "unfinished",
    }
    assert progress.count("failed") == 1
    assert progress.reasons("failed") == ["assert 1 == 2"]
    assert progress.reasons("skipped") == ["no provider"]


def test_a_failure_while_cleaning_up_fails_the_case() -> None:
    """What goes wrong in a teardown is a failure of the case."""
    progress = Progress()
    progress.record_event({"collected": {"a": 1}})
    progress.record_event(_event("a", "test", "call"))
    over = progress.record_event(_event("a", "test", "teardown", "failed"))
    assert over is not None
    assert over.outcome == "failed"


def test_the_case_is_in_the_brackets() -> None:
    """The case of a test is in its name; a test without one stands for itself."""
    assert parse_case("tests/test_module.py::test_it_runs[aws-5.31-silent]") == "aws-5.31-silent"
    assert parse_case("tests/test_more.py::test_something") == "test_something"
