"""Which resolver chooses, from which file."""

from __future__ import annotations

import os
from shutil import which
from typing import NamedTuple

from packager import dependencies, lockfile, pip, requirements, resolution
from packager.errors import PackagingError, shown
from packager.report import Progress
from packager.target import Target

_PLACES = ("-i", "--index-url", "--extra-index-url", "--find-links", "-f", "--no-index")

_PATIENCE = 2  # rounds of uv, each a fifth of a second, before pip is asked


class Asked(NamedTuple):
    """What the user asks for.

    Attributes:
        lock: Where it is stated.
        said: The requirements, if a requirements file states them.
        key: Under which its outcome can be remembered; empty if it is not locked.
    """

    lock: lockfile.Lock
    said: requirements.Requirements
    key: str


def ask(path: str, target: Target) -> Asked:
    """Read what is asked for.

    Args:
        path: The requirements file, lock or pyproject.toml.
        target: What the package is built for.

    Returns:
        What it asks for.

    Raises:
        PackagingError: It cannot be read, or asks for what cannot be packaged.
    """
    lock = lockfile.find(path)
    if lock.kind == "requirements":
        said = requirements.read(lock.path)
        locked = said.locked and bool(said.lines)
        return Asked(
            lock, said, dependencies.key(target, said.lines + said.constraints) if locked else ""
        )
    nothing = requirements.Requirements([], [], {}, {}, locked=False, prereleases=False)
    texts: list[str] = [lock.kind]
    for name in lock.inputs:
        try:
            with open(name, encoding="utf-8") as file:
                texts.append(file.read())
        except (OSError, UnicodeDecodeError) as error:
            raise PackagingError(
                f"{shown(name)} cannot be read: {error}",
                do="correct PACKAGE_REQUIREMENTS_FILE, or write the file with its tool",
            ) from error
    return Asked(lock, nothing, "" if lock.kind == "project" else dependencies.key(target, texts))


def choose(  # noqa: C901, PLR0911 - one branch for each way to a set
    asked: Asked, target: Target, staging: str, *, resolver: str, progress: Progress
) -> dependencies.Plan:
    """Choose the wheels.

    Args:
        asked: What is asked for.
        target: What the package is built for.
        staging: A directory for what is only needed now.
        resolver: ``auto``, ``uv`` or ``pip``.
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

    if resolver == "uv":
        return job.uv(found, uv.MOST_ROUNDS)
    try:
        return job.uv(found, _PATIENCE)
    except (uv.OldUvError, uv.NoTomlError):
        return job.pip()
    except uv.ManyRoundsError:
        # pip knows every glibc and needs one round; it may not be there.
        try:
            return job.pip()
        except pip.NoPipError:
            return job.uv(found, uv.MOST_ROUNDS)


class _Job(NamedTuple):
    """A requirements file to be resolved, by either tool."""

    said: requirements.Requirements
    target: Target
    directory: str
    staging: str
    progress: Progress

    def uv(self, program: str, rounds: int) -> dependencies.Plan:
        from packager import download, uv  # noqa: PLC0415 - only where it is there

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
        # uv keeps log-ins to itself.
        lines = self.said.lines
        pins = [pin._replace(location=download.with_login(pin.location, lines)) for pin in pins]
        return dependencies.Plan(pins, self.said.extras, strict=False)

    def pip(self) -> dependencies.Plan:
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
    lock: lockfile.Lock,
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
