"""Prints the digest of one package, built in every way that this machine knows.

    python benchmarks/packaging/determinism.py [PYTHON...] > table.md

Each PYTHON is an interpreter whose pip resolves, so that pip versions can be
compared. Needs a package index; uv is used where it is on PATH.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "templates" / "scripts" / "package.sh"
REQUIREMENTS = "numpy\npandas\nrequests\n"


def build(root: Path, **environment: str) -> str:
    """Build with a fresh cache and give the SHA-256 of the zip."""
    values = {
        **os.environ,
        "PACKAGE_SOURCE_DIR": "src",
        "PACKAGE_REQUIREMENTS_FILE": "requirements.txt",
        "PACKAGE_PYTHON_VERSION": "python3.12",
        "PACKAGE_OUTPUT": "out.zip",
        "PACKAGE_QUIET": "1",
        "PACKAGE_CACHE_DIR": str(root / "cache"),
        **environment,
    }
    shutil.rmtree(root / "cache", ignore_errors=True)
    subprocess.run([SCRIPT], cwd=root, env=values, check=True, stderr=subprocess.DEVNULL)
    return hashlib.sha256((root / "out.zip").read_bytes()).hexdigest()


def label(python: str) -> str:
    """Name an interpreter by its version and that of its pip."""
    code = "import pip, sys; print('Python', sys.version.split()[0] + ', pip', pip.__version__)"
    return subprocess.run(
        [python, "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def main() -> None:
    """Build, and print the table."""
    rows: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        (root / "src" / "b").mkdir(parents=True)
        for name in ("main.py", "b/x.py", "é.txt"):
            (root / "src" / name).write_text(name)
        (root / "requirements.txt").write_text(REQUIREMENTS)
        if shutil.which("uv"):
            rows["uv"] = build(root, PACKAGE_RESOLVER="uv")
        for python in sys.argv[1:] or [sys.executable]:
            rows[label(python)] = build(root, PACKAGE_RESOLVER="pip", PACKAGE_PYTHON=python)
        for mask in (0o077, 0o000):
            before = os.umask(mask)
            rows[f"umask {mask:03o}"] = build(root)
            os.umask(before)
        rows["TZ=Pacific/Kiritimati"] = build(root, TZ="Pacific/Kiritimati")
        rows["LC_ALL=C"] = build(root, LC_ALL="C")
        for path in root.glob("src/**/*"):
            os.utime(path, (0, 0))
        rows["file times 1970"] = build(root)
        shutil.copytree(root / "src", root / "copy")
        shutil.rmtree(root / "src")
        (root / "copy").rename(root / "src")
        rows["copied source"] = build(root)
    print("| built with | sha256 of the zip |\n|---|---|")
    for name, digest in rows.items():
        print(f"| {name} | `{digest[:16]}…` |")
    print(f"\n{len(set(rows.values()))} digest(s) of {len(rows)} builds")


if __name__ == "__main__":
    main()
