"""Locks and projects, turned into what the resolvers understand, by their own tools."""

from __future__ import annotations

import os
import subprocess
from shutil import which
from typing import TYPE_CHECKING

from packager import resolution
from packager.errors import PackagingError, shown
from packager.toml import loads
from packager.uv import run

if TYPE_CHECKING:
    from packager.asked import Lock


def export_uv(lock: Lock, uv: str | None) -> str:
    """Have uv write its lock as pylock.toml, without the project and its development groups.

    Args:
        lock: The lock.
        uv: The program, or None if there is none.

    Returns:
        The text of the pylock.toml.

    Raises:
        PackagingError: There is no uv, or it refuses.
    """
    if uv is None:
        raise PackagingError(
            f"{shown(lock.path)} can only be read by uv, which was not found",
            do="install uv, or export the lock: uv export --format pylock.toml",
        )
    command = [
        "export",
        "--frozen",
        "--format=pylock.toml",
        "--no-emit-project",
        "--no-default-groups",
    ]
    ended = run(uv, [*command, "--no-header"], os.path.dirname(os.path.abspath(lock.path)))
    if ended.returncode:
        raise PackagingError(
            f"uv cannot read {shown(lock.path)}",
            found=resolution.spoken(ended.stderr)[-5:],
            do="run uv lock, and commit the uv.lock that it writes",
        )
    return ended.stdout


def export_poetry(lock: Lock, destination: str) -> None:
    """Have Poetry write its lock as a requirements file with hashes.

    Args:
        lock: The lock.
        destination: Path of the requirements file to write.

    Raises:
        PackagingError: There is no Poetry with its export plugin, or it refuses.
    """
    poetry = which("poetry")
    if poetry is None:
        raise PackagingError(
            f"{shown(lock.path)} can only be read by Poetry, which was not found",
            do="install poetry and poetry-plugin-export, or commit what poetry export writes and "
            "name that file",
        )
    ended = subprocess.run(
        [
            poetry,
            "export",
            "--format=requirements.txt",
            "--output=" + destination,
            "--no-interaction",
        ],
        cwd=os.path.dirname(os.path.abspath(lock.path)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ended.returncode:
        raise PackagingError(
            f"Poetry cannot export {shown(lock.path)}",
            found=resolution.spoken(ended.stderr)[-5:],
            do="install poetry-plugin-export, and run poetry lock",
        )


def project_requirements(path: str, destination: str) -> None:
    """Write the dependencies of a pyproject.toml as a requirements file.

    Args:
        path: The pyproject.toml.
        destination: Path of the requirements file to write.

    Raises:
        PackagingError: It cannot be read or states no dependencies.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise PackagingError(
            f"{shown(path)} cannot be read: {error}", do="correct PACKAGE_REQUIREMENTS_FILE"
        ) from error
    project = loads(text, shown(path)).get("project", {})
    lines = project.get("dependencies", []) if isinstance(project, dict) else []
    if not isinstance(lines, list) or "dependencies" in project.get("dynamic", []):
        raise PackagingError(
            f"{shown(path)} does not state its dependencies as a list",
            do="state them in project.dependencies, or lock them and name the lock",
        )
    with open(destination, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
