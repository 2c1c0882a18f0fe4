"""The virtual environments of the emulators, created once and kept in the user's cache.

Each emulator has its own: MiniStack pins one botocore, moto needs another.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambda_monitored_gen.embedded_aws.errors import EmbeddedAwsError
from lambda_monitored_gen.embedded_aws.package_index import translate_pip_configuration
from lambda_monitored_gen.user_cache import file_lock, user_cache_directory

_INSTALL_SECONDS = 900.0
_LINES_SHOWN = 8


@dataclass(frozen=True)
class Emulator:
    """A program that emulates AWS.

    Attributes:
        name: What people call it.
        requirements: What to install, pinned so that everybody runs the same.
    """

    name: str
    requirements: tuple[str, ...]


# boto3 is there for the handlers: Lambda's own Python runtimes have it, and handlers run in
# MiniStack's environment. Its version follows the botocore that MiniStack pins.
MINISTACK = Emulator("ministack", ("ministack==1.5.33", "boto3==1.43.106"))
MOTO = Emulator("moto", ("moto[server]==5.2.5",))


def ensure_python(emulator: Emulator, *, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the Python that has `emulator`, which is installed at the first call.

    Two processes that ask at once get the same one: the second waits for the first. What a
    killed process leaves half done is made anew.

    Args:
        emulator: What must be importable there.
        environ: Environment variables: the cache's, pip's and uv's count.

    Raises:
        EmbeddedAwsError: It cannot be installed, or the cache cannot be written.
    """
    home = user_cache_directory(environ) / "embedded-aws" / _key(emulator)
    python = home / "bin" / "python"
    ready = home / "ready"
    if _usable(ready, python):
        return python
    try:
        with file_lock(home.with_name(f"{home.name}.lock")):
            if not _usable(ready, python):
                shutil.rmtree(home, ignore_errors=True)
                for command in _commands(home, emulator.requirements):
                    _run(command, emulator, environ)
                ready.touch()
    except OSError as error:
        raise EmbeddedAwsError(
            f"{emulator.name} should be installed below {home}, and that cannot be written: "
            f"{error}.",
            hint="Name a directory that can be written in LMGEN_CACHE_DIR.",
        ) from error
    return python


def _usable(ready: Path, python: Path) -> bool:
    # The interpreter is a link to one that may have been removed since.
    return ready.exists() and python.exists()


def _key(emulator: Emulator) -> str:
    facts = (*emulator.requirements, sys.version, os.path.realpath(sys.executable))
    digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()
    return f"{emulator.name}-{digest[:16]}"


def _commands(home: Path, requirements: Sequence[str]) -> list[list[str]]:
    python = str(home / "bin" / "python")
    if uv := _uv():
        return [
            [uv, "venv", "--no-project", "--python", sys.executable, str(home)],
            [uv, "pip", "install", "--python", python, *requirements],
        ]
    quiet = ["--disable-pip-version-check", "--no-input"]
    return [
        [sys.executable, "-m", "venv", str(home)],
        [python, "-m", "pip", "install", *quiet, *requirements],
    ]


def _uv() -> str | None:
    """Find uv on the PATH or beside this Python, as in a virtual environment that is not active."""
    return shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))


def _run(command: Sequence[str], emulator: Emulator, environ: Mapping[str, str]) -> None:
    environment = {**environ, **translate_pip_configuration(environ)}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=_INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise EmbeddedAwsError(
            f"Installing {emulator.name} should take seconds, and took over "
            f"{_INSTALL_SECONDS:.0f}.",
            hint="See whether the package index that pip or uv is configured for answers.",
        ) from error
    if done.returncode:
        end = " ".join(done.stdout.split("\n")[-_LINES_SHOWN:]).strip()
        raise EmbeddedAwsError(
            f"{emulator.name} ({', '.join(emulator.requirements)}) is needed to emulate AWS, and "
            f"`{' '.join(command[:3])}` failed with exit code {done.returncode}: {end}",
            hint="It is installed once, from the package index that pip or uv is configured for; "
            "see whether that answers.",
        )
