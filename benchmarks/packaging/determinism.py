"""Prints the digest of one package, built in every way that this machine knows.

    python -m benchmarks.packaging.determinism [PYTHON...] [--uv UV...] [--other DIRECTORY]

Each PYTHON is an interpreter whose pip resolves, each UV a uv, so that their versions can be
compared; DIRECTORY is on another file system. Needs a package index; what is not on PATH, such as
another shell, is left out.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "templates" / "scripts"
FILES = ("main.py", "b/x.py", "é.txt", "B.py", "a-b/c.py")
REQUIREMENTS = "numpy\npandas\nrequests\n"
VARIABLES = {
    "TZ=Pacific/Kiritimati": {"TZ": "Pacific/Kiritimati"},
    "TZ=America/New_York": {"TZ": "America/New_York"},
    "LC_ALL=C": {"LC_ALL": "C"},
    "LC_ALL=POSIX, LANG unset": {"LC_ALL": "POSIX", "LANG": ""},
    "LC_ALL=tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8"},
    "LC_ALL=en_US.ISO-8859-1": {"LC_ALL": "en_US.ISO-8859-1"},
    "SOURCE_DATE_EPOCH=1": {"SOURCE_DATE_EPOCH": "1"},
    "PYTHONHASHSEED=1": {"PYTHONHASHSEED": "1"},
    "PYTHONOPTIMIZE=2": {"PYTHONOPTIMIZE": "2"},
    "PIP_USER=1, PIP_TARGET=x": {"PIP_USER": "1", "PIP_TARGET": "x"},
    "UV_COMPILE_BYTECODE=1": {"UV_COMPILE_BYTECODE": "1"},
    "not quiet": {"PACKAGE_QUIET": "0"},
}


@dataclass
class Place:
    """Where packages are built.

    Attributes:
        root: A directory with a source and requirements.
        rows: Digests by what was varied.
    """

    root: Path
    rows: dict[str, str] = field(default_factory=dict)

    def fill(self, names: tuple[str, ...] = FILES) -> None:
        """Write the source and the requirements."""
        for name in names:
            path = self.root / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")
        (self.root / "requirements.txt").write_text(REQUIREMENTS)

    def build(
        self,
        name: str,
        *shell: str,
        scripts: Path = SCRIPTS,
        keep: bool = False,
        before: Callable[[], object] | None = None,
        variables: Mapping[str, str] | None = None,
        **environment: str,
    ) -> None:
        """Build, with a fresh cache unless it is kept, and note the SHA-256 of the zip."""
        values = {
            **os.environ,
            "PACKAGE_SOURCE_DIR": "src",
            "PACKAGE_REQUIREMENTS_FILE": "requirements.txt",
            "PACKAGE_PYTHON_VERSION": "python3.12",
            "PACKAGE_OUTPUT": "out.zip",
            "PACKAGE_QUIET": "1",
            "PACKAGE_CACHE_DIR": str(self.root / "cache"),
            **environment,
            **(variables or {}),
        }
        if not keep:
            shutil.rmtree(self.root / "cache", ignore_errors=True)
        ended = subprocess.run(
            [*(shell or ("sh",)), scripts / "package.sh"],
            cwd=self.root,
            env=values,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=before,
        )
        if ended.returncode:
            raise SystemExit(f"{name}: {ended.stderr}")
        output = self.root / values["PACKAGE_OUTPUT"]
        self.rows[name] = hashlib.sha256(output.read_bytes()).hexdigest()
        sys.stderr.write(f"{name}: {self.rows[name][:16]}\n")


def label(python: str) -> str:
    """Name an interpreter by its version and that of its pip."""
    code = "import pip, sys; print('Python', sys.version.split()[0] + ', pip', pip.__version__)"
    command = [python, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def by_tools(place: Place, pythons: list[str], uvs: list[str]) -> None:
    """Build with each resolver and shell."""
    for uv in uvs:
        version = subprocess.run([uv, "--version"], check=True, capture_output=True, text=True)
        path = os.pathsep.join([str(Path(uv).parent), os.environ["PATH"]])
        name = " ".join(version.stdout.split()[:2])
        place.build(name, PACKAGE_RESOLVER="uv", PATH=path)
    for python in pythons:
        place.build(label(python), PACKAGE_RESOLVER="pip", PACKAGE_PYTHON=python)
    for shell in ("dash", "bash", "busybox"):
        if shutil.which(shell):
            place.build(f"{shell} as sh", *((shell, "sh") if shell == "busybox" else (shell,)))


def by_settings(place: Place) -> None:
    """Build with other variables, masks and limits."""
    for name, variables in VARIABLES.items():
        place.build(name, variables=variables)
    for mask in (0o077, 0o000):
        place.build(f"umask {mask:03o}", before=functools.partial(os.umask, mask))
    limit = (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    place.build(
        "64 open files at most", before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit)
    )
    if hasattr(os, "sched_setaffinity"):
        place.build("one processor", before=lambda: os.sched_setaffinity(0, {0}))


def by_caches(place: Place) -> None:
    """Build with what other runs have left."""
    place.build("a cache that pip has filled", PACKAGE_RESOLVER="pip")
    place.build("that cache again, uv", keep=True, PACKAGE_RESOLVER="uv")
    place.build("that cache and uv's, offline", keep=True, PACKAGE_RESOLVER="uv", UV_OFFLINE="1")


def by_places(place: Place, other: Path | None) -> None:
    """Build from other files, times and directories."""
    source = place.root / "src"
    for path in source.rglob("*"):
        os.utime(path, (0, 0))
    place.build("file times 1970")
    for path in source.rglob("*.py"):
        path.chmod(0o600)
    place.build("mode 0600")
    shutil.rmtree(source)
    place.fill(tuple(reversed(FILES)))
    place.build("files created in reverse")
    (source / "b").rename(place.root / "linked")
    (source / "b").mkdir()
    (source / "b" / "x.py").symlink_to("../../linked/x.py")
    place.build("a file behind a link")
    shutil.copytree(source, place.root / "copy of it")
    place.build("a copy, absolute paths", PACKAGE_SOURCE_DIR=str(place.root / "copy of it"))
    copy = place.root / "scripts of it"
    shutil.copytree(SCRIPTS, copy)
    place.build("another path of the scripts", scripts=copy)
    place.build("another output", PACKAGE_OUTPUT="deep/er/fn.zip")
    if other is not None:
        with tempfile.TemporaryDirectory(dir=other) as directory:
            elsewhere = Place(Path(directory), place.rows)
            elsewhere.fill()
            elsewhere.build("another file system")


def main() -> None:
    """Build, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pythons", nargs="*", default=[sys.executable], help="whose pip resolves")
    parser.add_argument("--uv", nargs="*", help="uv to resolve with; that on PATH if none is given")
    parser.add_argument("--other", type=Path, help="a directory on another file system")
    given = parser.parse_args()
    uvs = given.uv or [uv for uv in [shutil.which("uv")] if uv]
    with tempfile.TemporaryDirectory() as directory:
        place = Place(Path(directory))
        place.fill()
        by_tools(place, given.pythons, uvs)
        by_settings(place)
        by_caches(place)
        by_places(place, given.other)
    print("| built with | sha256 of the zip |\n|---|---|")
    for name, digest in place.rows.items():
        print(f"| {name} | `{digest[:16]}…` |")
    print(f"\n{len(set(place.rows.values()))} digest(s) of {len(place.rows)} builds")


if __name__ == "__main__":
    main()
