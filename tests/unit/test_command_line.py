"""Where specs come from, where lmgen works, and what it says to machines."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_monitored_gen import commands
from lambda_monitored_gen.commands.console import Console
from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.spec import document

GOOD = "lmgen: 1\nmodule: {namespace: acme, name: lambda, version: 1.0.0}\n"
BAD = f"{GOOD}defaults: {{timout: 5}}\n"

Give = Callable[[str], None]


@pytest.fixture(name="give")
def _give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Give:
    """Hands text over on standard input, in an empty directory."""
    monkeypatch.chdir(tmp_path)
    document._read_stdin.cache_clear()  # noqa: SLF001 - a process has one standard input only

    def give(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return give


def test_spec_from_standard_input(
    give: Give, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`-` is the spec on standard input; it renders beside the working directory's files."""
    give(GOOD)
    assert commands.run(["render", "-"]) == 0
    assert (tmp_path / "terraform-aws-lambda" / "lambda.tf").is_file()
    assert commands.run(["check", "-"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_bad_spec_from_standard_input(give: Give, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with standard input has a line and a column, as in a file."""
    give(BAD)
    assert commands.run(["validate", "-"]) == ExitCode.UNABLE
    assert capsys.readouterr().err.startswith("-:3:12: error: unknown variable 'timout'")


def test_merged_text_of_standard_input(give: Give, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard input, which can be read once only, is there for all who ask for it."""
    give(GOOD)
    assert commands.run(["validate", "--show-merged", "-"]) == 0
    assert "namespace: acme" in capsys.readouterr().out


def test_watching_standard_input_is_refused(give: Give, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot change is not watched."""
    give(GOOD)
    assert commands.run(["render", "-", "--watch"]) == ExitCode.UNABLE
    assert "--watch needs a file" in capsys.readouterr().err


def test_a_file_named_like_standard_input(
    give: Give, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file whose name is a hyphen is meant by `./-`."""
    (tmp_path / "-").write_text(GOOD, encoding="utf-8")
    give(BAD)
    assert commands.run(["validate", "./-"]) == 0
    assert capsys.readouterr().out == "./-: valid\n"


def test_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`-C` comes before all paths, and a directory that is none is an error."""
    monkeypatch.chdir(tmp_path)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "spec.yaml").write_text(GOOD, encoding="utf-8")
    assert commands.run(["-C", "inner", "validate", "spec.yaml"]) == 0
    assert capsys.readouterr().out == "spec.yaml: valid\n"
    monkeypatch.chdir(tmp_path)
    assert commands.run(["-C", "nowhere", "schema"]) == ExitCode.UNABLE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: -C nowhere: expected a directory to work in")


def test_options_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """LMGEN_OUTPUT and LMGEN_TEMPLATES stand for options, which win over them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "HOUSE.md.j2").write_text("ours\n", encoding="utf-8")
    monkeypatch.setenv("LMGEN_OUTPUT", "there")
    monkeypatch.setenv("LMGEN_TEMPLATES", "house")
    assert commands.run(["render", "spec.yaml"]) == 0
    assert (tmp_path / "there" / "HOUSE.md").is_file()
    assert commands.run(["check", "spec.yaml"]) == 0
    assert commands.run(["render", "spec.yaml", "-o", "here"]) == 0
    assert (tmp_path / "here" / "HOUSE.md").is_file()
    capsys.readouterr()
    assert commands.run(["render", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "LMGEN_OUTPUT" in text
    assert "LMGEN_TEMPLATES" in text


def test_json_of_validate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Programs get every finding with its place, and nothing else on either stream."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    assert commands.run(["validate", "good.yaml", "bad.yaml", "--format", "json"]) == 2
    said = capsys.readouterr()
    assert said.err == ""
    report = json.loads(said.out)
    assert report["format"] == 1
    good, bad = report["specs"]
    assert (good["spec"], good["valid"], good["diagnostics"]) == ("good.yaml", True, [])
    (found,) = bad["diagnostics"]
    assert (found["code"], found["line"], found["column"]) == ("unknown-key", 3, 12)
    assert found["hint"] == "Did you mean 'timeout'?"


def test_annotations_of_validate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitHub gets an annotation with a full stop before the hint, and a summary of the job."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    assert commands.run(["validate", "bad.yaml", "--format", "github"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == (
        "::error file=bad.yaml,line=3,col=12,title=lmgen%3A unknown-key::"
        "unknown variable 'timout' in defaults. Did you mean 'timeout'?"
    )
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("### lmgen validate: 1 spec: 0 valid, 1 invalid\n")


def test_merged_text_is_no_report(capsys: pytest.CaptureFixture[str]) -> None:
    """Two things that both want the output exclude each other."""
    assert commands.run(["validate", "x.yaml", "--show-merged", "--format", "json"]) == 2
    assert "--show-merged prints YAML" in capsys.readouterr().err


def test_init_to_standard_output(give: Give, capsys: pytest.CaptureFixture[str]) -> None:
    """`lmgen init -` prints the spec alone, which another lmgen can read."""
    assert commands.run(["init", "--minimal", "-"]) == 0
    printed = capsys.readouterr().out
    give(printed)
    assert commands.run(["validate", "-"]) == 0


@pytest.mark.parametrize(
    "two", [["--minimal", "--everything"], ["--from", "published", "--minimal"]]
)
def test_one_beginning_at_a_time(
    two: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Kinds of starter specs exclude each other, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert commands.run(["init", *two]) == ExitCode.UNABLE
    assert "exclude each other" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_examples_of_help_stand_on_lines_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever copies an example from a help takes one line."""
    assert commands.run(["check", "--help"]) == 0
    examples = capsys.readouterr().out.rstrip().split("\n")[-2:]
    assert [line.strip().split()[:2] for line in examples] == [["lmgen", "check"]] * 2


def test_questions_on_a_terminal_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """People are asked for what no option gives; a pipe gets the defaults without a question."""
    asked: list[str] = []

    def answer(question: str, **_: object) -> str:
        asked.append(question)
        return "payments"

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("lambda_monitored_gen.commands.init.click.prompt", answer)
    assert commands.run(["init", "piped.yaml"]) == 0
    assert asked == []
    monkeypatch.setattr("lambda_monitored_gen.commands.init.is_asked", lambda _console: True)
    assert commands.run(["init", "asked.yaml", "--namespace", "me"]) == 0
    assert asked == ["Name of the module"]
    assert 'name: "payments"' in (tmp_path / "asked.yaml").read_text(encoding="utf-8")
    assert commands.run(["init", "asked.yaml"]) == ExitCode.UNABLE
    assert len(asked) == 1  # a file that is there is told before anything is asked
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("count", "terminal", "shown"), [(25, True, True), (25, False, False), (5, True, False)]
)
def test_people_who_wait_see_how_far_it_is(
    count: int,
    terminal: bool,  # noqa: FBT001 - pytest hands it over by name
    shown: bool,  # noqa: FBT001 - as above
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Many specs have a bar on a terminal, on stderr; a log, and a few specs, have none."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    out, err = Screen(), Screen()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    items = [f"spec{number}.yaml" for number in range(count)]
    assert list(Console().track(items, count, "specs")) == items
    assert ("specs" in err.getvalue()) == shown
    assert out.getvalue() == ""
