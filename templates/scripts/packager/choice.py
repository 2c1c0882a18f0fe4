"""Which resolver chooses, from which file."""

from __future__ import annotations

import os
import threading
from shutil import which
from typing import TYPE_CHECKING, NamedTuple

from packager import dependencies, lockfile, requirements, resolution
from packager.errors import PackagingError
from packager.report import Progress
from packager.target import Target

if TYPE_CHECKING:
    from packager.asked import Asked, Lock

_PLACES = ("-i", "--index-url", "--extra-index-url", "--find-links", "-f", "--no-index")

_PATIENCE = 2  # rounds of uv, each a fifth of a second, before pip is asked


def choose(  # noqa: C901, PLR0911, PLR0913 - all ways to a set, and all that decides on it
    asked: Asked, target: Target, staging: str, *, resolver: str, fresh: bool, progress: Progress
) -> dependencies.Plan:
    """Choose the wheels.

    Args:
        asked: What is asked for.
        target: What the package is built for.
        staging: A directory for what is only needed now.
        resolver: ``auto``, ``uv`` or ``pip``.
        fresh: Whether no wheel is cached, so that some will have to be downloaded.
        progress: Is told what happens.

    Returns:
        The choice.

    Raises:
        PackagingError: There is none.
    """
    lock, said, path = asked.lock, asked.said, asked.lock.path
    found = which("uv") if resolver != "pip" else None
    if resolver == "uv" and found is None:
        raise PackagingError(
            "uv was not found on PATH", do="install uv, or set PACKAGE_RESOLVER to auto or pip"
        )
    directory = os.path.dirname(os.path.abspath(path))
    if lock.kind in ("uv", "pylock"):
        return _locked(lock, said, target, found, progress)
    if lock.kind != "requirements":
        path = os.path.join(staging, "requirements.txt")
        if lock.kind == "poetry":
            lockfile.export_poetry(lock, path)
        else:
            lockfile.project_requirements(lock.path, path)
        said = requirements.read(path)
    if not any(not line.startswith("-") for line in said.lines):
        return dependencies.Plan([], {}, strict=True)
    job = _Job(said, target, directory, staging, progress)
    if resolver == "pip" or found is None:
        return job.pip()
    from packager import uv  # noqa: PLC0415 - only where it is there

    if fresh:
        # While uv waits for the index.
        threading.Thread(target=_prepare, daemon=True).start()
    if resolver == "uv":
        return job.uv(found, uv.MOST_ROUNDS)
    try:
        return job.uv(found, _PATIENCE)
    except (uv.OldUvError, uv.NoTomlError):
        return job.pip()
    except uv.ManyRoundsError:
        from packager import pip  # noqa: PLC0415 - as above

        # pip knows every glibc and needs one round; it may not be there.
        try:
            return job.pip()
        except pip.NoPipError:
            return job.uv(found, uv.MOST_ROUNDS)


def _prepare() -> None:
    from packager import download  # noqa: PLC0415 - what it needs takes long to load

    download.prepare()


class _Job(NamedTuple):
    """A requirements file to be resolved, by either tool."""

    said: requirements.Requirements
    target: Target
    directory: str
    staging: str
    progress: Progress

    def uv(self, program: str, rounds: int) -> dependencies.Plan:
        from packager import uv  # noqa: PLC0415 - only where it is there

        self.progress.say(f"resolving for {self.target} with uv")
        pins = uv.resolve(
            program,
            self.said,
            self.target,
            directory=self.directory,
            staging=self.staging,
            rounds=rounds,
        )
        _check_hashes(pins, self.said)
        lines = self.said.lines
        if any("@" in line for line in lines):
            from packager import download  # noqa: PLC0415 - what it needs takes long to load

            # uv keeps log-ins to itself.
            pins = [pin._replace(location=download.with_login(pin.location, lines)) for pin in pins]
        return dependencies.Plan(pins, self.said.extras, strict=False)

    def pip(self) -> dependencies.Plan:
        from packager import pip  # noqa: PLC0415 - only where uv is not

        self.progress.say(f"resolving for {self.target} with pip")
        wheels = os.path.join(self.staging, "wheels")
        os.mkdir(wheels)
        places = [line for line in self.said.lines if line.startswith(_PLACES)]
        file, constraints = requirements.write(self.said, self.staging)
        asked = ["-r", file, "-c", constraints]
        pins = pip.resolve(asked, self.target, self.directory, wheels, places=places)
        _check_hashes(pins, self.said)
        return dependencies.Plan(pins, self.said.extras, strict=True)


def _check_hashes(pins: list[resolution.Pin], said: requirements.Requirements) -> None:
    """Hold the choice against the hashes of the requirements, as pip's hash-checking mode does."""
    hashing = any("--hash" in line for line in said.lines)
    for pin in pins:
        allowed = said.hashes.get(pin.name)
        if allowed is not None and pin.sha256 not in allowed:
            raise resolution.wrong_hash(pin.name, pin.version)
        if allowed is None and hashing:
            raise PackagingError(
                f"{pin.name} {pin.version} has no hash in the requirements, while others have one",
                do="lock the whole set with hashes, for example with uv pip compile "
                "--generate-hashes",
            )


def _locked(
    lock: Lock,
    said: requirements.Requirements,
    target: Target,
    uv_program: str | None,
    progress: Progress,
) -> dependencies.Plan:
    """Take the wheels that a lock names; there is nothing to resolve."""
    from packager import pylock, uv  # noqa: PLC0415 - only for locks

    progress.say(f"reading {os.path.basename(lock.path)} for {target}")
    if lock.kind == "uv":
        text = lockfile.export_uv(lock, uv_program)
    else:
        with open(lock.path, encoding="utf-8") as file:
            text = file.read()
    pins = []
    for package in pylock.packages(text, os.path.abspath(lock.path), target):
        pin = uv.choose(package, said, target)
        if pin is None:
            raise resolution.no_wheel(f"{package.name} {package.version}".strip(), target)
        pins.append(pin)
    return dependencies.Plan(pins, {}, strict=False)
