"""Write rendered files to an output directory, all of them or none.

Everything is staged inside the directory before the first file is replaced, so a full disk or a
missing permission shows before anything has changed. From then on the journal decides.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import journal
from lambda_monitored_gen.output.comparison import Difference, Verdict, refuse_links
from lambda_monitored_gen.output.journal import STAGE, Direction, Journal, Operation
from lambda_monitored_gen.output.lock import directory_lock
from lambda_monitored_gen.output.manifest import JOURNAL, MANIFEST, STATE_DIR, digest
from lambda_monitored_gen.rendering.files import REGULAR, RenderedFile

_UNDO = f"{STAGE}/undo.json"
_COMMIT = f"{STAGE}/journal.json"


@contextlib.contextmanager
def lock_output(directory: Path) -> Iterator[None]:
    """Be the only writer of an output directory, which is created if it is missing.

    Directories that were created for this and are still empty at the end are removed.

    Raises:
        LmgenError: Another process writes there, or it cannot be made.
    """
    home = directory / STATE_DIR
    refuse_links(directory, MANIFEST)
    made = [each for each in (home, *home.parents) if not each.exists()]
    with _report_os_errors(directory):
        home.mkdir(parents=True, exist_ok=True)
        with directory_lock(home):
            try:
                yield
            finally:
                for each in made:
                    with contextlib.suppress(OSError):
                        each.rmdir()


def recover(directory: Path, *, force: bool = False) -> Direction | None:
    """Complete an interrupted render, or roll it back.

    Args:
        directory: The output directory, of which this process is the only writer.
        force: Whether to replace files that were edited since.

    Returns:
        The direction of its journal; None if there was none.

    Raises:
        LmgenError: Files were edited since, or it cannot be written.
    """
    left = journal.load(directory)
    if left is None:
        journal.discard_stage(directory)
        return None
    edited = journal.find_edited_files(left, directory)
    if edited and not force:
        names = "".join(f"\n  {path}" for path in edited)
        raise LmgenError(
            f"{directory}: an interrupted render must be completed, and these files were edited "
            f"since:{names}",
            hint="Move the edits away, or render with --force to replace the files.",
        )
    with _report_os_errors(directory):
        journal.replay(left, directory)
    return left.direction


def write(differences: Iterable[Difference], manifest: bytes, directory: Path) -> None:
    """Write the files that differ, and the manifest last.

    Args:
        differences: As compared; files that are the same are not touched.
        manifest: The bytes of the new manifest.
        directory: The output directory, of which this process is the only writer.

    Raises:
        LmgenError: It could not be written; the directory is as it was.
    """
    changes = [change for change in differences if change.verdict is not Verdict.SAME]
    current = directory / MANIFEST
    recorded = current.read_bytes() if current.is_file() else None
    if recorded != manifest:
        new = RenderedFile(manifest, REGULAR)
        verdict = Verdict.MISSING if recorded is None else Verdict.STALE
        changes.append(Difference(MANIFEST, verdict, recorded, new))
    if changes:
        with _report_os_errors(directory):
            _commit(changes, directory)


@contextlib.contextmanager
def _report_os_errors(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or directory
        raise LmgenError(
            f"{where}: cannot be written: {error.strerror or error}; nothing was changed",
            hint="Check the permissions and the free space, then render again.",
        ) from error


def _commit(changes: list[Difference], directory: Path) -> None:
    try:
        forward = _stage(changes, directory)
        (directory / _COMMIT).replace(directory / JOURNAL)
    except BaseException:
        journal.discard_stage(directory)
        raise
    try:
        journal.replay(forward, directory)
    except BaseException:
        _roll_back(directory)
        raise


def _roll_back(directory: Path) -> None:
    try:
        (directory / _UNDO).replace(directory / JOURNAL)
        back = journal.load(directory)
        if back is not None:
            journal.replay(back, directory)
    except OSError as error:
        raise LmgenError(
            f"{error.filename or directory}: cannot be written, and the files that were "
            f"written before cannot be restored: {error.strerror or error}",
            hint="Fix the cause; the next `lmgen render` rolls this one back or completes it.",
        ) from error


def _stage(changes: list[Difference], directory: Path) -> Journal:
    stage = directory / STAGE
    stage.mkdir()
    operations = []
    for number, change in enumerate(changes):
        target = directory / change.path
        creates = not os.path.lexists(target)
        if not creates:
            _back_up(target, stage / f"{number}.old")
        if change.after is not None:
            _stage_file(stage / f"{number}.new", change.after)
        before = "" if creates or change.before is None else digest(change.before)
        operations.append(
            Operation(change.path, str(number), creates, change.after is None, before)
        )
    made = _find_new_directories(changes, directory)
    forward = Journal(Direction.COMMIT, operations, made)
    forward.save(directory / _COMMIT)
    Journal(Direction.ROLLBACK, operations, made).save(directory / _UNDO)
    return forward


def _stage_file(path: Path, file: RenderedFile) -> None:
    path.write_bytes(file.content)
    path.chmod(file.mode)


def _back_up(target: Path, backup: Path) -> None:
    """Give a file a second name, so that its place is never empty while it is replaced."""
    try:
        os.link(target, backup, follow_symlinks=False)
    except OSError:  # no hard links on this file system
        shutil.copy2(target, backup, follow_symlinks=False)


def _find_new_directories(changes: list[Difference], directory: Path) -> list[str]:
    wanted = {
        str(parent)
        for change in changes
        if change.after is not None
        for parent in PurePosixPath(change.path).parents
    }
    return sorted(path for path in wanted - {"."} if not (directory / path).is_dir())
