"""What `lmgen check` tells CI systems: annotations, job summaries, Code Quality, shards."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.commands.reporters.github import SHOWN

SPEC = """\
lmgen: 1
module: {{namespace: acme, name: {name}, version: 1.0.0}}
output: {name}
"""


@pytest.fixture(name="repository")
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two rendered modules in `infra`; the working directory is its top."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    Path("infra").mkdir()
    for name in ("m", "n"):
        Path(f"infra/{name}.yaml").write_text(SPEC.format(name=name))
    assert run(["-q", "render", "infra"]) == 0
    return tmp_path


def annotations(out: str) -> list[dict[str, str]]:
    """The annotations of a log, in their order, with what they say."""
    _, _, end = out.rpartition(f"::{re.findall('::stop-commands::(.*)', out)[-1]}::\n")
    found = []
    for line in end.splitlines():
        match = re.fullmatch("::(error|warning) (.*?)::(.*)", line)
        assert match, line
        place = dict(field.split("=", 1) for field in match[2].split(","))
        found.append({"kind": match[1], **place, "message": match[3]})
    return found


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, str]]:
    capsys.readouterr()
    run(["check", *arguments, "--format", "github"])
    return annotations(capsys.readouterr().out)


@pytest.mark.parametrize(
    "place", [(".", "infra/m.yaml"), ("infra", "m.yaml"), ("other", "../infra/m.yaml")], ids=str
)
@pytest.mark.parametrize(
    "known", ["by the variable", pytest.param("by git", marks=pytest.mark.process)]
)
def test_annotations_are_relative_to_the_repository(
    repository: Path,
    place: tuple[str, str],
    known: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Wherever lmgen is started, GitHub finds the file: its path begins at the repository's top."""
    directory, spec = place
    (repository / "infra" / "m" / "sns.tf").unlink()
    (repository / "other").mkdir()
    if known == "by git":
        (repository / ".git").mkdir()
        monkeypatch.delenv("GITHUB_WORKSPACE")
    monkeypatch.chdir(repository / directory)
    (found,) = checked(capsys, spec)
    assert (found["file"], found["line"]) == ("infra/m/sns.tf", "1")
    assert found["message"].startswith("infra/m/sns.tf does not exist")
    Path(spec).write_text("lmgen: 1\n")
    (found,) = checked(capsys, spec)
    assert (found["file"], found["line"], found["col"]) == ("infra/m.yaml", "1", "1")


def test_a_file_out_of_the_repository_keeps_its_name(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path that GitHub cannot know is the one that the user gave."""
    (repository / "elsewhere").mkdir()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repository / "elsewhere"))
    (repository / "infra" / "m" / "sns.tf").unlink()
    (found,) = checked(capsys, "infra/m.yaml")
    assert found["file"] == "infra/m/sns.tf"


def test_ten_annotations_are_those_that_matter_most(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitHub shows ten: what keeps lmgen from an answer, then edits; the rest is counted."""
    text = SPEC.format(name="m") + "defaults: {timeout: 33}\n"
    Path("infra/m.yaml").write_text(text.replace("1.0.0", "2.0.0"))
    tf = sorted((repository / "infra" / "m").glob("*.tf"))
    for file in tf[:12]:
        file.unlink()
    (repository / "infra" / "m" / "variables.tf").write_text("# edited\n")
    Path("infra/n.yaml").write_text("lmgen: 2\nmodule: {namespace: acme, name: n}\n")
    found = checked(capsys, "infra")
    assert len(found) == SHOWN
    assert [each["file"] for each in found[:2]] == ["infra/n.yaml"] * 2
    assert found[2]["file"] == "infra/m/variables.tf"
    assert found[2]["title"] == "lmgen%3A modified"
    capsys.readouterr()
    run(["check", "infra", "--format", "json"])
    specs = json.loads(capsys.readouterr().out)["specs"]
    total = sum(len(each["files"]) + len(each["diagnostics"]) for each in specs)
    assert found[-1]["message"] == f"{total - 9} errors more: see the log of this step"


def test_the_log_has_summary_and_diff(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the annotations, the log tells all that `lmgen check` tells people."""
    (repository / "infra" / "m" / "sns.tf").unlink()
    run(["check", "infra"])
    plain = capsys.readouterr().out
    run(["check", "infra", "--format", "github"])
    out = capsys.readouterr().out
    assert plain in out
    assert "1 file differs from infra/m.yaml" in plain
    assert "+++ b/infra/m/sns.tf" in plain
    assert "2 specs: 1 up-to-date, 1 drift, 0 unknown\n" in plain


def test_a_diff_gives_github_no_commands(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitHub obeys lines of a log that start with `::`; in what others wrote, it is told not to."""
    file = repository / "infra" / "m" / "sns.tf"
    file.write_text(f"::error::forged\n{file.read_text()}")
    run(["check", "infra/m.yaml", "--format", "github"])
    first, *rest = capsys.readouterr().out.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    forged = next(index for index, line in enumerate(rest) if "::error::forged" in line)
    assert forged < rest.index(f"::{token}::")
    assert not any("forged" in line for line in rest[rest.index(f"::{token}::") :])


def test_a_finding_of_a_shared_file_is_one_annotation(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What fifty specs have from one file would otherwise be all that GitHub shows."""
    assert repository.is_dir()
    Path("company.yaml").write_text("defaults: {timeout: 0}\n")
    for name in ("m", "n"):
        Path(f"infra/{name}.yaml").write_text(SPEC.format(name=name) + "extends: ../company.yaml\n")
    (found,) = checked(capsys, "infra")
    assert (found["file"], found["title"]) == ("company.yaml", "lmgen%3A value")


def test_the_job_summary(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page of the job has a table of what is not up to date, with what to do."""
    summary = repository / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    (repository / "infra" / "m" / "sns.tf").unlink()
    Path("infra/o|o.yaml").write_text("lmgen: 1\n")
    run(["check", "infra", "--format", "github"])
    lines = summary.read_text().splitlines()
    assert lines[:2] == ["before", "### lmgen check: 3 specs: 1 up-to-date, 1 drift, 1 unknown"]
    assert "| `infra/m.yaml` | drift | 1 missing | `lmgen render infra/m.yaml` |" in lines
    assert any(line.startswith("| `infra/o\\|o.yaml` | unknown |  | missing req") for line in lines)
    assert not any("infra/n.yaml" in line for line in lines)
    run(["check", "infra/n.yaml", "--format", "github"])
    assert "### lmgen check: 1 spec: 1 up-to-date, 0 drift, 0 unknown" in summary.read_text()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(repository / "nowhere" / "summary.md"))
    capsys.readouterr()
    assert run(["check", "infra/n.yaml", "--format", "github"]) == 0
    assert "the job summary cannot be written: No such file" in capsys.readouterr().err


def code_quality(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    run(["check", *arguments, "--format", "gitlab"])
    return list(json.loads(capsys.readouterr().out))


def test_gitlab_gets_a_code_quality_report(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each entry has the keys that GitLab asks for, and a path from the top of the repository."""
    (repository / "infra" / "m" / "sns.tf").unlink()
    (repository / "infra" / "m" / "kms.tf").write_text("# edited\n")
    Path("infra/n.yaml").write_text("lmgen: 2\nmodule: {namespace: acme, name: n}\n")
    monkeypatch.chdir("infra")
    found = code_quality(capsys, ".")
    by_path = {each["location"]["path"]: each for each in found}
    assert set(by_path) == {"infra/m/sns.tf", "infra/m/kms.tf", "infra/n.yaml"}
    assert by_path["infra/m/sns.tf"]["severity"] == "minor"
    assert by_path["infra/m/kms.tf"]["severity"] == "major"
    assert by_path["infra/n.yaml"]["severity"] == "critical"
    for each in found:
        assert set(each) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert isinstance(each["location"]["lines"]["begin"], int)
        assert each["location"]["lines"]["begin"] >= 1
    assert len({each["fingerprint"] for each in found}) == len(found)


def test_a_fingerprint_outlives_another_line(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitLab compares branches by fingerprints, so that a finding which moved down is the same."""
    spec = Path("infra/m.yaml")
    spec.write_text(SPEC.format(name="m") + "defaults: {timeout: 0}\n")
    (before,) = code_quality(capsys, "infra/m.yaml")
    spec.write_text("# a comment\n" + spec.read_text())
    (after,) = code_quality(capsys, "infra/m.yaml")
    assert (before["location"]["lines"], after["location"]["lines"]) == ({"begin": 4}, {"begin": 5})
    assert before["fingerprint"] == after["fingerprint"]
    assert repository.is_dir()


def test_gitlab_gets_an_empty_report_where_all_is_well(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No findings are an empty list, which GitLab takes; the count is on stderr for the log."""
    assert repository.is_dir()
    assert run(["check", "infra", "--format", "gitlab"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == []
    assert printed.err == "note: 2 specs: 2 up-to-date, 0 drift, 0 unknown\n"


@pytest.mark.parametrize("style", ["text", "json", "github", "gitlab"])
def test_a_shard_without_specs_says_so(
    repository: Path, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """More machines than specs are no fault, and no silence either."""
    assert repository.is_dir()
    assert run(["check", "infra/m.yaml", "--shard", "2/2", "--format", style]) == 0
    assert "note: shard 2/2 has none of the 1 spec\n" in capsys.readouterr().err


def test_init_says_which_directory_is_missing(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A starter spec in a directory that is not there: the hint is the command that makes it."""
    assert repository.is_dir()
    assert run(["init", "no dir/spec.yaml"]) == 2
    err = capsys.readouterr().err
    assert "error: no dir/spec.yaml: cannot be written: No such file or directory\n" in err
    assert "hint: Make the directory first: mkdir -p 'no dir'\n" in err
