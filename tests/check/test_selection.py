"""Which files of a directory or a pattern are specs, and what is said of the others."""

import json
from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.fleet.specs import find_specs

SPEC = "lmgen: 1\nmodule: {namespace: acme, name: one, version: 1.0.0}\n"


@pytest.fixture(autouse=True)
def _directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(SPEC)


def test_hidden_files_are_skipped() -> None:
    """A directory's `.pre-commit-config.yaml` is no spec, and nobody needs to be told."""
    Path(".pre-commit-config.yaml").write_text("repos: []\n")
    assert find_specs(["."]) == (["one.yaml"], [])


@pytest.mark.parametrize("argument", [".", "*.yaml", "**/*.yaml"])
def test_what_is_no_spec_says_so(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Another program's file is named on stderr, and the specs beside it are checked: exit 0."""
    Path("compose.yaml").write_text("services: {web: {image: nginx}}\n")
    Path("broken.yaml").write_text("a: [\n")
    assert run(["-q", "render", argument]) == 0
    capsys.readouterr()
    assert run(["check", argument, "--format", "json"]) == 0
    printed = capsys.readouterr()
    assert [each["spec"] for each in json.loads(printed.out)["specs"]] == ["one.yaml"]
    assert printed.err == (
        "note: broken.yaml: no spec of lmgen, for it lacks the key `lmgen`\n"
        "note: compose.yaml: no spec of lmgen, for it lacks the key `lmgen`\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "lmgen: 1\nmodule: [\n",
        '"lmgen": 1\n',
        "{lmgen: 1}\n",
        "\ufefflmgen: 1\n",
        "module: {namespace: acme, name: two, version: 1.0.0}\n",
        "lmgen: 2\n",
    ],
)
def test_a_spec_with_a_fault_is_not_skipped(text: str) -> None:
    """What is meant as a spec fails, whatever is wrong with it: nothing is left out in silence."""
    Path("two.yaml").write_text(text, encoding="utf-8")
    assert find_specs(["."]).specs == ["one.yaml", "two.yaml"]
    assert run(["check", "."]) == 2


def test_a_file_that_cannot_be_read_is_not_skipped() -> None:
    """Nobody knows whether it is a spec, so that it is an error."""
    Path("two.yaml").mkdir()
    Path("three.yaml").symlink_to("three.yaml")
    assert find_specs(["*.yaml"]).specs == ["one.yaml", "three.yaml"]


def test_a_file_that_is_named_is_never_skipped() -> None:
    """Who names a file means it."""
    Path("compose.yaml").write_text("services: {}\n")
    assert find_specs(["compose.yaml"]) == (["compose.yaml"], [])
    assert run(["check", "compose.yaml"]) == 2


@pytest.mark.parametrize("format_key", ["", "lmgen: 1\n"])
def test_what_the_specs_extend_is_theirs(format_key: str) -> None:
    """A company's file beside its specs is neither a spec nor worth a note, with `lmgen` or not."""
    Path("company.yaml").write_text(f"{format_key}module: {{namespace: acme}}\n")
    Path("one.yaml").write_text(
        "lmgen: 1\nextends: company.yaml\nmodule: {name: one, version: 1.0.0}\n"
    )
    assert find_specs(["."]) == (["one.yaml"], [])
    Path("one.yaml").write_text(f"{SPEC}# company.yaml\n")
    found = find_specs(["."])
    assert found.specs == (["company.yaml", "one.yaml"] if format_key else ["one.yaml"])
    assert len(found.notes) == (not format_key)


def test_a_whole_spec_that_another_one_extends_is_one() -> None:
    """A module of its own is rendered, whoever else shares its keys."""
    Path("two.yaml").write_text("lmgen: 1\nextends: one.yaml\nmodule: {name: two}\n")
    assert find_specs(["."]).specs == ["one.yaml", "two.yaml"]


def test_a_directory_without_specs_is_an_error() -> None:
    """Nothing to do is not success."""
    Path("other").mkdir()
    Path("other/compose.yaml").write_text("services: {}\n")
    with pytest.raises(LmgenError, match=r"expected a directory .* found 1 that are no specs"):
        find_specs(["other"])
