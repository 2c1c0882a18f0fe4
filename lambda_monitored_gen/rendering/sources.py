"""The template sources: lmgen's own, and a directory of the user's over them."""

import os
from collections.abc import Iterator
from pathlib import Path

from lambda_monitored_gen.errors import LmgenError

SUFFIX = ".j2"
"""Ending of a template; a file without it is copied as it is."""

PARTIAL = "_"
"""First character of a file or directory that others include, and that is not rendered."""

EXAMPLE = "@example"
"""Path segment that stands for the name of each example."""

HANDLER = "@handler"
"""Path segment that stands for the module of an example's handler."""

_IGNORED = {"__pycache__", ".DS_Store", ".git", ".mypy_cache", ".pytest_cache", ".ruff_cache"}


def builtin_root() -> Path:
    """Find lmgen's own templates: in the wheel, or beside the package in a checkout.

    Raises:
        LmgenError: The installation is incomplete.
    """
    package = Path(__file__).parents[1]
    for root in (package / "templates", package.parent / "templates"):
        if root.is_dir():
            return root
    raise LmgenError(
        "lmgen's templates are missing from its installation",
        hint="Reinstall it: pip install --force-reinstall lambda-monitored-gen",
    )


def templates_directory(directory: str) -> Path:
    """Check a directory of the user's templates.

    Raises:
        LmgenError: It is no directory.
    """
    root = Path(directory)
    if not root.is_dir():
        raise LmgenError(
            f"{directory}: expected a directory of templates, found "
            f"{'a file' if root.exists() else 'nothing'}",
            hint="Lay it out as the module: DIR/README.md.j2 replaces README.md.",
        )
    return root


def sources(root: Path) -> Iterator[tuple[str, Path]]:
    """List the files of a template directory that are rendered or copied.

    Yields:
        Its path relative to the root, with `/`, and the file.
    """
    found = {}
    for folder, names, entries in os.walk(root):
        names[:] = [name for name in names if not _skipped(name)]
        for entry in entries:
            if not _skipped(entry):
                file = Path(folder, entry)
                found[file.relative_to(root).as_posix()] = file
    yield from sorted(found.items())


def _skipped(part: str) -> bool:
    partial = part.startswith(PARTIAL) and not part.startswith("__")  # __init__.py is a file
    return partial or is_ignored(part)


def is_ignored(part: str) -> bool:
    """Tell whether tools leave files or directories of this name behind, which are no templates."""
    return part in _IGNORED or part.endswith((".pyc", "~"))


def rendered_path(name: str) -> str:
    """The path of what a template renders to; path segments for examples are still in it."""
    return name.removesuffix(SUFFIX)
