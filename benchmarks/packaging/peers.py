"""The other packagers that package.sh is measured against, each run as its makers run it.

None of them is part of this project: each is given by a path on the machine that
measures, and one that is not given is not measured.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

RUNTIME = "python3.12"
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
SCRIPT = Path(__file__).parents[2] / "templates" / "scripts" / "package.sh"

# Runs aws-lambda-builders, which is a library: sources, artifacts, scratch, manifest,
# architecture.
_SAM = """
import sys
from aws_lambda_builders.builder import LambdaBuilder
source, artifacts, scratch, manifest, architecture = sys.argv[1:]
LambdaBuilder("python", "uv", None).build(
    source, artifacts, scratch, manifest, runtime="python3.12", architecture=architecture
)
"""


@dataclass
class Place:
    """One place to work in: a source, its output and the caches of all tools.

    Attributes:
        root: An empty directory.
        environment: Of the tools.
    """

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def __post_init__(self) -> None:
        (self.root / "src").mkdir()
        text = "def lambda_handler(event, context):\n    return 1\n"
        (self.root / "src" / "main.py").write_text(text)
        # Tools are measured as users have them: with their compiled modules.
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def caches(self, name: str) -> None:
        """Make every tool keep its cache in one directory."""
        for variable in ("PACKAGE_CACHE_DIR", "UV_CACHE_DIR", "PIP_CACHE_DIR"):
            self.environment[variable] = str(self.root / name / variable)

    def clear(self) -> None:
        """Remove what the last run made, so that each starts alike."""
        for path in self.root.glob("out*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def run(self, *command: str | Path, said: str = "", **environment: str) -> str:
        """Run a command, quietly; give what it writes."""
        ended = subprocess.run(
            [str(word) for word in command],
            cwd=self.root,
            env={**self.environment, **environment},
            input=said,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise SystemExit(f"{command[0]} failed:\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def zip(self, tree: str) -> None:
        """Pack a directory with the zip program."""
        self.run("bash", "-c", 'cd "$1" && zip -q -r ../out.zip .', "zip", tree)


Tool = Callable[[str, str], None]
"""Packages for a requirements file (empty: none) and an architecture."""


def ours(place: Place, resolver: str) -> Tool:
    """Give package.sh with one of its resolvers."""

    def job(requirements: str, architecture: str) -> None:
        place.run(
            SCRIPT,
            "-q",
            PACKAGE_SOURCE_DIR="src",
            PACKAGE_PYTHON_VERSION=RUNTIME,
            PACKAGE_ARCHITECTURE=architecture,
            PACKAGE_OUTPUT="out.zip",
            PACKAGE_REQUIREMENTS_FILE=requirements,
            PACKAGE_RESOLVER=resolver,
        )

    return job


def published(place: Place, script: Path) -> Tool:
    """Give the script of the published module that is being replaced."""

    def job(requirements: str, architecture: str) -> None:
        place.run(script, "src", requirements or "none", "out", "out.zip", architecture, RUNTIME)

    return job


def terraform_aws_modules(place: Place, program: Path) -> Tool:
    """Give package.py of terraform-aws-modules/lambda: Terraform calls it twice.

    It knows no architecture but its own.
    """

    def job(requirements: str, architecture: str) -> None:
        source: dict[str, object] = {"path": "src"}
        if requirements:
            source["pip_requirements"] = requirements
        query = {
            "paths": json.dumps({"module": ".", "root": ".", "cwd": "."}),
            "docker": None,
            "artifacts_dir": "out",
            "runtime": RUNTIME,
            "source_path": json.dumps([source]),
            "hash_extra": "",
            "hash_internal": json.dumps([architecture]),
            "recreate_missing_package": True,
            "quiet": True,
        }
        told = json.loads(place.run("python3", program, "prepare", said=json.dumps(query)))
        plan = told["build_plan_filename"]
        place.run("python3", program, "build", "--timestamp", told["timestamp"], plan)

    return job


def sam(place: Place, python: Path) -> Tool:
    """Give the SAM builders with uv, and zip for what `sam package` does after them."""

    def job(requirements: str, architecture: str) -> None:
        manifest = requirements or str(place.root / "requirements-none.txt")
        Path(manifest).touch()
        for name in ("out", "out-scratch"):
            (place.root / name).mkdir()
        place.run(python, "-c", _SAM, "src", "out", "out-scratch", manifest, architecture)
        place.zip("out")

    return job


def uv_zip(place: Place) -> Tool:
    """Give uv, which installs into a directory, and zip."""

    def job(requirements: str, architecture: str) -> None:
        (place.root / "out").mkdir()
        if requirements:
            place.run(
                "uv", "pip", "install", "-q", "--target=out", "-r", requirements,
                f"--python-platform={MACHINES[architecture]}-manylinux_2_34",
                f"--python-version={RUNTIME[6:]}", "--only-binary=:all:",
                UV_PYTHON_DOWNLOADS="never",
            )  # fmt: skip
        place.run("cp", "-r", "src/.", "out")
        place.zip("out")

    return job
