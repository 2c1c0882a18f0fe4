"""What somebody committed to a module is not obeyed: manifests, journals, links, templates."""

import json
from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.output.manifest import MANIFEST, digest
from tests.unit.directory_state import contents, tree

SPEC = "lmgen: 1\nmodule: {namespace: acme, name: one, version: 1.0.0}\noutput: m\n"
SECRET = b"password = hunter2\n"

COMMANDS = (
    ("check", "s.yaml"),
    ("check", "s.yaml", "--format", "json"),
    ("check", "s.yaml", "--format", "github"),
    ("check", "s.yaml", "--stat"),
    ("diff", "s.yaml"),
    ("render", "s.yaml", "--dry-run", "--diff"),
    ("render", "s.yaml", "--diff"),
    ("render", "s.yaml", "--diff", "--force"),
)


@pytest.fixture(name="module")
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SPEC)
    assert run(["-q", "render", "s.yaml"]) == 0
    return tmp_path / "m"


def claim(module: Path, path: str, content: bytes) -> None:
    """Have the manifest say that a content of a path is lmgen's."""
    with (module / MANIFEST).open("a") as file:
        file.write(f"{digest(content)}  {path}\n")


def test_a_committed_journal_does_nothing(module: Path) -> None:
    """Operations that somebody wrote down are not carried out: no hook appears, no file goes."""
    stage = module / ".lmgen" / "stage"
    stage.mkdir()
    (stage / "0.new").write_text("#!/bin/sh\nexit 1\n")
    (stage / "0.new").chmod(0o755)
    (module / "mine.tf").write_text("mine\n")
    operation = {"name": "0", "creates": True, "removes": False, "before": ""}
    removal = {"name": "1", "creates": False, "removes": True, "before": ""}
    journal = {
        "format": 1,
        "direction": "commit",
        "directories": [".git", ".git/hooks"],
        "operations": [
            {"path": ".git/hooks/pre-commit", **operation},
            {"path": "mine.tf", **removal},
        ],
    }
    (module / ".lmgen" / "journal.json").write_text(json.dumps(journal))
    before = tree(module)
    for command in COMMANDS:
        assert run(list(command)) == 0
    assert tree(module) == before
    assert not (module / ".git").exists()


@pytest.mark.parametrize(
    "path",
    [".git/HEAD", ".git/config", "./variables.tf", "tests//README.md", ".lmgen/manifest",
     "tests/../variables.tf", ".GIT/config"],
)  # fmt: skip
def test_a_path_with_another_spelling_or_of_gits_makes_a_manifest_invalid(
    module: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    """With its true digest or another, nothing is deleted, shown or written, with force neither."""
    for name in (".git/HEAD", ".git/config"):
        (module / name).parent.mkdir(exist_ok=True)
        (module / name).write_bytes(SECRET)
    claim(module, path, (module / path).read_bytes() if (module / path).exists() else SECRET)
    before = tree(module)
    for command in COMMANDS:
        capsys.readouterr()
        assert run(list(command)) == 2
        out, err = capsys.readouterr()
        assert "hunter2" not in out + err
        if "json" not in command and "github" not in command:
            assert f"lmgen cannot have written '{path}'" in err
    assert tree(module) == before


@pytest.mark.parametrize("content", [SECRET, b"another\n"], ids=["true-digest", "false-digest"])
@pytest.mark.parametrize("path", ["terraform.tfvars", "notes/secret.txt", "examples/mine.tf"])
def test_what_no_release_renders_is_neither_read_nor_deleted(
    module: Path, capsys: pytest.CaptureFixture[str], path: str, content: bytes
) -> None:
    """A file of the user's that the manifest names is reported by its name, and then forgotten."""
    (module / path).parent.mkdir(exist_ok=True)
    (module / path).write_bytes(SECRET)
    (module / path).chmod(0)
    claim(module, path, content)
    for command in COMMANDS[:-2]:
        capsys.readouterr()
        assert run(list(command)) == (1 if command[0] == "check" else 0)
        out, err = capsys.readouterr()
        assert "hunter2" not in out + err
        assert digest(SECRET) not in out or content == SECRET
        assert path in out
    for force in ((), ("--force",)):
        assert run(["render", "s.yaml", "--diff", *force]) == 0
        out, err = capsys.readouterr()
        assert "hunter2" not in out + err
        assert run(["check", "s.yaml"]) == 0
    (module / path).chmod(0o600)
    assert (module / path).read_bytes() == SECRET
    assert path not in (module / MANIFEST).read_text()


@pytest.mark.parametrize("edited", [False, True])
def test_the_content_of_an_orphan_is_not_shown(
    module: Path, capsys: pytest.CaptureFixture[str], *, edited: bool
) -> None:
    """Not even of a path that another spec would render: it may be somebody's own file."""
    path = "examples/prod/main.tf"
    (module / path).parent.mkdir(parents=True)
    (module / path).write_bytes(SECRET)
    claim(module, path, b"other" if edited else SECRET)
    for command in COMMANDS[:-2]:
        capsys.readouterr()
        assert run(list(command)) == (1 if command[0] == "check" else 0)
        out, err = capsys.readouterr()
        assert "hunter2" not in out + err
        assert path in out
        assert "deleted file mode" not in out or not edited  # applied, it would delete an edit
    assert run(["render", "s.yaml", "--diff"]) == (2 if edited else 0)
    assert (module / path).exists() == edited


def test_a_manifest_that_is_a_link_or_a_pipe_is_not_read(
    module: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it leads to is not shown, and nobody waits for a pipe."""
    (tmp_path / "secret").write_bytes(SECRET)
    (module / MANIFEST).unlink()
    (module / MANIFEST).symlink_to(tmp_path / "secret")
    assert run(["check", "s.yaml"]) == 2
    assert "it is a link" in capsys.readouterr().err
    assert run(["render", "s.yaml", "--force"]) == 2
    assert (tmp_path / "secret").read_bytes() == SECRET


@pytest.mark.parametrize(
    "path",
    [".git/hooks/pre-commit", ".lmgen/manifest", ".lmgen/x.j2", ".GIT/config", "sub/.git/config",
     "back\\slash", "line\nbreak"],
)  # fmt: skip
def test_templates_cannot_write_to_git_or_lmgen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    """A directory of templates that somebody shared installs no hook and forges no manifest."""
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SPEC)
    file = tmp_path / "own" / path
    file.parent.mkdir(parents=True)
    file.write_text("#!/bin/sh\n")
    before = contents(tmp_path)
    code = run(["render", "s.yaml", "--templates", str(tmp_path / "own"), "--force"])
    said = capsys.readouterr().err
    if path.startswith((".git/", "sub/.git/")):  # a repository of the user's
        assert code == 0
        assert not (tmp_path / "m" / ".git").exists()
        assert not (tmp_path / "m" / "sub").exists()
        return
    assert code == 2
    assert "which is outside the module, git's or lmgen's own, or not plain" in said
    assert contents(tmp_path) == before
