"""What the events of a run add up to."""

import io
from pathlib import Path
from typing import Any

import click
import pytest
from rich.console import Console as RichConsole

from lambda_monitored_gen.commands.console import Console
from lambda_monitored_gen.commands.staying_up import shell_commands, stay_up
from lambda_monitored_gen.commands.suite_display import SuiteDisplay
from lambda_monitored_gen.testing.progress import Progress, format_case
from lambda_monitored_gen.testing.reporter import parse_case
from lambda_monitored_gen.testing.suite_run import SuiteRun


class _Recorder(Console):
    """Keeps the lines that would be printed, without colour."""

    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self._said = said

    def info(self, text: str, *, verbosity: int = 0) -> None:
        if self.verbosity >= verbosity:
            self._said.append(click.unstyle(text))


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


def test_what_runs_now() -> None:
    """A case is at its test from the beginning to the end of it, and at nothing else."""
    progress = Progress()
    progress.record_event({"collected": {"a": 2}})
    progress.record_event({"case": "a", "test": "test_it_applies", "begun": True})
    assert [(name, test) for name, (test, _) in progress.running.items()] == [
        ("a", "test_it_applies")
    ]
    _run(progress, "a", "test_it_applies")
    assert progress.running == {}
    assert progress.cases["a"].ended == 1


def test_reasons_of_skips_are_known_at_once_and_once() -> None:
    """A provider that is missing is told with the first test that lacks it, and not again."""
    said: list[str] = []
    display = SuiteDisplay(_Recorder(said))
    progress = Progress()
    progress.record_event({"collected": {"a": 1, "b": 1, "c": 1}})
    for case, outcome in (("a", "skipped"), ("b", "skipped"), ("c", "passed")):
        progress.record_event(
            _event(
                case, "test_it_applies", "setup", outcome, reason="no provider 5.31" * (case != "c")
            )
        )
        display.progressed(progress)
        over = progress.record_event(_event(case, "test_it_applies", "teardown"))
        assert over is not None
        display.case_finished(over)
    assert said[0] == "skipped: no provider 5.31"
    assert [line.split()[:2] for line in said[1:]] == [["passed", "c"]]


def test_nothing_is_live_off_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no person watches, no line is drawn that another one would overwrite."""
    monkeypatch.setattr("lambda_monitored_gen.commands.suite_display.on_terminal", lambda: False)
    said: list[str] = []
    with SuiteDisplay(_Recorder(said)).live():
        pass
    assert said == []


def test_lines_of_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal there is a line for each case at work, with what it does and for how long."""
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    progress = Progress()
    progress.record_event({"collected": {"root-a": 2, "root-b": 2}})
    progress.record_event({"case": "root-a", "test": "test_it_applies", "begun": True})
    progress.record_event({"case": "root-b", "test": "test_the_plan_is_empty", "begun": True})
    display = SuiteDisplay(_Recorder([]))
    display.progressed(progress)
    monkeypatch.setattr("time.monotonic", lambda: 112.4)
    shown = RichConsole(width=80, file=io.StringIO())
    shown.print(display.table())
    lines = [line.split("  ") for line in shown.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert cells == [
        ["root-a", "it applies", "12 s"],
        ["root-b", "the plan is empty", "12 s"],
        ["0 of 2 over"],
    ]


def test_commands_for_another_shell() -> None:
    """A shell gets what the run had and it has not, quoted, and loses what leads elsewhere."""
    environment = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "TF_X": "a b",
        "HOME": "/h",
        "AWS_Y": "1",
    }
    present = {"AWS_PROFILE": "mine", "AWS_Y": "1", "HOME": "/other"}
    assert shell_commands(environment, present) == [
        "export AWS_ENDPOINT_URL=http://127.0.0.1:1",
        "export TF_X='a b'",
        "unset AWS_PROFILE",
    ]


def test_an_embedded_aws_stays_up_until_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """People get the environment and the root modules of the run; ^C ends it with no error."""
    root = tmp_path / "test_data" / "aws-5.31-abcdef"
    root.mkdir(parents=True)
    (root / "terraform.tfstate").touch()
    (tmp_path / "test_data" / "aws-6.0-abcdef").mkdir()  # its provider was missing
    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        if len(looks) > 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("lambda_monitored_gen.commands.staying_up._ALIVE_SECONDS", 0.0)
    run = SuiteRun(
        module=tmp_path,
        environment={"AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
        scratch=tmp_path,
        check_alive=look,
        run="abcdef",
    )
    stay_up(Console(), run)
    printed = capsys.readouterr().out
    assert "\nexport AWS_ENDPOINT_URL=http://127.0.0.1:1\n" in printed
    assert f"\ncd {root}  # a root module, with its state\n" in printed
    assert printed.count("\ncd ") == 1
    assert printed.endswith("stopping the embedded AWS\n")


def test_the_case_is_in_the_brackets() -> None:
    """The case of a test is in its name; a test without one stands for itself."""
    assert parse_case("tests/test_module.py::test_it_runs[aws-5.31-silent]") == "aws-5.31-silent"
    assert parse_case("tests/test_more.py::test_something") == "test_something"
