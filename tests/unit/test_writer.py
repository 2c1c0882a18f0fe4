"""The writer by itself: what it stages, what it removes, and what it leaves alone."""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import writer
from lambda_monitored_gen.output.comparison import Difference, Verdict
from lambda_monitored_gen.output.lock import directory_lock, is_held
from lambda_monitored_gen.output.manifest import FORMER_MANIFEST, MANIFEST
from lambda_monitored_gen.output.writer import SUFFIX
from lambda_monitored_gen.rendering.files import EXECUTABLE, REGULAR, RenderedFile
from tests.unit.directory_state import contents, tree

GONE = Difference("gone/deep/orphan.tf", Verdict.ORPHAN, b"orphan", None)


def change(path: str, content: bytes, mode: int = REGULAR) -> Difference:
    return Difference(path, Verdict.STALE, b"", RenderedFile(content, mode))


def put(directory: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(content)


def found(directory: Path) -> dict[str, bytes]:
    return {path: content for path, (_, content) in contents(directory).items()}


def test_it_writes_removes_and_makes_directories(tmp_path: Path) -> None:
    """Files come with their modes and directories; orphans go, with directories left empty."""
    put(
        tmp_path, {"a.tf": b"old", GONE.path: b"orphan", FORMER_MANIFEST: b"{}", "mine.tf": b"mine"}
    )
    changes = [change("a.tf", b"new"), change("deep/down/x.sh", b"#!", EXECUTABLE), GONE]
    writer.write(changes, b"unfinished", b"final", tmp_path)
    assert found(tmp_path) == {
        "a.tf": b"new", "deep/down/x.sh": b"#!", "mine.tf": b"mine", MANIFEST: b"final"
    }  # fmt: skip
    assert (tmp_path / "deep" / "down" / "x.sh").stat().st_mode & 0o777 == EXECUTABLE
    assert not (tmp_path / "gone").exists()


def test_while_files_are_replaced_the_manifest_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each replacement all new contents are on disk, and the unfinished manifest is in place."""
    put(tmp_path, {"a.tf": b"old", "b.tf": b"old"})
    replace = Path.replace
    seen = []

    def look(path: Path, target: Path) -> Path:
        if target.suffix == ".tf":
            seen.append(found(tmp_path))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", look)
    writer.write([change("a.tf", b"A"), change("b.tf", b"B")], b"unfinished", b"final", tmp_path)
    staged = {f"{name}{SUFFIX}" for name in ("a.tf", "b.tf", MANIFEST)}
    assert [each[MANIFEST] for each in seen] == [b"unfinished"] * 2
    assert seen[0].keys() == {"a.tf", "b.tf", MANIFEST, *staged}
    assert (seen[0]["a.tf"], seen[1]["a.tf"], seen[1]["b.tf"]) == (b"old", b"A", b"old")


def test_a_failure_while_staging_leaves_the_old_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links stay links, directories of others stay, and what was made for it goes."""
    put(tmp_path, {"z.tf": b"old", "elsewhere": b"mine"})
    (tmp_path / "a.tf").symlink_to("elsewhere")
    (tmp_path / "empty").mkdir()
    before = tree(tmp_path)
    real = os.open

    def full(path: Path, flags: int, *rest: int) -> int:
        if flags & os.O_CREAT and path.name.startswith("z.tf"):
            raise OSError(28, "No space left on device", str(path))
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", full)
    changes = [change("a.tf", b"A"), change("new/deep/x.tf", b"X"), change("z.tf", b"Z"), GONE]
    with pytest.raises(LmgenError, match="No space left on device; nothing was changed"):
        writer.write(changes, b"unfinished", b"final", tmp_path)
    assert tree(tmp_path) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "a.tf",
        "elsewhere",
        "empty",
        "z.tf",
    ]


def test_what_lies_where_a_file_is_staged_is_not_written_through(tmp_path: Path) -> None:
    """A link under the name of a staged file is removed, and what it leads to stays."""
    put(tmp_path, {"outside": b"mine"})
    module = tmp_path / "module"
    module.mkdir()
    (module / f"a.tf{SUFFIX}").symlink_to(tmp_path / "outside")
    with pytest.raises(LmgenError, match="File exists; nothing was changed"):
        writer.write([change("a.tf", b"A")], b"unfinished", b"final", module)
    writer.remove_leftovers(["a.tf"], module)
    writer.write([change("a.tf", b"A")], b"unfinished", b"final", module)
    assert found(tmp_path)["outside"] == b"mine"
    assert found(module) == {"a.tf": b"A", MANIFEST: b"final"}


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """A file that takes the place of a link leaves the link's target alone."""
    put(tmp_path, {"elsewhere": b"mine"})
    (tmp_path / "a.tf").symlink_to("elsewhere")
    writer.write([change("a.tf", b"A")], b"unfinished", b"final", tmp_path)
    assert not (tmp_path / "a.tf").is_symlink()
    assert found(tmp_path)["elsewhere"] == b"mine"


def test_a_drive_that_keeps_no_modes_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where modes cannot be changed, the contents are written all the same."""

    def refuse(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchmod", refuse)
    monkeypatch.setattr(os, "chmod", refuse)
    monkeypatch.setattr(Path, "chmod", refuse)
    writer.write([change("a.sh", b"A", EXECUTABLE)], b"unfinished", b"final", tmp_path)
    assert found(tmp_path)["a.sh"] == b"A"


def test_leftovers_of_a_killed_render_are_removed(tmp_path: Path) -> None:
    """What was staged goes, with directories made for it; other files of that ending stay."""
    left = ("a.tf", "new/deep/x.tf", MANIFEST, "examples/gone/main.tf", "vpc.tf")
    mine = ("mine", ".git/a.tf", "examples/one/.terraform/main.tf", "other/x.tf")
    put(tmp_path, {f"{path}{SUFFIX}": b"x" for path in (*left, *mine)})
    writer.remove_leftovers(["a.tf", "new/deep/x.tf", "none/x.tf"], tmp_path)
    assert found(tmp_path).keys() == {f"{path}{SUFFIX}" for path in mine}
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "examples" / "gone").exists()


def test_only_what_was_made_is_removed_again(tmp_path: Path) -> None:
    """A writer that writes nothing leaves no directory behind, and takes none away."""
    (tmp_path / "there").mkdir()
    for directory in (tmp_path / "there", tmp_path / "made" / "module"):
        with writer.lock_output(directory):
            assert directory.is_dir()
    assert list(tmp_path.rglob("*")) == [tmp_path / "there"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    """A second writer waits as long as it is told to, and then says why it gives up."""
    with directory_lock(tmp_path) as locked:
        assert locked
        assert is_held(tmp_path)
        with pytest.raises(LmgenError, match="another lmgen is writing there") as caught:  # noqa: SIM117 - the first must hold
            with directory_lock(tmp_path, wait=0.1):
                pytest.fail("two writers at once")
    assert caught.value.message == f"{tmp_path}: another lmgen is writing there"
    assert not is_held(tmp_path)
    assert not is_held(tmp_path / "none")


def test_a_directory_that_is_removed_meanwhile_is_an_error(tmp_path: Path) -> None:
    """A render that waited for one that failed, and took its directory away, says so."""
    directory = tmp_path / "module"
    with writer.lock_output(directory):
        directory.rmdir()
        with pytest.raises(LmgenError, match="No such file or directory; nothing was changed"):
            writer.write([change("a.tf", b"A")], b"unfinished", b"final", directory)


def test_a_drive_that_cannot_lock_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network drives have no locks: the writer is told, and nobody counts as writing."""

    def refuse(*_arguments: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with directory_lock(tmp_path) as locked:
        assert not locked
        assert not is_held(tmp_path)
