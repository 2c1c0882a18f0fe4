"""The journal of a render that was interrupted: how it is read, finished and undone."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import journal, writer
from lambda_monitored_gen.output.journal import STAGE, Direction, Journal, Operation
from lambda_monitored_gen.output.manifest import JOURNAL, digest
from tests.unit.directory_state import contents

OPERATIONS = [
    Operation("changed.tf", "0", creates=False, removes=False, before=digest(b"old")),
    Operation("made/deep/new.tf", "1", creates=True, removes=False, before=""),
    Operation("gone/deep/orphan.tf", "2", creates=False, removes=True, before=digest(b"orphan")),
]
OLD = {"changed.tf": b"old", "gone/deep/orphan.tf": b"orphan", "mine.tf": b"mine"}
NEW = {"changed.tf": b"new", "made/deep/new.tf": b"made", "mine.tf": b"mine"}


def put(directory: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(content)


def found(directory: Path) -> dict[str, bytes]:
    return {path: content for path, (_, content) in contents(directory).items()}


def leave(directory: Path, direction: Direction) -> None:
    """Leave a directory as a render does that is killed once its journal is in place."""
    put(directory, OLD)
    stage = {"0.old": b"old", "0.new": b"new", "1.new": b"made", "2.old": b"orphan"}
    put(directory / STAGE, stage)
    left = Journal(direction, OPERATIONS, ["made", "made/deep"])
    left.save(directory / JOURNAL)
    assert journal.load(directory) == left


@pytest.mark.parametrize(
    ("direction", "tree"), [(Direction.COMMIT, NEW), (Direction.ROLLBACK, OLD)]
)
def test_a_journal_leads_to_its_tree(
    tmp_path: Path, direction: Direction, tree: dict[str, bytes]
) -> None:
    """The next render first brings the tree that the journal names, and leaves nothing else."""
    leave(tmp_path, direction)
    assert writer.recover(tmp_path) is direction
    assert found(tmp_path) == tree
    assert not (tmp_path / STAGE).exists()
    assert (tmp_path / "gone").exists() == (tree is OLD)
    assert (tmp_path / "made").exists() == (tree is NEW)
    assert writer.recover(tmp_path) is None
    assert found(tmp_path) == tree


def test_a_half_way_of_either_kind_can_be_gone_on(tmp_path: Path) -> None:
    """What was done already is not done again, whichever way the journal leads."""
    for direction, tree in ((Direction.COMMIT, NEW), (Direction.ROLLBACK, OLD)):
        directory = tmp_path / direction.value
        leave(directory, direction)
        (directory / STAGE / "0.new").replace(directory / "changed.tf")
        (directory / "made" / "deep").mkdir(parents=True)
        shutil.rmtree(directory / "gone")
        assert writer.recover(directory) is direction
        assert found(directory) == tree
        assert (directory / "made").exists() == (tree is NEW)


def test_a_half_way_back_can_be_gone_on(tmp_path: Path) -> None:
    """An old file that is in its place again is left there."""
    leave(tmp_path, Direction.ROLLBACK)
    (tmp_path / STAGE / "0.old").replace(tmp_path / "changed.tf")
    assert writer.recover(tmp_path) is Direction.ROLLBACK
    assert found(tmp_path) == OLD


def test_a_file_in_the_place_of_a_directory_stays(tmp_path: Path) -> None:
    """Undoing a file whose directory is none has nothing to do."""
    leave(tmp_path, Direction.ROLLBACK)
    put(tmp_path, {"made": b"mine"})
    assert writer.recover(tmp_path) is Direction.ROLLBACK
    assert found(tmp_path) == {**OLD, "made": b"mine"}


def test_a_directory_that_somebody_uses_stays(tmp_path: Path) -> None:
    """Undoing removes the directories that the render made, unless something is in them."""
    leave(tmp_path, Direction.ROLLBACK)
    put(tmp_path, {"made/notes.txt": b"mine"})
    writer.recover(tmp_path)
    assert found(tmp_path) == {**OLD, "made/notes.txt": b"mine"}


@pytest.mark.parametrize("path", ["changed.tf", "gone/deep/orphan.tf"])
def test_files_edited_since_are_named(tmp_path: Path, path: str) -> None:
    """What somebody edited after the interruption is not replaced, but with force."""
    leave(tmp_path, Direction.COMMIT)
    (tmp_path / path).write_bytes(b"mine")
    before = contents(tmp_path)
    with pytest.raises(LmgenError, match="edited since:\n  ") as caught:
        writer.recover(tmp_path)
    assert caught.value.message.endswith(f"since:\n  {path}")
    assert "--force" in (caught.value.hint or "")
    assert contents(tmp_path) == before
    assert writer.recover(tmp_path, force=True) is Direction.COMMIT
    assert found(tmp_path) == NEW


def test_undoing_asks_nobody(tmp_path: Path) -> None:
    """A render that was being undone had replaced files already, so that none counts as edited."""
    leave(tmp_path, Direction.ROLLBACK)
    (tmp_path / "changed.tf").write_bytes(b"new")
    assert writer.recover(tmp_path) is Direction.ROLLBACK
    assert found(tmp_path) == OLD


def test_files_replaced_already_are_not_edited(tmp_path: Path) -> None:
    """A file that the interrupted render had put in place is its own, not an edit."""
    leave(tmp_path, Direction.COMMIT)
    (tmp_path / STAGE / "0.new").replace(tmp_path / "changed.tf")
    assert writer.recover(tmp_path) is Direction.COMMIT
    assert found(tmp_path) == NEW


def test_a_stage_without_a_journal_means_nothing(tmp_path: Path) -> None:
    """What a render staged before it was killed is thrown away."""
    put(tmp_path, OLD)
    put(tmp_path / STAGE, {"0.new": b"new"})
    assert writer.recover(tmp_path) is None
    assert not (tmp_path / STAGE).exists()
    assert found(tmp_path) == OLD


def test_a_directory_that_became_a_link_is_refused(tmp_path: Path) -> None:
    """A journal is not followed out of the directory, and stays for when the link is gone."""
    directory = tmp_path / "module"
    leave(directory, Direction.COMMIT)
    (directory / "gone").rename(tmp_path / "elsewhere")
    (directory / "gone").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LmgenError, match="is a link"):
        writer.recover(directory)
    assert (directory / "changed.tf").read_bytes() == b"old"
    assert (directory / JOURNAL).is_file()


def _operation(**keys: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["operations"][0].update(keys)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda document: document.update(format=2), "format 2"),
        (lambda document: document.pop("operations"), "'operations'"),
        (lambda document: document.update(direction="sideways"), "'sideways'"),
        (lambda document: document.update(directories=["made", "../made"]), "leads out"),
        (_operation(path="../evil"), "a path leads out of the module"),
        (_operation(name="../0"), "a staged file is not named by a number"),
        (_operation(more=1), "more"),
        (_operation(path=5), "split"),
    ],
)
def test_a_journal_is_not_trusted(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    """A journal that is none, or leads out of the directory, is refused and nothing is changed."""
    leave(tmp_path, Direction.COMMIT)
    document = json.loads((tmp_path / JOURNAL).read_bytes())
    change(document)
    (tmp_path / JOURNAL).write_text(json.dumps(document), encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(LmgenError, match="is not a valid lmgen journal") as caught:
        writer.recover(tmp_path, force=True)
    assert reason in caught.value.message
    assert JOURNAL in caught.value.message
    assert "version control" in (caught.value.hint or "")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"5", b"\xff"])
def test_a_journal_that_is_no_json(tmp_path: Path, data: bytes) -> None:
    """A journal that cannot be read is refused, not taken for an absent one."""
    leave(tmp_path, Direction.COMMIT)
    (tmp_path / JOURNAL).write_bytes(data)
    with pytest.raises(LmgenError, match="is not a valid lmgen journal"):
        writer.recover(tmp_path)


def test_a_journal_keeps_its_form(tmp_path: Path) -> None:
    """Another release can read what an interrupted one left: the form on disk does not change."""
    (tmp_path / JOURNAL).parent.mkdir()
    for direction in Direction:
        made = Journal(direction, OPERATIONS[:1], ["ü"])
        made.save(tmp_path / JOURNAL)
        assert (tmp_path / JOURNAL).read_text(encoding="utf-8") == (
            f'{{"format": 1, "direction": "{direction.name.lower()}", "directories": ["ü"], '
            '"operations": [{"path": "changed.tf", "name": "0", "creates": false, '
            f'"removes": false, "before": "{digest(b"old")}"}}]}}'
        )
        assert journal.load(tmp_path) == made
