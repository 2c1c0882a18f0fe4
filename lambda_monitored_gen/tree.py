"""Compare a plan with what lies in the output directory, file by file. Nothing is written here."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.manifest import MANIFEST, Manifest, digest
from lambda_monitored_gen.plan import RenderedFile

_EXECUTE = stat.S_IXUSR


class Verdict(Enum):
    """How a file on disk stands to the plan.

    The value is the word that people see.
    """

    SAME = "same"
    MISSING = "missing"
    STALE = "stale"
    MODE = "mode"
    EDITED = "edited"
    ORPHAN = "orphan"
    EDITED_ORPHAN = "edited orphan"


REFUSED = frozenset({Verdict.EDITED, Verdict.EDITED_ORPHAN})
"""Someone's own work, which only `--force` replaces."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One file of the plan, of the manifest, or of both.

    Attributes:
        path: Its path in the module, with `/`.
        verdict: How it stands.
        before: Its content on disk; None where there is no regular file.
        after: What the plan has for it; None for an orphan.
    """

    path: str
    verdict: Verdict
    before: bytes | None
    after: RenderedFile | None


def compare(
    files: Mapping[str, RenderedFile], directory: Path, manifest: Manifest | None
) -> list[Difference]:
    """Compare every file of the plan and of the manifest with the disk.

    Args:
        files: The plan.
        directory: The output directory, which need not exist.
        manifest: What an earlier render left; None for none, when every other content counts as
            edited.

    Returns:
        The differences and the files that are the same, sorted by path.

    Raises:
        LmgenError: A path leads out of the directory by a link, or cannot be read.
    """
    recorded = manifest.files if manifest else {}
    found = [_planned(path, file, directory, recorded) for path, file in files.items()]
    for path, checksum in recorded.items():
        if path in files or path == MANIFEST:
            continue
        content = _read(directory, path)
        if content is not None:
            ours = digest(content) == checksum
            verdict = Verdict.ORPHAN if ours else Verdict.EDITED_ORPHAN
            found.append(Difference(path, verdict, content, None))
    return sorted(found, key=lambda each: each.path)


def _planned(
    path: str, file: RenderedFile, directory: Path, recorded: Mapping[str, str]
) -> Difference:
    target = directory / path
    content = _read(directory, path)
    if content is None:
        return Difference(path, Verdict.MISSING, None, file)
    if target.is_symlink():
        return Difference(path, Verdict.EDITED, content, file)
    if content == file.content:
        executable = bool(target.stat().st_mode & _EXECUTE)
        same = executable == bool(file.mode & _EXECUTE)
        return Difference(path, Verdict.SAME if same else Verdict.MODE, content, file)
    ours = digest(content) == recorded.get(path)
    return Difference(path, Verdict.STALE if ours else Verdict.EDITED, content, file)


def _read(directory: Path, path: str) -> bytes | None:
    target = directory / path
    refuse_links(directory, path)
    try:
        return target.read_bytes()
    except FileNotFoundError:
        # A link to nothing is somebody's, and must not be taken for an empty place.
        return b"" if target.is_symlink() else None
    except NotADirectoryError as error:
        raise LmgenError(
            f"{target}: a directory above it is a file", hint="Move that file away."
        ) from error
    except OSError as error:
        raise LmgenError(
            f"{target}: expected a file that can be read: {error.strerror}",
            hint="Move it away or change its permissions.",
        ) from error


def refuse_links(directory: Path, path: str) -> None:
    """Refuse a path whose directories are links.

    Raises:
        LmgenError: A directory on the way is a link, which could lead out of the module.
    """
    step = directory
    for part in Path(path).parts[:-1]:
        step /= part
        if step.is_symlink():
            raise LmgenError(
                f"{step}: is a link, and could lead out of the module",
                hint="Replace the link by a directory.",
            )
