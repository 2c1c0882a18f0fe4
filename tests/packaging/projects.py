"""What tests of the packager share about projects: own code, locks, and what Terraform hashes."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

from tests.packaging.packager_support import Index, Packager
from tests.support.programs import development_program

# A build backend of the project's own, so that nothing has to be fetched to build. Each wheel that
# it makes says another Generator, is compressed otherwise, and leaves a trace where it is built.
BACKEND = """\
import os, pathlib, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    count = pathlib.Path({counter!r})
    turn = len(count.read_text()) if count.exists() else 0
    count.write_text("x" * (turn + 1))
    os.makedirs("build", exist_ok=True)
    pathlib.Path("build", "trace").write_text("built here")
    stem = "{stem}-1.0"
    files = {{str(path): path.read_text() for path in pathlib.Path("{stem}").rglob("*.py")}}
    files[stem + ".dist-info/METADATA"] = "Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n"
    for each in {dependencies!r}:
        files[stem + ".dist-info/METADATA"] += "Requires-Dist: " + each + "\\n"
    files[stem + ".dist-info/WHEEL"] = (
        f"Wheel-Version: 1.0\\nGenerator: own {{turn}}\\nRoot-Is-Purelib: true\\nTag: {tag}\\n"
    )
    record = "".join(name + ",,\\n" for name in files)
    files[stem + ".dist-info/RECORD"] = record + stem + ".dist-info/RECORD,,\\n"
    made = stem + "-{tag}.whl"
    method = (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)[turn % 2]
    with zipfile.ZipFile(pathlib.Path(directory, made), "w", method) as archive:
        for name in sorted(files, reverse=turn % 2):
            archive.writestr(name, files[name])
    return made

build_editable = build_wheel
"""


def own_package(  # noqa: PLR0913 - each part of a package can be set
    packager: Packager,
    place: str,
    name: str,
    *,
    tag: str = "py3-none-any",
    dependencies: tuple[str, ...] = (),
    more: str = "",
) -> None:
    """Write a package of one's own that builds itself.

    Args:
        packager: In whose working directory.
        place: Directory to write it to.
        name: What it is called.
        tag: Tag of the wheel that its backend makes.
        dependencies: What it depends on.
        more: Text at the end of its pyproject.toml.
    """
    stem = name.replace("-", "_")
    counter = str(packager.root / f"{stem}.count")
    packager.write(
        {
            f"{place}/pyproject.toml": f'[project]\nname = "{name}"\nversion = "1.0"\n'
            f'requires-python = ">=3.9"\ndependencies = {json.dumps(dependencies)}\n'
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
            + more,
            f"{place}/backend.py": BACKEND.format(
                stem=stem, name=name, tag=tag, counter=counter, dependencies=dependencies
            ),
            f"{place}/{stem}/__init__.py": "OWNER = 'we'\n",
        }
    )


def lock(packager: Packager, index: Index, place: str = ".") -> None:
    """Let uv lock the project in a directory, with an index that uv is told of from then on."""
    packager.environment["UV_DEFAULT_INDEX"] = index.url
    subprocess.run(
        [development_program("uv"), "lock", "-q"],
        cwd=packager.root / place,
        env={**packager.environment, "UV_PYTHON_DOWNLOADS": "never"},
        check=True,
    )


def shipped(packager: Packager) -> set[str]:
    """Names of the packages in the zip."""
    tops = {name.split("/")[0] for name in packager.names()}
    return {top.split("-")[0] for top in tops if top.endswith(".dist-info")}


def report(packager: Packager) -> str:
    """The report beside the zip."""
    return Path(f"{packager.output}.json").read_text(encoding="utf-8")


def tree(place: Path) -> dict[str, bytes]:
    """Everything below a directory."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in sorted(place.rglob("*"))
    }


def _below(place: Path) -> list[tuple[str, Path]]:
    return [(p.relative_to(place).as_posix(), p) for p in place.rglob("*") if p.is_file()]


def _item(root: Path, item: str) -> list[tuple[str, Path]]:
    parts = item.split("/")
    special = [at for at, part in enumerate(parts) if "*" in part or "?" in part]
    if not special:
        place = root / item
        return _below(place) if place.is_dir() else [(place.name, place)] * place.is_file()
    base = root / "/".join(parts[: special[0]])
    pattern = re.escape("/".join(parts[special[0] :])).replace(r"\*\*/", "(?:[^/]+/)*")
    pattern = pattern.replace(r"\*\*", ".*").replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    return [(name, path) for name, path in _below(base) if re.fullmatch(pattern, name)]


def hashed(packager: Packager, *items: str, leave_out: tuple[str, ...] = ()) -> dict[str, str]:
    """Give what Terraform hands the packager about what it has hashed.

    Args:
        packager: Whose source, and in whose working directory.
        items: Of the variable `package_inputs` and those that the module adds by itself.
        leave_out: Names of the source that are not packaged.

    Returns:
        Values for a run of the packager.
    """
    own = [pair for pair in _below(packager.source) if pair[0] not in leave_out]
    lines = []
    for files in (own, *(_item(packager.root, item) for item in items)):
        for name, path in sorted(files, key=lambda pair: pair[0].encode()):
            lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n")
    listing = "".join(lines).encode()
    digests = "".join(hashlib.sha256(line.encode()).hexdigest()[:4] for line in lines)
    return {
        "inputs": json.dumps(items),
        "content_hash": hashlib.sha256(listing).hexdigest(),
        "content_digests": digests if len(lines) <= 30_000 else "",
    }
