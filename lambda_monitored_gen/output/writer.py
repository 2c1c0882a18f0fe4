"""Write rendered files to an output directory.

All new contents are staged beside their files first, so that a full disk or a missing permission
shows before anything has changed. Then a manifest that knows old and new contents takes its place,
and files are replaced one by one: whenever that ends early, every file is whole, and the next
render can tell that it is lmgen's.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output.comparison import NOT_OURS, Difference
from lambda_monitored_gen.output.lock import directory_lock
from lambda_monitored_gen.output.manifest import FORMER_MANIFEST, MANIFEST
from lambda_monitored_gen.rendering.files import REGULAR, RenderedFile
from lambda_monitored_gen.rendering.paths import EXAMPLES, is_known

SUFFIX = ".lmgen-new"
"""Ending of staged files; the `.gitignore` of modules has it."""

_UNFINISHED = f"{MANIFEST}.unfinished"


@contextlib.contextmanager
def lock_output(directory: Path) -> Iterator[bool]:
    """Be the only writer of an output directory, which is created if it is missing.

    Directories that were created for this and are still empty at the end are removed.

    Yields:
        Whether there is a lock; some network drives cannot lock.

    Raises:
        LmgenError: Another process writes there, or it cannot be made.
    """
    made = [each for each in (directory, *directory.parents) if not each.exists()]
    with contextlib.ExitStack() as stack:
        try:
            with _report_os_errors(directory, "nothing was changed"):
                directory.mkdir(parents=True, exist_ok=True)
                locked = stack.enter_context(directory_lock(directory))
            yield locked
        finally:
            _remove_empty(made)


def remove_leftovers(paths: Iterable[str], directory: Path) -> None:
    """Remove what renders that were killed had staged.

    Args:
        paths: The files of the module, and those that may be.
        directory: The output directory, of which this process is the only writer.
    """
    own = {*paths, MANIFEST, _UNFINISHED}
    tops = {path.partition("/")[0] for path in own if "/" in path} | {EXAMPLES}
    for top in ("", *sorted(tops)):
        for folder, names, entries in os.walk(directory / top):
            names[:] = [name for name in names if top and name not in NOT_OURS]
            for entry in entries:
                if entry.endswith(SUFFIX):
                    file = Path(folder, entry)
                    path = file.relative_to(directory).as_posix().removesuffix(SUFFIX)
                    if path in own or is_known(path):
                        with contextlib.suppress(OSError):
                            file.unlink()
                        _remove_empty(_parents(file, directory))


def write(
    changes: Sequence[Difference], unfinished: bytes, manifest: bytes, directory: Path
) -> None:
    """Write the files that differ, and the manifest last.

    Args:
        changes: The files to write or to remove.
        unfinished: The manifest to have while files are replaced: it knows old and new contents.
        manifest: The manifest to have at the end.
        directory: The output directory, of which this process is the only writer.

    Raises:
        LmgenError: It could not be written. Either nothing was changed, or each file is the old or
            the new one; the message says which.
    """
    new = {change.path: change.after for change in changes if change.after is not None}
    new[MANIFEST] = RenderedFile(manifest, REGULAR)
    new[_UNFINISHED] = RenderedFile(unfinished, REGULAR)
    made: list[Path] = []
    try:
        with _report_os_errors(directory, "nothing was changed"):
            for path, file in new.items():
                _stage(directory / path, file, directory, made)
            (directory / f"{_UNFINISHED}{SUFFIX}").replace(directory / MANIFEST)
    except BaseException:
        _discard(new, directory)
        _remove_empty(reversed(made))
        raise
    try:
        with _report_os_errors(directory, "each file is the old or the new one, and whole"):
            _replace(changes, directory)
    except BaseException:
        _discard(new, directory)
        raise


def _replace(changes: Iterable[Difference], directory: Path) -> None:
    for change in changes:
        target = directory / change.path
        if change.after is not None:
            target.with_name(f"{target.name}{SUFFIX}").replace(target)
        else:
            target.unlink(missing_ok=True)
            _remove_empty(_parents(target, directory))
    (directory / FORMER_MANIFEST).unlink(missing_ok=True)
    (directory / f"{MANIFEST}{SUFFIX}").replace(directory / MANIFEST)


def _stage(target: Path, file: RenderedFile, directory: Path, made: list[Path]) -> None:
    for parent in reversed(_parents(target, directory)):
        if not parent.is_dir():
            parent.mkdir()
            made.append(parent)
    staged = target.with_name(f"{target.name}{SUFFIX}")
    # Exclusively: what somebody put there, such as a link, is not written through.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(staged, flags, file.mode), "wb") as stream:
        stream.write(file.content)
        # Some drives keep no modes, and refuse to change them. `check` asks git what it records.
        with contextlib.suppress(OSError):
            os.fchmod(stream.fileno(), file.mode)


def _discard(paths: Iterable[str], directory: Path) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            (directory / f"{path}{SUFFIX}").unlink()


def _parents(target: Path, directory: Path) -> list[Path]:
    """The directories of a file below the output directory, innermost first."""
    below = target.relative_to(directory).parents
    return [directory / each for each in below if each.name]


def _remove_empty(directories: Iterable[Path]) -> None:
    for each in directories:
        with contextlib.suppress(OSError):
            each.rmdir()


@contextlib.contextmanager
def _report_os_errors(directory: Path, left: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or directory
        raise LmgenError(
            f"{where}: cannot be written: {error.strerror or error}; {left}",
            hint="Check the permissions and the free space, then render again.",
        ) from error
