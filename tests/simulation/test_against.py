"""`--against`: what a change of alarms does over the same trace."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.errors import ExitCode
from tests.simulation.calls import at, simulate, write_rows, write_spec

COLUMNS = "time,invocations,errors,incident"
THRESHOLD: dict[str, Any] = {
    "alert_strategy": "threshold",
    "error_rate_threshold": 10,
    "error_rate_period": 60,
    "error_rate_evaluation_periods": 3,
    "error_rate_datapoints_to_alarm": 2,
}


def minutes(*errors: int | None, invocations: int = 10) -> list[str]:
    """Rows of minutes with so many errors; None for a minute without invocations."""
    return [
        f"{at(f'{12 + number // 60}:{number % 60:02}:00')},{invocations},{count},"
        for number, count in enumerate(errors)
        if count is not None
    ]


BURST = minutes(*[0] * 10, *[2] * 6, *[0] * 15)
SINGLE = minutes(*[0] * 10, 5, *[0] * 15)
PAIR = minutes(*[0] * 10, 5, 0, 5, *[0] * 15)
SPARSE = minutes(*[0] * 10, 5, None, None, None, None, 5, *[None] * 15)
GAPS = minutes(*[0] * 10, 5, *[None] * 20)
MILD = minutes(*[0] * 10, *[1] * 20, *[0] * 10)
SLOW = minutes(*[0] * 10, 9, *[0] * 4, 9, *[0] * 20)
FEW = minutes(*[0] * 10, *[1] * 6, *[0] * 10, invocations=2)

CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "threshold up": (THRESHOLD, {"error_rate_threshold": 25}, BURST),
    "threshold down": (
        {**THRESHOLD, "error_rate_threshold": 25},
        {"error_rate_threshold": 15},
        BURST,
    ),
    "threshold at the rate": (THRESHOLD, {"error_rate_threshold": 20}, BURST),
    "threshold below noise": (THRESHOLD, {"error_rate_threshold": 5}, MILD),
    "threshold of zero": (THRESHOLD, {"error_rate_threshold": 0}, MILD),
    "all must fail": (THRESHOLD, {"error_rate_threshold": 100}, BURST),
    "M up": (THRESHOLD, {"error_rate_datapoints_to_alarm": 3}, PAIR),
    "M down": (THRESHOLD, {"error_rate_datapoints_to_alarm": 1}, SINGLE),
    "M up, late": (THRESHOLD, {"error_rate_datapoints_to_alarm": 3}, BURST),
    "M down, early": (THRESHOLD, {"error_rate_datapoints_to_alarm": 1}, BURST),
    "N up": (THRESHOLD, {"error_rate_evaluation_periods": 10}, SLOW),
    "N down": (THRESHOLD, {"error_rate_evaluation_periods": 2}, PAIR),
    "N up, long": (THRESHOLD, {"error_rate_evaluation_periods": 10}, BURST),
    "M and N": (
        THRESHOLD,
        {"error_rate_evaluation_periods": 1, "error_rate_datapoints_to_alarm": 1},
        SINGLE,
    ),
    "period up": (THRESHOLD, {"error_rate_period": 300}, BURST),
    "period up, rare": (THRESHOLD, {"error_rate_period": 300}, SLOW),
    "period down": ({**THRESHOLD, "error_rate_period": 300}, {"error_rate_period": 120}, BURST),
    "period, sparse": (THRESHOLD, {"error_rate_period": 300}, SPARSE),
    "fewest invocations": (THRESHOLD, {"error_rate_minimum_invocations": 5}, FEW),
    "to threshold": ({}, {"alert_strategy": "threshold"}, SINGLE),
    "to immediate": (THRESHOLD, {"alert_strategy": "immediate"}, SINGLE),
    "no alarm": ({}, {"enable_error_alarms": False}, SINGLE),
    "N of immediate": ({}, {"alarm_evaluation_periods": 30}, SINGLE),
    "no OK messages": ({}, {"ok_notifications": False}, SINGLE),
}
"""Values of variables before, what is changed of them, and a trace on which it shows."""

MISSING = ("missing", "ignore", "breaching", "notBreaching")


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_visible(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed threshold, M, N, period or strategy shows in states or pages; the same does not."""
    before, change, rows = CHANGES[name]
    old = write_spec(tmp_path, "old.yaml", defaults=before)
    new = write_spec(tmp_path, "new.yaml", defaults={**before, **change})
    trace = write_rows(tmp_path / "trace.csv", COLUMNS, rows)
    arguments = ("--trace", trace, "--format", "json", "--against", old)
    answer = simulate(capsys, new, *arguments)
    assert answer.code == ExitCode.OK, answer.err
    changes = {each["name"]: each for each in answer.document["changes"]}
    assert any(each["differs"] for each in changes.values())
    assert changes["payments-throttles"]["note"].startswith("not judged")
    # As a control: a spec does not differ from itself.
    same = simulate(capsys, old, *arguments)
    assert not any(each["differs"] for each in same.document["changes"])


@pytest.mark.parametrize("now", MISSING[:3])
def test_missing_data_is_visible(
    now: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another setting for missing data shows in what an alarm does when the data stop."""
    import json  # noqa: PLC0415 - the only test with it

    from tests.simulation.calls import write_alarms  # noqa: PLC0415 - as above
    from tests.simulation.test_replay import ALARM  # noqa: PLC0415 - as above

    trace = write_rows(tmp_path / "trace.csv", COLUMNS, GAPS)
    found = []
    for setting in ("notBreaching", now):
        alarms = write_alarms(tmp_path / "alarms.json", {**ALARM, "TreatMissingData": setting})
        answer = simulate(
            capsys, "--alarms", alarms, "--trace", trace, "--format", "json", "--to", at("12:30:00")
        )
        found.append(json.loads(answer.out)["alarms"][0]["transitions"])
    assert found[0] != found[1]


def test_as_text_and_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A person sees what became of pages, misses and detection, all alarms together first."""
    rows = [row + ("bad" if ",2," in row else "") for row in BURST]
    trace = write_rows(tmp_path / "trace.csv", COLUMNS, rows)
    old = write_spec(tmp_path, "old.yaml")
    new = write_spec(tmp_path, "new.yaml", defaults=THRESHOLD)
    answer = simulate(capsys, new, "--trace", trace, "--against", old)
    whole = "pages 3 → 3, missed 0 → 0, detection 1 min → 2 min, reset 5 min → 2 min"
    assert f"  all alarms: {whole}" in answer.out
    assert "payments-errors-threshold: pages - → 3" in answer.out
    assert "is new" in answer.out
    assert "payments-errors-immediate: pages 3 → -" in answer.out
    assert "is gone" in answer.out
    answer = simulate(capsys, new, "--trace", trace, "--against", old, "--format", "markdown")
    assert f"| **all alarms** | {whole}" in answer.out
    assert answer.out.count("| alarm | change |") == 1


def git(directory: Path, *arguments: str) -> None:
    """Run git with an author."""
    author = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *author, *arguments], cwd=directory, check=True, capture_output=True)


@pytest.mark.process
def test_a_revision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The spec of a revision is compared, with the files that it extended then."""
    home = tmp_path / "specs" / "payments"
    home.mkdir(parents=True)
    shared = tmp_path / "company.yaml"
    shared.write_text("lmgen: 1\ndefaults: {alert_strategy: threshold}\n")
    spec = write_spec(home, extends=["../../company.yaml"])
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    shared.write_text("lmgen: 1\ndefaults: {alert_strategy: immediate}\n")
    trace = write_rows(tmp_path / "trace.csv", COLUMNS, SINGLE)
    arguments = (spec, "--trace", trace, "--format", "json", "--against")
    answer = simulate(capsys, *arguments, "HEAD")
    assert answer.code == ExitCode.OK, answer.err
    changes = {each["name"]: each for each in answer.document["changes"]}
    assert changes["payments-errors-immediate"]["note"] == "is new"
    assert changes["payments-errors-threshold"]["note"] == "is gone"
    answer = simulate(capsys, *arguments, "nowhere")
    assert answer.code == ExitCode.UNABLE
    assert "neither a file nor a revision" in answer.err
    other = write_spec(home, "later.yaml")
    answer = simulate(capsys, other, "--trace", trace, "--against", "HEAD")
    assert "was not in that revision" in answer.err
