"""`lmgen simulate --plot` and `--html` write what they promise, or refuse by name."""

from pathlib import Path

import pytest

from lambda_monitored_gen import commands

BASIC = ("simulate", "--scenario", "outage", "--from", "2026-01-05T11:00Z", "--to")
CALL = (*BASIC, "2026-01-05T14:00Z")


def test_files_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both files are there, and what is printed is the same as without them."""
    assert commands.run([*CALL, "--format", "json"]) == 0
    alone = capsys.readouterr().out
    plot, html = tmp_path / "alarms.svg", tmp_path / "alarms.html"
    plot.write_text("old", encoding="utf-8")
    code = commands.run([*CALL, "--format", "json", "--plot", str(plot), "--html", str(html)])
    assert (code, capsys.readouterr().out) == (0, alone)
    assert plot.read_text("utf-8").startswith("<svg ")
    assert html.read_text("utf-8").startswith("<!doctype html>")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["alarms.html", "alarms.svg"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    """A link to a file stays a link, and the file is written."""
    file, link = tmp_path / "file.svg", tmp_path / "link.svg"
    file.write_text("old", encoding="utf-8")
    link.symlink_to(file)
    assert commands.run([*CALL, "--plot", str(link)]) == 0
    assert link.is_symlink()
    assert file.read_text("utf-8").startswith("<svg ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--plot", "no/such.svg"), "--plot: there is no directory no"),
        (("--html", "."), "--html takes a file, and . is a directory"),
        (("--plot", "a", "--html", "./a"), "--plot and --html must be different files"),
        (("--plot", "a", "--scenario", "spike"), "--plot is for one trace"),
        (("--html", "a", "--expect"), "--html is for a replay, not for --expect"),
        (("--html", "a", "--against", "HEAD"), "--html has no room for --against"),
    ],
)
def test_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    """What cannot be drawn is refused before anything is replayed, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert commands.run([*CALL, *arguments]) == 2
    answer = capsys.readouterr()
    assert message in answer.err
    assert answer.out == ""
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk that is full is named, and leaves the old file and nothing beside it."""
    file = tmp_path / "alarms.svg"
    file.write_text("old", encoding="utf-8")

    def full(path: Path, _data: bytes) -> int:
        path.open("wb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert commands.run([*CALL, "--plot", str(file)]) == 2
    assert f"{file}: cannot be written: No space left on device" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["alarms.svg"]
    assert file.read_text("utf-8") == "old"


def test_a_broken_trace_draws_nothing(tmp_path: Path) -> None:
    """Where a trace has errors, a picture from before stays as it is."""
    trace, file = tmp_path / "trace.csv", tmp_path / "alarms.svg"
    trace.write_text("time,invocations,errors\n2026-01-05T00:00Z,1,2\n", encoding="utf-8")
    file.write_text("old", encoding="utf-8")
    assert commands.run(["simulate", "--trace", str(trace), "--plot", str(file)]) == 2
    assert file.read_text("utf-8") == "old"
