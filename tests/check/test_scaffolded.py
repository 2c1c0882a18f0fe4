"""Files that belong to a repository: written where they are missing, never over somebody's own."""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.output.manifest import MANIFEST
from lambda_monitored_gen.rendering.paths import SCAFFOLDED

SPEC = "lmgen: 1\nmodule: {namespace: acme, name: one, version: 1.0.0}\noutput: m\n"
WORKFLOW = ".github/workflows/terraform-CI.yml"
OWN = (*sorted(SCAFFOLDED), WORKFLOW, ".tflint.hcl", "docs/alarms.md")


@pytest.fixture(name="module")
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    change("")
    return Path("m")


def change(keys: str) -> None:
    """Write the spec with more keys."""
    Path("s.yaml").write_text(SPEC + keys)


def recorded(module: Path) -> set[str]:
    """The paths that the manifest has."""
    return set(re.findall("^[0-9a-f]{64}  (.*)$", (module / MANIFEST).read_text(), re.MULTILINE))


def test_scaffolds_are_written_once(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What people edit is there at first, and neither compared, changed nor recorded later."""
    assert run(["-q", "render", "s.yaml"]) == 0
    assert recorded(module).isdisjoint(SCAFFOLDED)
    for path in SCAFFOLDED:
        assert "DO NOT EDIT" not in (module / path).read_text()
        (module / path).write_text("ours\n")
    change("defaults: {timeout: 77}\n")
    assert run(["-q", "render", "s.yaml", "--force"]) == 0
    capsys.readouterr()
    assert run(["check", "s.yaml"]) == 0
    assert {(module / path).read_text() for path in SCAFFOLDED} == {"ours\n"}


def test_an_upgraded_module_keeps_its_own_files(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A repository whose lmgen rendered none of them yet needs no --force, and loses nothing."""
    change(f"omit: [{', '.join(OWN)}]\n")
    assert run(["-q", "render", "s.yaml"]) == 0
    for path in OWN:
        (module / path).parent.mkdir(parents=True, exist_ok=True)
        (module / path).write_text("ours\n")
    change("")
    assert run(["render", "s.yaml"]) == 0
    said = capsys.readouterr().err
    assert f"m/{WORKFLOW}: was there before lmgen rendered one, and stays as it is" in said
    assert {(module / path).read_text() for path in OWN} == {"ours\n"}
    assert recorded(module).isdisjoint(OWN)
    assert run(["check", "s.yaml", "--untracked"]) == 0
    assert "ours" not in capsys.readouterr().out


def test_what_lmgen_wrote_is_compared(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A workflow that lmgen has rendered is its own: an edit is found and not overwritten."""
    assert run(["-q", "render", "s.yaml"]) == 0
    assert WORKFLOW in recorded(module)
    (module / WORKFLOW).write_text("ours\n")
    assert run(["check", "s.yaml", "--stat"]) == 1
    assert re.search(rf"modified +{re.escape(WORKFLOW)}", capsys.readouterr().out)
    assert run(["render", "s.yaml"]) == 2


def test_the_same_content_is_lmgens(module: Path) -> None:
    """Of a file that is what lmgen renders, nobody can tell who wrote it: it is recorded."""
    assert run(["-q", "render", "s.yaml"]) == 0
    lines = (module / MANIFEST).read_text().splitlines(keepends=True)
    (module / MANIFEST).write_text("".join(line for line in lines if WORKFLOW not in line))
    assert run(["check", "s.yaml"]) == 1
    assert run(["-q", "render", "s.yaml"]) == 0
    assert WORKFLOW in recorded(module)


def test_a_template_of_the_users_is_compared(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who has a template of such a file wants it rendered, in every module."""
    Path("house").mkdir()
    Path("house", "Makefile").write_text("all:\n\ttrue\n")
    change("templates: house\n")
    assert run(["-q", "render", "s.yaml"]) == 0
    assert "Makefile" in recorded(module)
    (module / "Makefile").write_text("ours\n")
    assert run(["check", "s.yaml", "--stat"]) == 1
    assert re.search("modified +Makefile", capsys.readouterr().out)
