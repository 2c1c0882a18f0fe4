"""The template sources: lmgen's own, and a directory of the user's over them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.spec.checkout import leaves_checkout

SUFFIX = ".j2"
"""Ending of a template; a file without it is copied as it is."""

PARTIAL = "_"
"""First character of a file or directory that others include, and that is not rendered."""

FEATURES = "features"
"""Directory with a directory for each feature, which is laid out as the module is."""

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


def committed_templates(directory: str, beside: Path) -> Path:
    """Check the directory of templates that a spec names.

    Args:
        directory: As it is reached from the working directory.
        beside: The directory of the spec.

    Returns:
        The directory, the same for all specs that share it, however they reach it.

    Raises:
        LmgenError: It is no directory, or it or a file in it is outside of the spec's checkout.
    """
    root = templates_directory(directory)
    entries = (
        Path(folder, entry) for folder, names, files in os.walk(root) for entry in (*names, *files)
    )
    for path in (root, *(each for each in entries if each.is_symlink())):
        if leaves_checkout(path, beside):
            raise LmgenError(
                f"{path}: the spec's templates lead out of its repository",
                hint="Keep them in this repository, for example as a submodule.",
            )
    return root.resolve()


class Sources(NamedTuple):
    """What template directories hold.

    Attributes:
        files: What is rendered or copied, by its path below its directory, with `/`; sorted.
        parts: The paths of the features' parts, which core templates include.
    """

    files: Mapping[str, Path]
    parts: frozenset[str]


def add_users_sources(own: Sources, templates_dir: Path) -> Sources:
    """Put the templates and static files of the user over lmgen's own.

    A file of the user's replaces the one that renders to the same path.

    Args:
        own: lmgen's own.
        templates_dir: A directory of the user's.

    Raises:
        LmgenError: The user's directory has templates of a feature that does not exist, or that
            would take each other's place or that of a file which is not of their feature.
    """
    users = find_sources(templates_dir)
    for name in (*users.files, *users.parts):
        if feature_of(name) not in {"", *CATALOG.features}:  # some have no templates of lmgen's
            raise LmgenError(
                f"{templates_dir / name}: there is no feature '{feature_of(name)}'",
                hint="A directory below features/ has the name of a feature; see `lmgen explain`.",
            )
    _refuse_collisions(templates_dir, own, users)
    replaced = {rendered_path(name) for name in users.files}
    kept = {name: file for name, file in own.files.items() if rendered_path(name) not in replaced}
    return Sources(dict(sorted((kept | dict(users.files)).items())), own.parts | users.parts)


def _refuse_collisions(templates_dir: Path, own: Sources, users: Sources) -> None:
    """Find templates of the user's by which a module would silently lose a file."""
    owners = {rendered_path(name): feature_of(name) for name in own.files}
    made: dict[str, str] = {}
    for name in users.files:
        path, feature = rendered_path(name), feature_of(name)
        if feature and owners.get(path, feature) != feature:
            raise LmgenError(
                f"{templates_dir / name}: would replace {path}, which is not of the feature "
                f"'{feature}'",
                hint=f"Put it beside features/, as {templates_dir / path}{SUFFIX}.",
            )
        if path in made:
            raise LmgenError(f"{templates_dir / name}: makes {path}, as {made[path]} does")
        made[path] = name


def find_sources(root: Path) -> Sources:
    """List the templates, the static files and the parts of features in a directory."""
    files = {}
    parts = set()
    for folder, names, entries in os.walk(root):
        names[:] = [name for name in names if not _is_partial(name) and not is_ignored(name)]
        for entry in entries:
            file = Path(folder, entry)
            name = file.relative_to(root).as_posix()
            if is_ignored(entry):
                continue
            if not _is_partial(entry):
                files[name] = file
            elif feature_of(name):
                parts.add(name)
    return Sources(dict(sorted(files.items())), frozenset(parts))


def _is_partial(part: str) -> bool:
    return part.startswith(PARTIAL) and not part.startswith("__")  # __init__.py is a file


def is_ignored(part: str) -> bool:
    """Tell whether tools leave files or directories of this name behind, which are no templates."""
    return part in _IGNORED or part.endswith((".pyc", "~"))


def feature_of(name: str) -> str:
    """The feature that a template belongs to; empty for the core."""
    segments = name.split("/", 2)
    return segments[1] if segments[0] == FEATURES and len(segments) > 2 else ""  # noqa: PLR2004 - features/<name>/…


def rendered_path(name: str) -> str:
    """The path of what a template renders to; path segments for examples are still in it."""
    feature = feature_of(name)
    path = name.removeprefix(f"{FEATURES}/{feature}/") if feature else name
    return path.removesuffix(SUFFIX)
