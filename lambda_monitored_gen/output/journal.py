"""The journal of a render: what a killed one leaves, for the next one to complete or roll back.

A render first stages every new file, and gives every old one a second name, in `.lmgen/stage`. Then
it moves the journal into place: from that rename on, an interrupted render is completed. If a step
fails, a second journal replaces the first: from that rename on, the render is rolled back. Either
way each step can be repeated, so that a process may be killed at any of them.
"""

import json
import os
import shutil
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output.comparison import refuse_links
from lambda_monitored_gen.output.manifest import JOURNAL, STATE_DIR, digest, is_inside

STAGE = f"{STATE_DIR}/stage"
"""Directory of staged files that are not in place yet, in the output directory."""

_FORMAT = 1


class Direction(Enum):
    """Whether a journal leads to the new tree (`COMMIT`) or back to the old one (`ROLLBACK`)."""

    COMMIT = "commit"
    ROLLBACK = "rollback"


class Operation(NamedTuple):
    """What happens to one file.

    Attributes:
        path: Its path in the output directory, with `/`.
        name: Its name in the stage: `<name>.new` is the new file, `<name>.old` the old one.
        creates: Whether there was no file before.
        removes: Whether there will be none after.
        before: SHA-256 of the old content; empty where `creates`.
    """

    path: str
    name: str
    creates: bool
    removes: bool
    before: str


class Journal(NamedTuple):
    """All changes of one render.

    Attributes:
        direction: Whether to make the changes or to undo them.
        operations: One for each file, the manifest last.
        directories: Directories that it made, outermost first.
    """

    direction: Direction
    operations: Sequence[Operation]
    directories: Sequence[str]

    def save(self, file: Path) -> None:
        """Write the journal to a file in the stage, from where a rename to `JOURNAL` starts it."""
        document = {
            "format": _FORMAT,
            "direction": self.direction.value,
            "directories": list(self.directories),
            "operations": [operation._asdict() for operation in self.operations],
        }
        file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def load(directory: Path) -> Journal | None:
    """Read the journal that an interrupted render left; None where there is none.

    Raises:
        LmgenError: It is not a journal, or names files outside the directory.
    """
    file = directory / JOURNAL
    try:
        return _parse(json.loads(file.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LmgenError(
            f"{file}: is not a valid lmgen journal: {error}",
            hint=f"Restore the directory from version control and delete {JOURNAL} and {STAGE}.",
        ) from error


def _parse(document: Any) -> Journal:  # noqa: ANN401 - whatever JSON holds
    if document["format"] != _FORMAT:
        raise ValueError(f"format {document['format']}")
    operations = [Operation(**operation) for operation in document["operations"]]
    directories = document["directories"]
    if not all(operation.name.isdecimal() for operation in operations):
        raise ValueError("a staged file is not named by a number")
    if not all(map(is_inside, [*(operation.path for operation in operations), *directories])):
        raise ValueError("a path leads out of the module")
    return Journal(Direction(document["direction"]), operations, directories)


def replay(journal: Journal, directory: Path) -> None:
    """Carry out a journal, in its direction; may be called again after any interruption.

    Raises:
        OSError: A step failed; the journal stays.
        LmgenError: A directory has become a link that leads elsewhere.
    """
    # All paths before the first change: a journal that leads out of the module changes nothing.
    for operation in journal.operations:
        refuse_links(directory, operation.path)
    if journal.direction is Direction.COMMIT:
        _commit(journal, directory)
    else:
        _roll_back(journal, directory)
    # The journal first: the next render discards a stage without a journal, but would replay a
    # journal without its stage.
    (directory / JOURNAL).unlink()
    discard_stage(directory)


def discard_stage(directory: Path) -> None:
    """Remove staged files, which nothing refers to once the journal is gone."""
    shutil.rmtree(directory / STAGE, ignore_errors=True)


def find_edited_files(journal: Journal, directory: Path) -> list[str]:
    """Find files that somebody changed after a render was killed, before it had replaced them.

    A file that the render removes has no new one in the stage: as long as it is there, it counts.
    """
    if journal.direction is Direction.ROLLBACK:
        return []
    return [
        operation.path
        for operation in journal.operations
        if (operation.removes or (directory / STAGE / f"{operation.name}.new").exists())
        and _digest(directory / operation.path) not in {operation.before, ""}
    ]


def _digest(file: Path) -> str:
    return digest(file.read_bytes()) if file.is_file() and not file.is_symlink() else ""


def _commit(journal: Journal, directory: Path) -> None:
    for made in journal.directories:
        (directory / made).mkdir(exist_ok=True)
    for operation in journal.operations:
        target = directory / operation.path
        if operation.removes:
            target.unlink(missing_ok=True)
            _remove_empty(target.parent, directory)
            continue
        staged = directory / STAGE / f"{operation.name}.new"
        # Not there any more: an earlier replay has moved it.
        if os.path.lexists(staged):
            staged.replace(target)


def _roll_back(journal: Journal, directory: Path) -> None:
    for operation in journal.operations:
        target = directory / operation.path
        if operation.creates:
            if target.parent.is_dir():
                target.unlink(missing_ok=True)
            continue
        kept = directory / STAGE / f"{operation.name}.old"
        if os.path.lexists(kept):
            target.parent.mkdir(parents=True, exist_ok=True)
            kept.replace(target)
    # Innermost first; one that somebody has put a file into stays.
    for made in reversed(journal.directories):
        _remove_if_empty(directory / made)


def _remove_empty(parent: Path, directory: Path) -> None:
    while parent != directory and _remove_if_empty(parent):
        parent = parent.parent


def _remove_if_empty(directory: Path) -> bool:
    try:
        directory.rmdir()
    except OSError:
        return False
    return True
