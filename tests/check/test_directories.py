"""One directory for one module: spellings, other modules, and what a renamed one leaves behind."""

from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.output.manifest import MANIFEST
from tests.unit.directory_state import tree


def spec(path: str, name: str, output: str = "") -> None:
    """Write a spec."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(
        f"lmgen: 1\nmodule: {{namespace: acme, name: {name}, version: 1.0.0}}\n"
        + (f"output: {output}\n" if output else "")
    )


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["render", "check", "diff"])
@pytest.mark.parametrize("spelling", ["two", "x/../two", "./two/", "link"])
def test_one_directory_in_two_spellings_is_refused(
    capsys: pytest.CaptureFixture[str], spelling: str, command: str
) -> None:
    """However it is spelled, and also through a link, it is one directory."""
    Path("two").mkdir()
    Path("link").symlink_to("two")
    spec("a.yaml", "same", "two")
    spec("b.yaml", "same", spelling)
    assert run([command, "a.yaml", "b.yaml"]) == 2
    assert "b.yaml: renders into" in capsys.readouterr().err


def test_another_module_is_not_taken_over(capsys: pytest.CaptureFixture[str]) -> None:
    """A directory that holds another module is refused, and reported, unless forced."""
    spec("a.yaml", "one", "m")
    assert run(["render", "a.yaml"]) == 0
    spec("a.yaml", "two", "m")
    before = tree(Path("m"))
    capsys.readouterr()
    assert run(["render", "a.yaml"]) == 2
    said = capsys.readouterr().err
    assert "m: holds acme/one, and the spec is of acme/two; nothing was changed" in said
    assert "--force" in said
    assert run(["render", "a.yaml", "--dry-run"]) == 0
    assert "m: refused, for the directory holds another module" in capsys.readouterr().out
    assert tree(Path("m")) == before
    assert run(["check", "a.yaml", "--no-diff"]) == 1
    out = capsys.readouterr().out
    assert "other module  .lmgen/manifest: is of another module than the spec" in out
    assert out.endswith("lmgen render a.yaml --force\n")
    assert run(["render", "a.yaml", "--force"]) == 0
    assert run(["check", "a.yaml"]) == 0
    assert "# module acme/two\n" in Path("m", MANIFEST).read_text()


def test_a_missing_manifest_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """Rendered files without a manifest are not up to date: the next change would be refused."""
    spec("a.yaml", "one", "m")
    assert run(["render", "a.yaml"]) == 0
    Path("m", MANIFEST).unlink()
    capsys.readouterr()
    assert run(["check", "a.yaml", "--no-diff"]) == 1
    assert "missing  .lmgen/manifest: does not exist" in capsys.readouterr().out
    assert run(["render", "a.yaml"]) == 0
    assert run(["check", "a.yaml"]) == 0


def test_a_manifest_that_forgot_a_file_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """A record that does not know a file would have it refused as edited after the next change."""
    spec("a.yaml", "one", "m")
    assert run(["render", "a.yaml"]) == 0
    lines = Path("m", MANIFEST).read_text().splitlines(keepends=True)
    Path("m", MANIFEST).write_text("".join(line for line in lines if "main.tf" not in line))
    capsys.readouterr()
    assert run(["check", "a.yaml", "--no-diff"]) == 1
    assert "stale  .lmgen/manifest: does not record the files" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# module acme/one\n", "# module acme/one\n# module acme/zero\n"),
        ("# module acme/one\n", ""),
        ("# generator", "<<<<<<< HEAD\n# generator 0\n=======\n>>>>>>> other\n# generator"),
        ("# generator", "# generator 0\n# generator"),
        ("# lmgen", "# mine\n# lmgen"),
    ],
)
def test_a_manifest_that_a_merge_left_is_a_finding(
    capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    """Lines of another module, of a second release or of a conflict go with the next render."""
    spec("a.yaml", "one", "m")
    assert run(["render", "a.yaml"]) == 0
    manifest = Path("m", MANIFEST)
    settled = manifest.read_text()
    manifest.write_text(settled.replace(old, new, 1))
    capsys.readouterr()
    assert run(["check", "a.yaml", "--no-diff"]) == 1
    assert "stale  .lmgen/manifest: does not record the files" in capsys.readouterr().out
    assert run(["render", "a.yaml"]) == 0
    assert manifest.read_text() == settled


def test_a_renamed_module_leaves_a_directory_that_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The directory of the old name stays, and the render that makes the new one says so, once."""
    spec("a.yaml", "one")
    assert run(["render", "a.yaml"]) == 0
    spec("a.yaml", "two")
    capsys.readouterr()
    assert run(["render", "a.yaml"]) == 0
    said = capsys.readouterr().err
    old = Path("terraform-aws-one").resolve()
    assert f"{old}: holds acme/one, which no file beside the specs names; delete it" in said
    assert Path("terraform-aws-one").is_dir()
    assert run(["render", "a.yaml"]) == 0
    assert capsys.readouterr().err == ""


def test_a_moved_module_leaves_a_directory_that_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same module in a second directory is said, wherever beside the new one it is."""
    spec("specs/a.yaml", "one", "../out/old")
    assert run(["render", "specs/a.yaml"]) == 0
    spec("specs/a.yaml", "one", "../out/new")
    capsys.readouterr()
    assert run(["render", "specs/a.yaml"]) == 0
    old = Path("out/old").resolve()
    assert f"{old}: holds acme/one as well; delete it" in capsys.readouterr().err


def test_modules_of_other_specs_are_not_left_behind(capsys: pytest.CaptureFixture[str]) -> None:
    """In a fleet, neighbours whose specs are beside the new one are as they should be."""
    for name in ("one", "two"):
        spec(f"{name}.yaml", name)
    assert run(["render", "one.yaml"]) == 0
    Path("other").mkdir()
    capsys.readouterr()
    assert run(["render", "two.yaml"]) == 0
    assert capsys.readouterr().err == ""
    spec("three.yaml", "three")
    assert run(["render", "."]) == 0
    assert capsys.readouterr().err == ""


def test_a_fleet_names_what_a_rename_left(capsys: pytest.CaptureFixture[str]) -> None:
    """With a pattern for the directories, too, and with part of a name not taken for the name."""
    spec("specs/one.yaml", "one")
    spec("specs/two.yaml", "not-one-more")
    assert run(["render", "specs", "-o", "out/{name}"]) == 0
    spec("specs/one.yaml", "three")
    capsys.readouterr()
    assert run(["render", "specs", "-o", "out/{name}"]) == 0
    said = capsys.readouterr().err
    assert f"{Path('out/one').resolve()}: holds acme/one, which no file" in said
    assert "one-more" not in said
    spec("specs/two.yaml", "a-three")
    spec("specs/one.yaml", "four")
    assert run(["render", "specs", "-o", "out/{name}"]) == 0
    assert "out/three: holds acme/three, which no file" in capsys.readouterr().err


def test_git_is_not_started_for_a_module_that_is_up_to_date() -> None:
    """In a checkout, a check and a render of an unchanged module start no process at all."""
    Path(".git").mkdir()  # this test has no marker, so that a process would fail it
    spec("a.yaml", "one", "m")
    Path(".git").rename("elsewhere")
    assert run(["render", "a.yaml"]) == 0
    Path("elsewhere").rename(".git")
    assert run(["check", "a.yaml"]) == 0
    assert run(["render", "a.yaml"]) == 0
