"""Resolution by uv: right about the target's markers, and fast."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from packager import pip_config, pylock, resolution
from packager.errors import PackagingError
from packager.requirements import Requirements, exact, write
from packager.target import Target
from packager.toml import NoTomlError

# How uv names the platforms; it knows no 2_26 and takes the next newer one.
_PLATFORMS = {26: "manylinux_2_28", 34: "manylinux_2_34"}
MOST_ROUNDS = 200
_UNREACHABLE = re.compile(
    r"error sending request|dns error|failed to lookup|tcp connect error|"
    r"client error \(Connect\)|operation timed out|Network connectivity is disabled|"
    r"Connection refused|invalid peer certificate"
)

_NO_WHEELS = re.compile(
    r"(?:because|and) ([\w.\[\],-]+?)(?:(?:[=<>!~]=?)[^ ]*)? (?:has|have) no "
    r"(?:usable wheels|wheels with)",
    re.IGNORECASE,
)
_NO_VERSION = re.compile(r"there is no version of ([\w.\[\],-]+==[^ ]+)")
_NO_PACKAGE = re.compile(
    r"Because ([\w.-]+) was not found in the (?:package registry|provided package locations)"
)

__all__ = ["ManyRoundsError", "NoTomlError", "OldUvError", "choose", "resolve", "run"]


class ManyRoundsError(PackagingError):
    """uv chose too often what the target cannot load."""


class OldUvError(PackagingError):
    """This uv cannot say which wheels it chose."""


def run(uv: str, arguments: list[str], directory: str) -> subprocess.CompletedProcess[str]:
    """Run uv with the user's index settings.

    Args:
        uv: The program.
        arguments: What to do.
        directory: Where to run it.

    Returns:
        How it ended.
    """
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    environment.update(pip_config.for_uv(directory))
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    environment["UV_NO_PROGRESS"] = "1"
    environment["NO_COLOR"] = "1"
    return subprocess.run(
        [uv, *arguments],
        env=environment,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def resolve(  # noqa: PLR0913 - all that decides on the set
    uv: str,
    said: Requirements,
    target: Target,
    *,
    directory: str,
    staging: str,
    rounds: int = MOST_ROUNDS,
) -> list[resolution.Pin]:
    """Choose wheels; none is downloaded.

    uv may choose a version without a wheel that the target can load, because it
    knows no platform with exactly its glibc. Such a version is then excluded and
    uv is asked again.

    Args:
        uv: The program.
        said: What the requirements file says.
        target: What the package is built for.
        directory: Where relative paths in it start.
        staging: A directory for the exclusions.
        rounds: How often uv is asked at most.

    Returns:
        One wheel for each package.

    Raises:
        ManyRoundsError: Each round had a version that the target cannot load.
        PackagingError: The requirements cannot be met.
    """
    excluded: dict[str, str] = {}
    path, constraints = write(said, staging)
    command = [
        "pip", "compile", path, "--constraints=" + constraints, "--format=pylock.toml",
        "--no-header", "--no-annotate", "--only-binary=:all:", f"--python={sys.executable}",
        f"--python-version={target.full_version}",
        f"--python-platform={target.machine}-{_PLATFORMS[target.glibc]}",
    ]  # fmt: skip
    if said.prereleases:
        command.append("--prerelease=allow")
    for _ in range(rounds):
        ended = run(uv, command, directory)
        if ended.returncode:
            raise _refusal(ended.stderr, target, said, list(excluded.values()))
        where = os.path.join(directory, "pylock.toml")
        pins: list[resolution.Pin] = []
        unusable: dict[str, str] = {}
        for package in pylock.packages(ended.stdout, where, target):
            pin = choose(package, said, target)
            if pin:
                pins.append(pin)
            else:
                unusable[f"{package.name}!={package.version}"] = package.name
        if not unusable:
            return pins
        excluded.update(unusable)
        write(said._replace(constraints=[*said.constraints, *excluded]), staging)
    raise ManyRoundsError(
        f"uv finds no set of wheels that {target} can load in {rounds} rounds",
        found=[f"last excluded: {what}" for what in list(excluded)[-3:]],
        do="ask for versions that have such wheels",
    )


def choose(package: pylock.Package, said: Requirements, target: Target) -> resolution.Pin | None:
    """Choose the wheel of a locked package.

    Args:
        package: The package.
        said: The requirements, for the hashes that they allow.
        target: What the package is built for.

    Returns:
        The wheel that suits best, or None if the target can load none.

    Raises:
        PackagingError: Its wheels are not those that were locked, or it is none.
    """
    if package.other:
        raise PackagingError(
            f"{package.name} is locked as a {package.other}, not as a wheel",
            do="build a wheel of it and serve that from an index, --find-links or a URL",
        )
    allowed = said.hashes.get(package.name)
    pin = resolution.best(package.wheels, target, allowed)
    if pin is None and resolution.best(package.wheels, target, None):
        raise resolution.wrong_hash(package.name, package.version)
    return pin


def _refusal(text: str, target: Target, said: Requirements, excluded: list[str]) -> PackagingError:
    """Say what uv's refusal means."""
    lines = resolution.spoken(text)
    joined = " ".join(lines)
    if _UNREACHABLE.search(joined):
        return resolution.unreachable("uv", [line for line in lines if _UNREACHABLE.search(line)])
    if "unexpected argument" in joined or "invalid value" in joined:
        found = lines[:1]
        return OldUvError("this uv is too old", found=found, do="install uv 0.7 or newer, or pip")
    culprit = next((name for name in reversed(excluded) if name in joined), "")
    match = _NO_WHEELS.search(joined)
    if culprit or match:
        # A range in uv's words is what it looked at, not what was asked for.
        name = culprit or (match[1].partition("[")[0] if match else "")
        return resolution.no_wheel(f"{name} {exact(said, name)}".strip(), target)
    match = _NO_VERSION.search(joined)
    if match:
        return resolution.no_version(match[1].rstrip(","))
    match = _NO_PACKAGE.search(joined)
    if match:
        return resolution.no_package(match[1])
    told = [line for line in lines if not line.startswith("warning:")]
    return resolution.unresolved("uv", told, target)
