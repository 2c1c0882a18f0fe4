"""The writer by itself: what it keeps when it fails, and what it leaves alone."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import journal, manifest, writer
from lambda_monitored_gen.output.comparison import compare_files
from lambda_monitored_gen.output.manifest import MANIFEST, Manifest, digest
from lambda_monitored_gen.rendering.files import REGULAR, RenderedFile
from tests.unit.directory_state import contents, tree

OLD = {"a.tf": b"old\n", "gone/orphan.tf": b"orphan\n", "z.tf": b"old\n"}
NEW = {"a.tf": b"new\n", "deep/down/new.tf": b"new\n", "z.tf": b"new\n"}


def bring(directory: Path, files: Mapping[str, bytes]) -> None:
    """Bring a directory to some files."""
    plan = {path: RenderedFile(content, REGULAR) for path, content in files.items()}
    made = Manifest("1", "2", {path: digest(content) for path, content in files.items()})
    with writer.lock_output(directory):
        writer.recover(directory)
        found = compare_files(plan, directory, manifest.load(directory))
        writer.write(found, made.to_bytes(), directory)


def found(directory: Path) -> dict[str, bytes]:
    return {path: file for path, (_, file) in contents(directory).items() if path != MANIFEST}


def fail_moving(patch: pytest.MonkeyPatch, *suffixes: str, filename: str | None) -> None:
    """Let no file of the stage with these suffixes take the place of `z.tf`."""
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.suffix in suffixes and target.name == "z.tf":
            raise OSError(28, "No space left on device", filename)
        return replace(path, target)

    patch.setattr(Path, "replace", refuse)


@pytest.mark.parametrize("hard_links", [True, False])
def test_a_failure_keeps_links_and_empty_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, hard_links: bool
) -> None:
    """A render that fails brings back links as links, and removes no directory of others."""

    def no_links(*_arguments: object, **_options: object) -> None:
        raise OSError(95, "Operation not supported")

    bring(tmp_path, OLD)
    (tmp_path / "a.tf").unlink()
    (tmp_path / "a.tf").symlink_to("elsewhere.tf")
    (tmp_path / "elsewhere.tf").write_bytes(b"mine\n")
    (tmp_path / "deep" / "down").mkdir(parents=True)
    before = tree(tmp_path)
    with monkeypatch.context() as patch:
        if not hard_links:
            patch.setattr(os, "link", no_links)
        fail_moving(patch, ".new", filename=None)
        with pytest.raises(LmgenError, match="No space left on device; nothing was changed"):
            bring(tmp_path, NEW)
    assert tree(tmp_path) == before
    assert (tmp_path / "deep" / "down").is_dir()
    bring(tmp_path, NEW)
    assert found(tmp_path) == {**NEW, "elsewhere.tf": b"mine\n"}


@pytest.mark.parametrize("filename", ["x.tf", None])
def test_what_cannot_be_undone_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filename: str | None
) -> None:
    """When undoing fails too, that is said, and the journal that is left can go on."""
    bring(tmp_path, OLD)
    with monkeypatch.context() as patch:
        fail_moving(patch, ".new", ".old", filename=filename)
        with pytest.raises(LmgenError) as caught:
            bring(tmp_path, NEW)
    assert caught.value.message == (
        f"{filename or tmp_path}: cannot be written, and the files that were written before "
        "cannot be restored: No space left on device"
    )
    assert "the next `lmgen render`" in (caught.value.hint or "")
    left = journal.load(tmp_path)
    assert left is not None
    assert {each.path: each.before for each in left.operations if each.path != MANIFEST} == {
        "a.tf": digest(b"old\n"),
        "deep/down/new.tf": "",
        "gone/orphan.tf": digest(b"orphan\n"),
        "z.tf": digest(b"old\n"),
    }
    bring(tmp_path, NEW)
    assert found(tmp_path) == NEW


def test_only_what_was_made_is_removed_again(tmp_path: Path) -> None:
    """A writer that writes nothing leaves no directory behind, and takes none away."""
    (tmp_path / "there").mkdir()
    for directory in (tmp_path / "there", tmp_path / "made" / "module"):
        with writer.lock_output(directory):
            assert (directory / ".lmgen").is_dir()
    assert list(tmp_path.rglob("*")) == [tmp_path / "there"]


def test_nothing_to_write_is_nothing_written(tmp_path: Path) -> None:
    """A render of what is there does not even stage."""
    bring(tmp_path, OLD)
    os.utime(tmp_path / ".lmgen", ns=(1, 1))
    bring(tmp_path, OLD)
    assert (tmp_path / ".lmgen").stat().st_mtime_ns == 1
