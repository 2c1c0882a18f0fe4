"""Resolution and download by pip, with the target's marker environment."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from shutil import which

from packager import pip_target, resolution
from packager.errors import PackagingError
from packager.target import Target
from packager.wheel import normalized

# Settings that would change what `pip download` does, not where packages come from.
_NOT_OURS = {
    "PIP_ABI", "PIP_DEST", "PIP_IMPLEMENTATION", "PIP_LOG", "PIP_NO_BINARY", "PIP_ONLY_BINARY",
    "PIP_PLATFORM", "PIP_PREFIX", "PIP_PYTHON", "PIP_PYTHON_VERSION", "PIP_QUIET",
    "PIP_REQUIRE_VIRTUALENV", "PIP_REQUIREMENT", "PIP_ROOT", "PIP_TARGET", "PIP_USER",
    "PIP_VERBOSE", "PYTHONHOME", "PYTHONPATH",
}  # fmt: skip
_UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|NameResolutionError|"
    r"ConnectionError|Max retries exceeded|Temporary failure in name resolution|"
    r"Connection refused|Network is unreachable"
)

_LINK = re.compile(
    r"(?:Skipping|Found) link.*?/([A-Za-z0-9][\w.-]*?)-(\d[^-/\s]*?)"
    r"(?:-[^/\s]*\.whl|\.tar\.gz|\.zip)"
)


class NoPipError(PackagingError):
    """No Python was found that has a pip."""


def _pythons() -> list[str]:
    names = ["python3", *(f"python3.{minor}" for minor in range(14, 8, -1))]
    found = [sys.executable, *(path for path in map(which, names) if path)]
    return list(dict.fromkeys(found))


def run(arguments: list[str], target: Target, directory: str) -> subprocess.CompletedProcess[str]:
    """Run pip for the target.

    Args:
        arguments: What to do.
        target: Whose markers hold.
        directory: Where to run it.

    Returns:
        How it ended.

    Raises:
        PackagingError: There is no pip, or it evaluates markers in another way.
    """
    environment = {k: v for k, v in os.environ.items() if k.upper() not in _NOT_OURS}
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["PYTHONUTF8"] = "1"
    said: list[str] = []
    for python in _pythons():
        ended = subprocess.run(
            [python, "-B", pip_target.__file__, json.dumps(target.environment), *arguments],
            env=environment,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if ended.returncode == pip_target.NOT_TAKEN:
            raise PackagingError(
                "this pip cannot be made to evaluate markers for another machine",
                found=resolution.spoken(ended.stderr)[-3:],
                do="install uv, or pip 22.3 or newer",
            )
        if ended.returncode != pip_target.NO_PIP:
            return ended
        said = resolution.spoken(ended.stderr)[-1:]
    raise NoPipError(
        "neither uv nor pip was found to resolve the requirements",
        found=said,
        do="install uv, or pip for the Python that runs this",
    )


def _target_options(target: Target) -> list[str]:
    options = ["--only-binary=:all:", f"--python-version={target.full_version}"]
    options += ["--implementation=cp"]
    options += [f"--abi={abi}" for abi in (target.interpreter, "abi3", "none")]
    return options + [f"--platform={platform}" for platform in target.platforms]


def resolve(
    arguments: list[str],
    target: Target,
    directory: str,
    destination: str,
    *,
    places: list[str] | None = None,
) -> list[resolution.Pin]:
    """Choose and download wheels.

    Args:
        arguments: Requirements as pip takes them, such as ``-r FILE``.
        target: What the package is built for.
        directory: Where relative paths in them start.
        destination: An empty directory for the wheels.
        places: Options of the requirements file that name indexes, for messages.

    Returns:
        The wheels, with their paths in the destination.

    Raises:
        PackagingError: The requirements cannot be met.
    """
    command = ["download", "--no-input", "--progress-bar=off", "--dest=" + destination]
    ended = run([*command, *_target_options(target), *arguments], target, directory)
    if ended.returncode:
        again = [
            *command[1:],
            *_target_options(target),
            *(w for p in places or [] for w in p.split()),
        ]
        raise _refusal(ended.stdout + "\n" + ended.stderr, target, directory, again)
    pins: list[resolution.Pin] = []
    for name in sorted(os.listdir(destination)):
        path = os.path.join(destination, name)
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        pins.append(resolution.Pin(name, digest, path))
    return pins


def _refusal(text: str, target: Target, directory: str, options: list[str]) -> PackagingError:
    """Say what pip's refusal means."""
    said = resolution.spoken(text)
    if any(_UNREACHABLE.search(line) for line in said):
        lines = [line for line in said if _UNREACHABLE.search(line)]
        return resolution.unreachable("pip", lines[-1:])
    mismatch = re.search(
        r"DO NOT MATCH THE HASHES.*?\n\s*(\S+?)(?:==(\S+?))?(?:\[[^\]]*\])? from", text, re.DOTALL
    )
    if mismatch:
        name = mismatch[1].split("[")[0]
        return resolution.wrong_hash(name, mismatch[2] or "")
    missing = re.search(
        r"No matching distribution found for (.+?)(?: \(from .*)?$", text, re.MULTILINE
    )
    if missing:
        return _missing(missing[1].strip(), target, directory, options)
    unhashed = re.search(r"all requirements must have their.*?\n\s*([\w.-]+)", text, re.DOTALL)
    if unhashed:
        return PackagingError(
            f"{unhashed[1]} has no version or no hash in the requirements, while others have one",
            do="lock the whole set with hashes, for example with uv pip compile --generate-hashes",
        )
    if any(line.endswith("ERROR: Exception:") for line in said):
        # pip itself broke; the last line of its traceback says of what.
        return resolution.unresolved("pip", said[-1:], target)
    told = [line for line in said if "ERROR" in line or "conflict" in line.lower()]
    return resolution.unresolved("pip", told or said, target)


def _missing(wanted: str, target: Target, directory: str, options: list[str]) -> PackagingError:
    """Tell a version that does not exist from one that only lacks a wheel.

    pip says the same of both, so it is asked again to tell which files it passed over.
    """
    match = re.match(r"([\w.-]+?)(?:\[[^\]]*\])?\s*([=<>!~].*)?$", wanted.partition(";")[0].strip())
    if not match:
        return resolution.unresolved("pip", [f"No matching distribution for {wanted}"], target)
    name, specifier = match[1], (match[2] or "").strip()
    told = run(["download", "-vv", "--no-deps", *options, name], target, directory)
    lines = resolution.spoken(told.stdout + told.stderr)
    unreachable = [line for line in lines if _UNREACHABLE.search(line)]
    if unreachable:
        return resolution.unreachable("pip", unreachable[-1:])
    versions: set[str] = set()
    for line in lines:
        file = _LINK.search(line)
        if file and normalized(file[1]) == normalized(name):
            versions.add(file[2])
    if not versions:
        return resolution.no_package(name)
    exact = re.fullmatch(r"={2,3}\s*([^,*\s]+)", specifier)
    if exact and exact[1] not in versions:
        return resolution.no_version(f"{name}=={exact[1]}")
    return resolution.no_wheel(f"{name} {exact[1]}" if exact else name + specifier, target)
