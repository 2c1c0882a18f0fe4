"""Bring an output directory to a plan, all of it or nothing.

Everything is staged inside the directory before the first file is replaced, so a full disk or a
missing permission shows before anything has changed. A failure on the way undoes what was done.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.manifest import MANIFEST
from lambda_monitored_gen.plan import REGULAR, RenderedFile
from lambda_monitored_gen.tree import Difference, Verdict, refuse_links

_STAGE = ".stage-"


def write(differences: Iterable[Difference], manifest: bytes, directory: Path) -> None:
    """Write what differs, and the manifest last.

    Args:
        differences: As compared; files that are the same are not touched.
        manifest: The bytes of the new manifest.
        directory: The output directory; made where it is missing.

    Raises:
        LmgenError: It could not be written; the directory is as it was.
    """
    changes = [each for each in differences if each.verdict is not Verdict.SAME]
    try:
        _write(changes, manifest, directory)
    except OSError as error:
        where = error.filename or directory
        raise LmgenError(
            f"{where}: cannot be written: {error.strerror or error}; nothing was changed",
            hint="Check the permissions and the free space, then render again.",
        ) from error


def _write(changes: list[Difference], manifest: bytes, directory: Path) -> None:
    current = directory / MANIFEST
    if not changes and current.is_file() and current.read_bytes() == manifest:
        return
    with contextlib.ExitStack() as undo:
        _make_directories(current.parent, undo)
        refuse_links(directory, MANIFEST)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=current.parent))
        undo.callback(shutil.rmtree, stage, ignore_errors=True)
        staged = [
            (directory / each.path, _stage(stage / f"{index}.new", each.after))
            for index, each in enumerate(changes)
        ]
        staged.append((current, _stage(stage / "manifest.new", RenderedFile(manifest, REGULAR))))
        for index, (target, source) in enumerate(staged):
            _replace(target, source, stage / f"{index}.old", undo)
        undo.pop_all()
    shutil.rmtree(stage, ignore_errors=True)
    _remove_empty_directories(changes, directory)


def _stage(path: Path, file: RenderedFile | None) -> Path | None:
    if file is None:
        return None
    path.write_bytes(file.content)
    path.chmod(file.mode)
    return path


def _replace(target: Path, source: Path | None, backup: Path, undo: contextlib.ExitStack) -> None:
    _make_directories(target.parent, undo)
    if source is None:
        target.replace(backup)
        undo.callback(backup.replace, target)
        return
    existed = os.path.lexists(target)
    if existed:
        _keep(target, backup)
    source.replace(target)
    if existed:
        undo.callback(backup.replace, target)
    else:
        undo.callback(target.unlink)


def _keep(target: Path, backup: Path) -> None:
    """Give a file a second name, so that its place is never empty while it is replaced."""
    try:
        os.link(target, backup, follow_symlinks=False)
    except OSError:  # no hard links on this file system
        shutil.copy2(target, backup, follow_symlinks=False)


def _make_directories(path: Path, undo: contextlib.ExitStack) -> None:
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        undo.callback(_quietly(each.rmdir))


def _quietly(action: Callable[[], None]) -> Callable[[], None]:
    def act() -> None:
        with contextlib.suppress(OSError):
            action()

    return act


def _remove_empty_directories(changes: list[Difference], directory: Path) -> None:
    for each in changes:
        if each.after is None:
            parent = (directory / each.path).parent
            while parent != directory:
                try:
                    parent.rmdir()
                except OSError:
                    break
                parent = parent.parent
