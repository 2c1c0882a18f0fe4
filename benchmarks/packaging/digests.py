"""Compares the packages that two versions of the packager build from eight sets.

    python -m benchmarks.packaging.digests --before DIRECTORY > table.md

DIRECTORY has the scripts of the other version. Where digests differ, the table says in which
files. Needs a package index, uv and pip.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "templates" / "scripts"
SETS = (
    ("", "python3.12", "x86_64"),
    ("requests", "python3.12", "x86_64"),
    ("boto3", "python3.13", "arm64"),
    ("numpy pandas", "python3.12", "x86_64"),
    ("numpy pandas", "python3.12", "arm64"),
    ("numpy pandas", "python3.11", "x86_64"),
    ("cryptography pydantic aiohttp", "python3.13", "arm64"),
    ("flask gunicorn lxml pillow", "python3.10", "x86_64"),
)


def build(root: Path, scripts: Path, resolver: str, asked: tuple[str, str, str]) -> Path:
    """Build a set with a version of the packager; give the zip."""
    packages, runtime, architecture = asked
    (root / "requirements.txt").write_text("\n".join([*packages.split(), ""]))
    output = root / f"{hashlib.sha256(str(scripts).encode()).hexdigest()[:8]}-{resolver}.zip"
    environment = {
        **os.environ,
        "PACKAGE_SOURCE_DIR": "src",
        "PACKAGE_REQUIREMENTS_FILE": "requirements.txt",
        "PACKAGE_PYTHON_VERSION": runtime,
        "PACKAGE_ARCHITECTURE": architecture,
        "PACKAGE_OUTPUT": str(output),
        "PACKAGE_QUIET": "1",
        "PACKAGE_RESOLVER": resolver,
        "PACKAGE_CACHE_DIR": str(root / f"cache-{output.stem}"),
    }
    # The script's own first line chooses its shell, which has not always been sh.
    subprocess.run([scripts / "package.sh"], cwd=root, env=environment, check=True)
    return output


def contents(path: Path) -> dict[str, tuple[int, int, int, int]]:
    """Give what of each entry decides what Lambda unpacks: CRC, size, mode, method."""
    with zipfile.ZipFile(path) as archive:
        return {
            info.filename: (info.CRC, info.file_size, info.external_attr, info.compress_type)
            for info in archive.infolist()
        }


def difference(before: Path, after: Path) -> str:
    """Say which files two zips do not have in common, packages' names left out."""
    if before.read_bytes() == after.read_bytes():
        return "nothing"
    old, new = contents(before), contents(after)
    kinds = {
        "only before": old.keys() - new.keys(),
        "only after": new.keys() - old.keys(),
        "changed": {name for name in old.keys() & new.keys() if old[name] != new[name]},
    }
    said = []
    for kind, names in kinds.items():
        shapes = sorted({re.sub(r"^[^/]+(?=\.dist-info/)", "*", name) for name in names})
        if names:
            said.append(f"{kind}: {len(names)} × `{'`, `'.join(shapes[:5])}`")  # noqa: RUF001
    return "; ".join(said) or "order or form of the entries"


def main() -> None:
    """Build each set with both versions and both resolvers, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, required=True, help="scripts of the other version")
    before = parser.parse_args().before.absolute()
    print("| set | before | after, uv | after, pip | what differs |\n|---|---|---|---|---|")
    for asked in SETS:
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            (root / "src").mkdir()
            (root / "src" / "main.py").write_text("def handler(event, context):\n    return 1\n")
            zips = [
                build(root, before, "uv", asked),
                build(root, SCRIPTS, "uv", asked),
                build(root, SCRIPTS, "pip", asked),
            ]
            digests = (hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in zips)
            cells = " | ".join(f"`{digest}`" for digest in digests)
            name = f"{asked[0] or 'no dependencies'}, {asked[1]}, {asked[2]}"
            print(f"| {name} | {cells} | {difference(zips[0], zips[1])} |", flush=True)


if __name__ == "__main__":
    main()
