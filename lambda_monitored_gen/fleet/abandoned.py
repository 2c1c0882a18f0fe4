"""Directories that a module was rendered to before it was renamed or moved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.fleet.specs import SUFFIXES
from lambda_monitored_gen.output import manifest
from lambda_monitored_gen.output.disk import Disk

_MOST_BYTES = 1 << 20
"""Files that are larger are no specs."""


def find_abandoned(outputs: Mapping[Path, str], specs: Sequence[str]) -> Iterator[str]:
    """Say which directories beside new ones hold a module that nobody renders there any more.

    Those are directories with the manifest of the same module, and those whose module no file
    beside the specs names: it may have been renamed.

    Args:
        outputs: From each output directory of this run to the module that it holds.
        specs: The files of the specs.

    Yields:
        A note about each.
    """
    taken = {directory.resolve() for directory in outputs}
    near = {directory.resolve().parent for directory in outputs}
    near |= {Path(spec).resolve().parent for spec in specs}
    texts: list[str] | None = None
    for directory in sorted(each for parent in near for each in _subdirectories(parent)):
        if directory in taken:
            continue
        for module in sorted(_modules(directory)):
            if module in outputs.values():
                yield f"{directory}: holds {module} as well; delete it if the module was moved"
                continue
            texts = _texts(specs) if texts is None else texts
            name = re.escape(module.rpartition("/")[2])
            if not any(re.search(rf"(?<![\w-]){name}(?![\w-])", text) for text in texts):
                yield (
                    f"{directory}: holds {module}, which no file beside the specs names; delete it "
                    "if the module was renamed"
                )


def _subdirectories(parent: Path) -> Iterator[Path]:
    try:
        yield from (each for each in parent.iterdir() if each.is_dir() and not each.is_symlink())
    except OSError:
        return


def _modules(directory: Path) -> frozenset[str]:
    try:
        found = manifest.load(Disk(directory), directory)
    except LmgenError:
        return frozenset()
    return found.modules if found else frozenset()


def _texts(specs: Sequence[str]) -> list[str]:
    files = {file for spec in specs for file in Path(spec).resolve().parent.iterdir()}
    return [
        file.read_text(encoding="utf-8", errors="replace")
        for file in files
        if file.suffix in SUFFIXES and file.is_file() and file.stat().st_size < _MOST_BYTES
    ]
