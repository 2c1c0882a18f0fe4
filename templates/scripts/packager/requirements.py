"""Requirements files: what in them cannot be packaged, and whether they are locked.

The files themselves go to the resolver. They are read here to refuse what would
need a build, to hold its choice against the hashes, and to tell whether anything
is left to choose.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from packager.errors import PackagingError, shown
from packager.wheel import normalized, parse

_COMMENT = re.compile(r"(^|\s)#.*$")
_HASH = re.compile(r"\s--hash[= ]\s*(\w+):([0-9a-fA-F]+)")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?=\s*(?:\[|[@;(<>=!~ ]|$))")
_EXTRAS = re.compile(r"^[^\[@;]*\[([^\]]*)\]")
_EXACT = re.compile(r"[^\[\];@<>=!~]+(?:\[[^\]]*\])?\s*={2,3}\s*[^*,;<>=!~\s]+\s*(?:;.*)?")
_VCS = re.compile(r"(?:[^@]*@\s*)?(?:git|hg|svn|bzr)\+", re.IGNORECASE)
_INCLUDE = re.compile(r"(-r|--requirement|-c|--constraint)(?:\s*=\s*|\s+|(?<=-[rc]))(.+)")


class Requirements(NamedTuple):
    """What a requirements file and all that it includes says.

    Attributes:
        lines: Requirements and options, in order, without comments, paths in full.
        constraints: Requirements that only limit versions.
        hashes: The allowed SHA-256 digests (hex) of each package that has any.
        extras: The extras of each package that are asked for.
        locked: Every package has one version and hashes: nothing is left to choose.
        prereleases: Whether ``--pre`` is among the options.
    """

    lines: list[str]
    constraints: list[str]
    hashes: dict[str, set[str]]
    extras: dict[str, set[str]]
    locked: bool
    prereleases: bool


def read(path: str) -> Requirements:
    """Read a requirements file.

    Args:
        path: The file.

    Returns:
        What it says.

    Raises:
        PackagingError: It cannot be read, or holds what cannot be packaged.
    """
    result = Requirements([], [], {}, {}, locked=True, prereleases=False)
    state = {"locked": True, "prereleases": False}
    _read(path, result, state, constraint=False, above=())
    return result._replace(locked=state["locked"], prereleases=state["prereleases"])


def _read(
    path: str,
    result: Requirements,
    state: dict[str, bool],
    *,
    constraint: bool,
    above: tuple[str, ...],
) -> None:
    path = os.path.normpath(path)
    if os.path.realpath(path) in above:
        raise PackagingError(
            f"the requirements file {shown(path)} includes itself",
            do="remove one of the -r or -c lines that lead back to it",
        )
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except FileNotFoundError as error:
        raise PackagingError(
            f"the requirements file {shown(path)} does not exist",
            do="correct PACKAGE_REQUIREMENTS_FILE, or leave it empty for no dependencies",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PackagingError(
            f"the requirements file {shown(path)} cannot be read: {error}",
            do="make it a readable text file in UTF-8",
        ) from error
    for number, line in _logical_lines(text):
        where = f"{shown(os.path.basename(path))} line {number}"
        include = _INCLUDE.fullmatch(line)
        if include:
            name = include[2].strip().strip("'\"")
            if "://" in name:
                state["locked"] = False
                result.lines.append(line)
                continue
            below = os.path.join(os.path.dirname(path), name)
            is_constraint = constraint or include[1] in ("-c", "--constraint")
            deeper = (*above, os.path.realpath(path))
            _read(below, result, state, constraint=is_constraint, above=deeper)
        elif line.startswith("-"):
            _option(line, where, state)
            result.lines.append(_find_links(line, path))
        else:
            line, locked = _requirement(line, where, result, path)  # noqa: PLW2901 - the same line, in full
            # A constraint chooses nothing by itself, and never adds a package.
            state["locked"] &= locked or constraint
            (result.constraints if constraint else result.lines).append(line)


def write(said: Requirements, directory: str) -> tuple[str, str]:
    """Write what a requirements file says as pip and uv both understand it.

    Args:
        said: What it says, with all that it includes.
        directory: Where to write.

    Returns:
        Paths of a requirements file and of a constraints file, without includes.
    """
    paths: list[str] = []
    for name, lines in (("requirements.in", said.lines), ("constraints.in", said.constraints)):
        paths.append(os.path.join(directory, name))
        with open(paths[-1], "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    return paths[0], paths[1]


def exact(said: Requirements, name: str) -> str:
    """Give the version that is asked for, if it is exactly one.

    Args:
        said: What a requirements file says.
        name: Normalized name of a package.
    """
    for line in said.lines:
        match = re.match(r"([\w.-]+)(?:\[[^\]]*\])?\s*={2,3}\s*([^*,;\s]+)\s*(?:;|--|$)", line)
        if match and normalized(match[1]) == name:
            return match[2]
    return ""


def _logical_lines(text: str) -> list[tuple[int, str]]:
    """Join continued lines, drop comments; give each with the number of its first line."""
    result: list[tuple[int, str]] = []
    pending, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        start = start if pending else number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            pending += line[:-1] + " "
            continue
        whole = _COMMENT.sub("", pending + line).strip()
        pending = ""
        if whole:
            result.append((start, whole))
    if pending.strip():
        result.append((start, pending.strip()))
    return result


def _option(line: str, where: str, state: dict[str, bool]) -> None:
    if line.startswith(("-e", "--editable")):
        raise PackagingError(
            f"{where} asks for an editable install: {shown(line)}",
            do="a package holds files, not links to a checkout: move the code into the "
            "source directory, or build a wheel of it",
        )
    if line.startswith("--no-binary"):
        raise PackagingError(
            f"{where} refuses wheels: {shown(line)}",
            do="remove it: only wheels are packaged, nothing is built on this machine",
        )
    if line.startswith("--pre") and not line.startswith("--prefer"):
        state["prereleases"] = True


def _find_links(line: str, path: str) -> str:
    """Write out a directory of wheels that is given relative to the file that names it."""
    match = re.fullmatch(r"(?:--find-links|-f)(?:\s*=\s*|\s+)(.+)", line)
    below = os.path.join(os.path.dirname(os.path.abspath(path)), match[1]) if match else ""
    return f"--find-links {below}" if match and os.path.exists(below) else line


def _requirement(line: str, where: str, result: Requirements, path: str) -> tuple[str, bool]:
    """Take one requirement; give it in full, and whether it leaves nothing to choose."""
    bare = _HASH.sub("", " " + line).strip()
    if _VCS.match(bare):
        raise PackagingError(
            f"{where} asks for a checkout of a repository: {shown(bare)}",
            do="build a wheel of it and serve that from an index, --find-links or a URL",
        )
    match = _NAME.match(bare)
    target = bare.split("@", 1)[1].strip() if match and re.match(r"[^;]*@", bare) else ""
    target = re.split(r"\s;", target or ("" if match else bare))[0].strip()
    name = normalized(match[0]) if match else ""
    if target:
        _check_location(target, bare, where)
        wheel = parse(target.split("#")[0].split("?")[0].rsplit("/", 1)[-1].replace("%2B", "+"))
        name = name or (wheel.name if wheel else "")
        if "://" not in target:
            from urllib.parse import quote  # noqa: PLC0415 - rarely needed, and slow to load

            # pip and uv disagree about what such a path is relative to.
            full = os.path.join(os.path.dirname(os.path.abspath(path)), target)
            line = line.replace(target, f"{name} @ file://{quote(full)}", 1)
    if name:
        extras = _EXTRAS.match(bare)
        wanted = {normalized(part.strip()) for part in (extras[1] if extras else "").split(",")}
        result.extras.setdefault(name, set()).update(wanted - {""})
    digests = {digest.lower() for kind, digest in _HASH.findall(line) if kind == "sha256"}
    fragment = re.search(r"[#&]sha256=([0-9a-fA-F]{64})", target)
    if fragment:
        digests.add(fragment[1].lower())
    if digests and name:
        result.hashes.setdefault(name, set()).update(digests)
    return line, bool(digests) and bool(target or _EXACT.fullmatch(bare))


def _check_location(target: str, line: str, where: str) -> None:
    path = target.partition("#")[0].partition("?")[0]
    if path.endswith(".whl"):
        return
    if "://" in target and not target.lower().startswith("file:"):
        raise PackagingError(
            f"{where} asks for a source archive: {shown(line)}",
            do="name the URL of a wheel: only wheels are packaged, nothing is built here",
        )
    raise PackagingError(
        f"{where} asks for a directory or archive on this machine: {shown(line)}",
        do="move the code into the source directory, or build a wheel of it and name that",
    )
