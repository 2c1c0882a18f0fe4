"""Prints which versions of popular packages each runtime and architecture gets.

    python benchmarks/packaging/versions.py > table.md

Needs a package index, and pip or uv.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "templates" / "scripts" / "package.sh"
PACKAGES = (
    "numpy", "pandas", "pydantic-core", "cryptography", "lxml", "pillow", "psycopg2-binary",
    "orjson", "aiohttp", "charset-normalizer",
)  # fmt: skip
RUNTIMES = ("python3.9", "python3.10", "python3.11", "python3.12", "python3.13")


def versions(root: Path, runtime: str, architecture: str) -> dict[str, str]:
    """Build one package and give the version of each package in it.

    Args:
        root: A directory with a source and requirements.
        runtime: Such as ``python3.12``.
        architecture: ``x86_64`` or ``arm64``.

    Returns:
        Versions by package.
    """
    environment = {
        **os.environ,
        "PACKAGE_SOURCE_DIR": "src",
        "PACKAGE_REQUIREMENTS_FILE": "requirements.txt",
        "PACKAGE_PYTHON_VERSION": runtime,
        "PACKAGE_ARCHITECTURE": architecture,
        "PACKAGE_OUTPUT": "out.zip",
        "PACKAGE_QUIET": "1",
    }
    subprocess.run([SCRIPT], cwd=root, env=environment, check=True, stderr=subprocess.DEVNULL)
    report = json.loads((root / "out.zip.json").read_text())
    return {row["name"]: row["version"] for row in report["packages"]}


def main() -> None:
    """Build for each runtime and architecture, and print the table."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        (root / "src").mkdir()
        (root / "src" / "main.py").write_text("")
        (root / "requirements.txt").write_text("\n".join(PACKAGES) + "\n")
        found = {
            (runtime, architecture): versions(root, runtime, architecture)
            for architecture in ("x86_64", "arm64")
            for runtime in RUNTIMES
        }
    print("| package | " + " | ".join(f"{r[6:]} {a}" for r, a in found) + " |")
    print("|---|" + "---|" * len(found))
    for name in PACKAGES:
        print(f"| {name} | " + " | ".join(chosen[name] for chosen in found.values()) + " |")


if __name__ == "__main__":
    main()
