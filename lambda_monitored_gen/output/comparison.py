"""Compare rendered files with the output directory, file by file. Nothing is written here."""

import os
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.output.disk import Disk
from lambda_monitored_gen.output.manifest import Manifest, is_recorded, with_lf
from lambda_monitored_gen.rendering.files import RenderedFile
from lambda_monitored_gen.rendering.paths import is_known

NOT_OURS = {".git", ".lmgen", ".terraform", ".build"}
"""Directories, or the `.git` file of a submodule, that are never listed as untracked."""


class Verdict(Enum):
    """How a file on disk compares to the rendered one.

    The value is the word in reports; docs/check.md explains each.
    """

    SAME = "same"
    MISSING = "missing"
    STALE = "stale"
    MODE = "mode"
    LINE_ENDINGS = "line endings"
    MODIFIED = "modified"
    FORMATTED = "formatted"
    ORPHAN = "orphan"
    MODIFIED_ORPHAN = "modified orphan"
    LEFT = "left"
    OWNED = "owned"
    OTHER_MODULE = "other module"


REFUSED = frozenset(
    {Verdict.MODIFIED, Verdict.FORMATTED, Verdict.MODIFIED_ORPHAN, Verdict.OTHER_MODULE}
)
"""Verdicts of files with work that is not of this module's renders: only `--force` replaces it."""


EQUAL = frozenset({Verdict.SAME, Verdict.OWNED})
"""Verdicts of files about which there is nothing to say."""


class Difference(NamedTuple):
    """One file that is rendered, recorded in the manifest, or both.

    Attributes:
        path: Its path in the module, with `/`.
        verdict: How it compares.
        before: Its content on disk; None where there is none, or a link, which is not followed, or
            a file of others, which is nobody's to show.
        after: The rendered file; None for an orphan.
        mode: Its mode on disk; 0 where there is none.
    """

    path: str
    verdict: Verdict
    before: bytes | None
    after: RenderedFile | None
    mode: int = 0


def compare_files(
    files: Mapping[str, RenderedFile],
    directory: Path,
    manifest: Manifest | None,
    is_omitted: Callable[[str], bool] = lambda _path: False,
) -> list[Difference]:
    """Compare every rendered file, and every file of the manifest, with the disk.

    Line endings of a checkout do not count, but in what the system runs: a script with CRLF fails.

    Args:
        files: The rendered files by their path in the module.
        directory: The output directory, which need not exist.
        manifest: What an earlier render left; None for none, when every other content counts as
            edited.
        is_omitted: Tells whether the spec leaves a file out that it could render.

    Returns:
        The differences and the files that are the same, sorted by path.

    Raises:
        LmgenError: A path leads out of the directory by a link, or cannot be read.
    """
    recorded = manifest.files if manifest else {}
    disk = Disk(directory)
    nothing: frozenset[str] = frozenset()
    found = [
        _compare_rendered(path, file, disk, recorded.get(path, nothing))
        for path, file in files.items()
    ]
    orphans = (
        _compare_orphan(path, checksums, disk, is_omitted)
        for path, checksums in recorded.items()
        if path not in files
    )
    found += (orphan for orphan in orphans if orphan is not None)
    return sorted(found, key=lambda each: each.path)


def find_untracked_files(known: Collection[str], directory: Path) -> Iterator[str]:
    """List the files of a directory that are neither rendered nor in the manifest."""
    for folder, names, entries in os.walk(directory):
        names[:] = sorted(name for name in names if name not in NOT_OURS)
        for entry in sorted(entries):
            path = Path(folder, entry).relative_to(directory).as_posix()
            if path not in known and entry not in NOT_OURS:
                yield path


def _compare_orphan(
    path: str, checksums: frozenset[str], disk: Disk, is_omitted: Callable[[str], bool]
) -> Difference | None:
    if not is_known(path):
        # Of a template of the user's, or an invention: whose file it is, the manifest cannot say.
        return Difference(path, Verdict.LEFT, None, None) if disk.holds(path) else None
    found = disk.find(path)
    if found is None:
        return None
    ours = found.content is not None and is_recorded(found.content, checksums)
    if not ours and is_omitted(path):
        # Who leaves out a file and has one of that name has it for themselves.
        return Difference(path, Verdict.LEFT, None, None)
    verdict = Verdict.ORPHAN if ours else Verdict.MODIFIED_ORPHAN
    return Difference(path, verdict, found.content, None, found.mode)


def _compare_rendered(
    path: str, file: RenderedFile, disk: Disk, recorded: frozenset[str]
) -> Difference:
    found = disk.find(path)
    if found is None:
        return Difference(path, Verdict.MISSING, None, file)
    content, mode = found.content, found.mode
    if file.owned or (file.yields and not recorded and content != file.content):
        return Difference(path, Verdict.OWNED, None, file, mode)
    if content is None:
        verdict = Verdict.MODIFIED
    elif content == file.content:
        same = bool(mode & stat.S_IXUSR) == bool(file.mode & stat.S_IXUSR)
        verdict = Verdict.SAME if same else Verdict.MODE
    elif with_lf(content) == with_lf(file.content):
        runs = bool(file.mode & stat.S_IXUSR)
        same = bool(mode & stat.S_IXUSR) == runs
        verdict = Verdict.LINE_ENDINGS if runs else Verdict.SAME if same else Verdict.MODE
    else:
        verdict = Verdict.STALE if is_recorded(content, recorded) else _edited(path, content, file)
    return Difference(path, verdict, content, file, mode)


def _edited(path: str, content: bytes, file: RenderedFile) -> Verdict:
    from lambda_monitored_gen.output import formatting  # noqa: PLC0415 - few files are edited

    formatted = formatting.differs_in_layout_only(path, content, file.content)
    return Verdict.FORMATTED if formatted else Verdict.MODIFIED
