"""`lmgen render`: what it writes, what it leaves alone, what it refuses."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from lambda_monitored_gen import __version__, commands
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output.manifest import MANIFEST
from tests.support.specs import SMALLEST
from tests.unit.directory_state import contents, tree

EXAMPLE = {"name": "one", "values": {"function_name": "one", "alarm_emails": ["a@example.com"]}}
LONG_AGO = 1_000_000_000_000_000_007


class RenderWorkspace:
    """A spec and the module that it renders to."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.spec = folder / "spec.yaml"
        self.module = folder / "module"
        self.capsys = capsys
        self.out = ""
        self.err = ""
        self.write()

    def write(self, **keys: Any) -> None:
        """Write the spec anew."""
        self.spec.write_text(yaml.safe_dump({**SMALLEST, **keys}), encoding="utf-8")

    def render(self, *options: str, before: tuple[str, ...] = ()) -> int:
        """Run `lmgen render`."""
        self.capsys.readouterr()
        code = commands.run([*before, "render", str(self.spec), "-o", str(self.module), *options])
        self.out, self.err = self.capsys.readouterr()
        return code

    def age(self) -> None:
        """Make every file old, so that a write shows in its time."""
        for path in self.module.rglob("*"):
            os.utime(path, ns=(LONG_AGO, LONG_AGO), follow_symlinks=False)


@pytest.fixture(name="work")
def _work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> RenderWorkspace:
    work = RenderWorkspace(tmp_path, capsys)
    assert work.render() == 0
    work.age()
    return work


def test_first_render(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first render makes the directory, with parents, and says how much it wrote."""
    work = RenderWorkspace(tmp_path, capsys)
    work.module = tmp_path / "deep" / "down" / "module"
    assert work.render() == 0
    assert (work.module / "lambda.tf").is_file()
    count = len(tree(work.module)) - 1
    assert work.out == (
        f"{work.module}: {count} files written, 0 unchanged, 0 removed\n"
        f"next: lmgen test {work.module}, then commit it\n"
    )
    assert work.err == ""


def test_rerun_is_a_no_op(work: RenderWorkspace) -> None:
    """A second render writes nothing: contents, modes and times in nanoseconds stay."""
    before = tree(work.module)
    assert work.render() == 0
    assert tree(work.module) == before
    assert ": 0 files written, " in work.out


def test_unchanged_files_keep_their_time(work: RenderWorkspace) -> None:
    """A change of the spec rewrites the files that it changes and no other."""
    before = tree(work.module)
    work.write(defaults={"timeout": 7})
    assert work.render() == 0
    after = tree(work.module)
    changed = {path for path, entry in after.items() if entry != before.get(path)}
    assert {"variables.tf", "README.md", MANIFEST} <= changed
    assert {"lambda.tf", "LICENSE", "scripts/package.sh"}.isdisjoint(changed)
    assert after.keys() == before.keys()
    for path in changed:
        assert after[path].content != before[path].content


@pytest.mark.parametrize("options", [("--dry-run",), ("--dry-run", "--diff")])
def test_dry_run_writes_nothing(work: RenderWorkspace, options: tuple[str, ...]) -> None:
    """`--dry-run` says what would be, and leaves contents and times."""
    work.write(defaults={"timeout": 7}, features={"memory_alarm": False})
    before = tree(work.module)
    assert work.render(*options) == 0
    assert tree(work.module) == before
    assert "changed  variables.tf" in work.out
    assert "removed  lambda_insights.tf" in work.out
    assert "to write" in work.out
    assert ("-  default     = 60" in work.out) == ("--diff" in options)


def test_dry_run_makes_no_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--dry-run` into a directory that is not there does not make it."""
    work = RenderWorkspace(tmp_path, capsys)
    assert work.render("--dry-run", "--diff") == 0
    assert sorted(tmp_path.iterdir()) == [work.spec]
    assert "new  variables.tf" in work.out
    assert "--- /dev/null" in work.out


def test_diff_can_be_applied(work: RenderWorkspace) -> None:
    """A diff names each changed file once, with whole lines of old and new."""
    work.write(defaults={"timeout": 7})
    assert work.render("--dry-run", "--diff") == 0
    for side in ("--- a", "+++ b"):
        assert work.out.count(f"{side}{work.module}/variables.tf\n") == 1
    assert "\n-  default     = 60\n+  default     = 7\n" in work.out


def test_edited_file_is_refused(work: RenderWorkspace) -> None:
    """A file that was edited by hand stops the render: exit 2, nothing changed, the file named."""
    (work.module / "lambda.tf").write_text("# mine\n", encoding="utf-8")
    work.write(defaults={"timeout": 7})
    before = tree(work.module)
    assert work.render() == 2
    assert tree(work.module) == before
    assert "nothing was changed" in work.err
    assert "\n  lambda.tf\n" in work.err
    assert "--force" in work.err
    assert work.render("--dry-run") == 0
    assert "    refused  lambda.tf\n" in work.out
    assert ": refused, for 1 file was edited by hand: nothing would be written." in work.out
    assert work.render("--dry-run", "--force") == 0
    assert "  refused  " not in work.out
    assert "overwritten  lambda.tf\n" in work.out


def test_force_replaces_edits(work: RenderWorkspace) -> None:
    """`--force` replaces what was edited and brings the very same tree as a fresh render."""
    fresh = contents(work.module)
    (work.module / "lambda.tf").write_text("# mine\n", encoding="utf-8")
    assert work.render("--force") == 0
    assert contents(work.module) == fresh


def test_edit_that_is_what_the_spec_renders(work: RenderWorkspace) -> None:
    """An edit that equals the new rendering is no edit."""
    old = contents(work.module)
    work.write(defaults={"timeout": 7})
    assert work.render() == 0
    new = (work.module / "variables.tf").read_bytes()
    (work.module / "variables.tf").write_bytes(old["variables.tf"][1])
    work.write()
    assert work.render() == 0
    assert (work.module / "variables.tf").read_bytes() != new
    assert contents(work.module) == old


def test_missing_file_comes_back(work: RenderWorkspace) -> None:
    """A file that was deleted is written again."""
    fresh = contents(work.module)
    (work.module / "lambda.tf").unlink()
    assert work.render() == 0
    assert contents(work.module) == fresh
    assert ": 1 file written, " in work.out


def test_mode_comes_back(work: RenderWorkspace) -> None:
    """A script that lost its exec bit gets it back, and a plain file loses one that it got."""
    fresh = contents(work.module)
    (work.module / "scripts" / "package.sh").chmod(0o644)
    (work.module / "lambda.tf").chmod(0o755)
    assert work.render() == 0
    assert contents(work.module) == fresh
    assert ": 2 files written, " in work.out


def test_orphan_is_removed(work: RenderWorkspace) -> None:
    """A file that the spec no longer renders is deleted, with directories that it leaves empty."""
    work.write(examples=[EXAMPLE])
    assert work.render() == 0
    assert (work.module / "examples" / "one" / "main.tf").is_file()
    work.write()
    assert work.render() == 0
    assert not (work.module / "examples" / "one").exists()
    assert "examples/one/main.tf" not in (work.module / MANIFEST).read_text(encoding="utf-8")


def test_orphan_leaves_foreign_neighbours(work: RenderWorkspace) -> None:
    """The directory of an orphan stays when something else is in it."""
    work.write(examples=[EXAMPLE])
    assert work.render() == 0
    note = work.module / "examples" / "one" / "NOTES.md"
    note.write_text("mine", encoding="utf-8")
    work.write()
    assert work.render() == 0
    assert note.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in (work.module / "examples" / "one").iterdir()] == ["NOTES.md"]


def test_edited_orphan_is_refused(work: RenderWorkspace) -> None:
    """A file that was edited and is no longer rendered is deleted with `--force` only."""
    work.write(examples=[EXAMPLE])
    assert work.render() == 0
    edited = work.module / "examples" / "one" / "main.tf"
    edited.write_text("# mine\n", encoding="utf-8")
    work.write()
    before = tree(work.module)
    assert work.render() == 2
    assert tree(work.module) == before
    assert "examples/one/main.tf" in work.err
    assert work.render("--force") == 0
    assert not edited.exists()


def test_foreign_files_are_left_alone(work: RenderWorkspace) -> None:
    """What lmgen did not write is never touched, with `--force` neither."""
    for name in ("CHANGELOG.md", "examples/mine/main.tf", ".git/config", "scripts/extra.sh"):
        file = work.module / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine", encoding="utf-8")
        os.utime(file, ns=(LONG_AGO, LONG_AGO))
    before = tree(work.module)
    work.write(defaults={"timeout": 7})
    assert work.render("--force") == 0
    after = tree(work.module)
    assert after.keys() == before.keys()
    for name in ("CHANGELOG.md", "examples/mine/main.tf", ".git/config", "scripts/extra.sh"):
        assert after[name] == before[name]


def test_own_files_before_the_first_render(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A directory with files of those names, and no manifest, is refused without `--force`."""
    work = RenderWorkspace(tmp_path, capsys)
    work.module.mkdir()
    (work.module / "README.md").write_text("mine", encoding="utf-8")
    before = tree(work.module)
    assert work.render() == 2
    assert tree(work.module) == before
    assert "README.md" in work.err
    assert work.render("--force") == 0
    assert (work.module / "README.md").read_text(encoding="utf-8") != "mine"


def test_output_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the directory should be is refused and stays."""
    work = RenderWorkspace(tmp_path, capsys)
    work.module.write_text("mine", encoding="utf-8")
    for options in ((), ("--force",), ("--dry-run",)):
        assert work.render(*options) == 2
        assert "expected a directory to render into, found a file" in work.err
    assert work.module.read_text(encoding="utf-8") == "mine"


def test_output_below_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A directory that would have to be made inside a file is refused with a reason."""
    work = RenderWorkspace(tmp_path, capsys)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    work.module = tmp_path / "file" / "module"
    assert work.render() == 2
    assert "file" in work.err
    assert "Traceback" not in work.err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_file_where_a_directory_is_needed(work: RenderWorkspace) -> None:
    """A file that stands where a rendered file needs a directory is refused and stays."""
    (work.module / "examples" / "one").write_text("mine", encoding="utf-8")
    work.write(examples=[EXAMPLE])
    before = tree(work.module)
    assert work.render("--force") == 2
    assert "a directory above it is a file" in work.err
    assert tree(work.module) == before


def test_a_directory_where_a_file_is_needed(work: RenderWorkspace) -> None:
    """A directory that stands where a file is rendered is refused and stays."""
    (work.module / "lambda.tf").unlink()
    (work.module / "lambda.tf").mkdir()
    (work.module / "lambda.tf" / "mine").write_text("mine", encoding="utf-8")
    before = tree(work.module)
    for options in ((), ("--force",)):
        assert work.render(*options) == 2
        assert "lambda.tf: expected a file that can be read" in work.err
        assert tree(work.module) == before


def test_link_to_a_directory_is_refused(work: RenderWorkspace, tmp_path: Path) -> None:
    """A directory of the module that is a link is not followed, with `--force` neither."""
    outside = tmp_path / "outside"
    (work.module / "scripts").rename(outside)
    (work.module / "scripts").symlink_to(outside, target_is_directory=True)
    work.write(defaults={"timeout": 7})
    before, kept = tree(work.module), tree(outside)
    for options in ((), ("--force",), ("--dry-run",)):
        assert work.render(*options) == 2
        assert "scripts: is a link, and could lead out of the module" in work.err
    assert (tree(work.module), tree(outside)) == (before, kept)


def test_home_of_the_manifest_may_be_no_link(work: RenderWorkspace, tmp_path: Path) -> None:
    """`.lmgen` as a link to elsewhere is refused: nothing is written there."""
    outside = tmp_path / "outside"
    (work.module / ".lmgen").rename(outside)
    (work.module / ".lmgen").symlink_to(outside, target_is_directory=True)
    kept = tree(outside)
    work.write(defaults={"timeout": 7})
    assert work.render("--force") == 2
    assert "is a link" in work.err
    assert tree(outside) == kept


def test_link_to_a_file_is_not_followed(work: RenderWorkspace, tmp_path: Path) -> None:
    """A file that is a link counts as edited; `--force` replaces the link, not its target."""
    outside = tmp_path / "outside.tf"
    outside.write_text("mine", encoding="utf-8")
    link = work.module / "lambda.tf"
    link.unlink()
    link.symlink_to(outside)
    assert work.render() == 2
    assert link.is_symlink()
    assert work.render("--force") == 0
    assert not link.is_symlink()
    assert outside.read_text(encoding="utf-8") == "mine"


def test_link_to_the_same_content_counts_as_edited(work: RenderWorkspace, tmp_path: Path) -> None:
    """A link is no rendered file, though what it leads to is the same; `--force` replaces it."""
    outside = tmp_path / "outside.tf"
    link = work.module / "lambda.tf"
    link.rename(outside)
    link.symlink_to(outside)
    assert work.render() == 2
    assert "lambda.tf" in work.err
    assert work.render("--force") == 0
    assert not link.is_symlink()
    assert link.read_bytes() == outside.read_bytes()


def test_dangling_link_counts_as_edited(work: RenderWorkspace, tmp_path: Path) -> None:
    """A link to nothing is somebody's: it is refused, and nothing appears at its target."""
    link = work.module / "lambda.tf"
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    assert work.render() == 2
    assert link.is_symlink()
    assert not (tmp_path / "nowhere").exists()


def test_same_bytes_elsewhere(
    work: RenderWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another working directory, to another place, the bytes are the same."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (elsewhere / "s.yaml").write_bytes(work.spec.read_bytes())
    assert commands.run(["render", "s.yaml"]) == 0
    assert contents(elsewhere / "terraform-aws-lambda") == contents(work.module)


def test_manifest_tells_nothing_of_the_machine(work: RenderWorkspace) -> None:
    """The manifest has no absolute path, no time and no name of the machine or user."""
    text = (work.module / MANIFEST).read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert comments == [
        "# lmgen manifest 2", f"# generator {__version__}", "# module acme/lambda"
    ]  # fmt: skip
    assert str(work.folder) not in text
    assert os.uname().nodename not in text or len(os.uname().nodename) < 4


def test_output_of_the_spec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without `-o` the spec's `output` counts, from the spec's own directory; else beside it."""
    work = RenderWorkspace(tmp_path, capsys)
    assert commands.run(["-q", "render", str(work.spec)]) == 0
    assert (tmp_path / "terraform-aws-lambda" / "lambda.tf").is_file()
    work.write(output="sub/here")
    assert commands.run(["-q", "render", str(work.spec)]) == 0
    assert (tmp_path / "sub" / "here" / "lambda.tf").is_file()


def test_output_may_hold_the_spec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`output: .` renders around the spec, which stays."""
    work = RenderWorkspace(tmp_path, capsys)
    work.write(output=".")
    before = work.spec.read_bytes()
    assert commands.run(["-q", "render", str(work.spec)]) == 0
    assert (tmp_path / "lambda.tf").is_file()
    assert work.spec.read_bytes() == before


@pytest.mark.parametrize("options", [("s.yaml", "-o", ""), ("",)])
def test_empty_names(
    options: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An empty name, such as of an unset shell variable, is not the current directory."""
    work = RenderWorkspace(tmp_path, capsys)
    work.spec.rename(tmp_path / "s.yaml")
    monkeypatch.chdir(tmp_path)
    assert commands.run(["render", *options]) == 2
    assert "variable of the shell unset" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["s.yaml"]


def test_verbosity(work: RenderWorkspace) -> None:
    """`-q` prints nothing when all is well, `-v` names every file, in between is a summary."""
    assert work.render(before=("-q",)) == 0
    assert (work.out, work.err) == ("", "")
    assert work.render(before=("-v",)) == 0
    assert "same  lambda.tf\n" in work.out
    assert work.render() == 0
    assert work.out.count("\n") == 1
    assert work.render(before=("-q", "-v")) == 2
    assert "-q and -v exclude each other" in work.err


def test_quiet_still_tells_errors(work: RenderWorkspace) -> None:
    """`-q` does not hide why something could not be done."""
    (work.module / "lambda.tf").write_text("# mine\n", encoding="utf-8")
    assert work.render(before=("-q",)) == 2
    assert "lambda.tf" in work.err


def test_a_manifest_that_is_none(work: RenderWorkspace) -> None:
    """A manifest that cannot be read as one is refused, not taken for an absent one."""
    (work.module / MANIFEST).write_bytes(b"{")
    before = tree(work.module)
    for options in ((), ("--force",), ("--dry-run",)):
        assert work.render(*options) == 2
        assert "is not a valid lmgen manifest" in work.err
        assert "version control" in work.err
    assert tree(work.module) == before


def test_manifest_is_a_directory(work: RenderWorkspace) -> None:
    """A directory where the manifest should be is refused."""
    (work.module / MANIFEST).unlink()
    (work.module / MANIFEST).mkdir()
    assert work.render() == 2
    assert ".lmgen/manifest: expected a file that can be read: is a directory" in work.err


def test_lost_manifest(work: RenderWorkspace) -> None:
    """Without a manifest, files that are the same are taken as they are; others are refused."""
    (work.module / MANIFEST).unlink()
    before = tree(work.module)
    assert work.render() == 0
    after = tree(work.module)
    assert {path: each for path, each in after.items() if path != MANIFEST} == before
    (work.module / MANIFEST).unlink()
    work.write(defaults={"timeout": 7})
    assert work.render() == 2
    assert "variables.tf" in work.err


def test_another_generator_is_no_drift(work: RenderWorkspace) -> None:
    """A manifest of another release with the same files changes nothing but the manifest."""
    file = work.module / MANIFEST
    text = file.read_text(encoding="utf-8").replace(f"generator {__version__}", "generator 0.0.1")
    file.write_text(text, encoding="utf-8")
    before = tree(work.module)
    assert work.render() == 0
    after = tree(work.module)
    assert {path for path in after if after[path] != before[path]} == {MANIFEST}


def test_error_root() -> None:
    """Errors carry a message and, where there is one, a hint."""
    error = LmgenError("what", hint="how")
    assert (str(error), error.message, error.hint) == ("what", "what", "how")
