"""What is asked for on the command line and in the environment."""

from __future__ import annotations

import json
import os
import signal
import sys
from types import FrameType

from packager.errors import PackagingError, UsageError

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Option, variable, what it takes, what it is.
_OPTIONS = (
    ("--source-dir", "PACKAGE_SOURCE_DIR", "DIR", "directory with the function's code"),
    (
        "--requirements-file",
        "PACKAGE_REQUIREMENTS_FILE",
        "FILE",
        "requirements.txt, pyproject.toml, or a\nuv.lock, poetry.lock, pylock.toml; unset: none",
    ),
    ("--python-version", "PACKAGE_PYTHON_VERSION", "NAME", "runtime, such as python3.12"),
    ("--architecture", "PACKAGE_ARCHITECTURE", "NAME", "x86_64 or arm64; unset: x86_64"),
    ("--output", "PACKAGE_OUTPUT", "FILE", "zip to write; a report goes to FILE.json"),
    (
        "--excludes",
        "PACKAGE_EXCLUDES",
        "JSON",
        "list of glob patterns of what is left out of the\nsource; unset: the list below",
    ),
    (
        "--resolver",
        "PACKAGE_RESOLVER",
        "NAME",
        "auto, uv or pip; unset: auto, which is uv where it\nis there, pip otherwise",
    ),
    (
        "--cache-dir",
        "PACKAGE_CACHE_DIR",
        "DIR",
        "wheel cache; unset: lambda-package in the user's\ncache directory",
    ),
)


class _Interrupted(BaseException):
    """A signal asks to stop."""


def _usage() -> str:
    from packager.globbing import DEFAULT_EXCLUDES  # noqa: PLC0415 - only for --help

    lines = [
        "Usage: package.sh [OPTION]...",
        "",
        "Builds the deployment package of a Lambda function: its source and the wheels of",
        "its dependencies in one zip file, the same bytes wherever it is built.",
        "",
        "Each value comes from its option, or else from its variable:",
        "",
    ]
    for option, variable, takes, text in _OPTIONS:
        lines.append(f"  {option} {takes}  ({variable})")
        lines += [f"        {line}" for line in text.splitlines()]
    lines += [
        "  -q, --quiet  (PACKAGE_QUIET=1)",
        "        one line at the end; warnings and errors as ever",
        "  -h, --help",
        "        this text",
        "",
        "PACKAGE_PYTHON names the Python (3.9 or newer) that runs this.",
        "",
        "Left out of the source unless PACKAGE_EXCLUDES says otherwise:",
        "",
        *[f"  {pattern}" for pattern in DEFAULT_EXCLUDES],
        "",
        "Exit codes: 0 built, 1 cannot be packaged, 2 wrong usage.",
    ]
    return "\n".join(lines) + "\n"


def _parse(arguments: list[str]) -> dict[str, str]:
    """Read options; give each value by its variable's name."""
    variables = {option: variable for option, variable, _, _ in _OPTIONS}
    values = {name: os.environ[name] for name in variables.values() if name in os.environ}
    values["PACKAGE_QUIET"] = os.environ.get("PACKAGE_QUIET", "")
    rest = list(arguments)
    while rest:
        option, equals, value = rest.pop(0).partition("=")
        if option in ("-q", "--quiet") and not equals:
            values["PACKAGE_QUIET"] = "1"
            continue
        if option not in variables:
            raise UsageError(f"unknown argument {option!r}", do="see package.sh --help")
        if not equals:
            if not rest:
                raise UsageError(f"{option} lacks its value", do="see package.sh --help")
            value = rest.pop(0)
        values[variables[option]] = value
    return values


def _excludes(text: str) -> list[str]:
    from packager.globbing import DEFAULT_EXCLUDES  # noqa: PLC0415 - with what needs it

    if not text:
        return list(DEFAULT_EXCLUDES)
    try:
        patterns = json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"PACKAGE_EXCLUDES is not JSON: {error}", do='write a list, such as ["**/tests/**"]'
        ) from error
    if not isinstance(patterns, list) or not all(isinstance(item, str) for item in patterns):
        raise UsageError(
            "PACKAGE_EXCLUDES is not a list of strings", do='write a list, such as ["**/tests/**"]'
        )
    return patterns


def _build(values: dict[str, str]) -> None:
    from packager import build, places  # noqa: PLC0415 - after the bytecode cache is set up
    from packager.report import Progress  # noqa: PLC0415
    from packager.target import Target  # noqa: PLC0415

    needed = ("PACKAGE_SOURCE_DIR", "PACKAGE_PYTHON_VERSION", "PACKAGE_OUTPUT")
    for option, variable, _, text in _OPTIONS:
        if variable in needed and not values.get(variable):
            raise UsageError(f"{variable} is not set: {text}", do=f"set it, or use {option}")
    resolver = values.get("PACKAGE_RESOLVER") or "auto"
    if resolver not in ("auto", "uv", "pip"):
        raise UsageError(f"unknown resolver {resolver!r}", do="use one of auto, uv, pip")
    if values["PACKAGE_QUIET"] not in ("", "0", "1"):
        raise UsageError(
            f"PACKAGE_QUIET is {values['PACKAGE_QUIET']!r}, not 0 or 1", do="set it to 0 or 1"
        )
    target = Target(
        values["PACKAGE_PYTHON_VERSION"], values.get("PACKAGE_ARCHITECTURE") or "x86_64"
    )
    request = build.Request(
        source=values["PACKAGE_SOURCE_DIR"],
        requirements=values.get("PACKAGE_REQUIREMENTS_FILE", ""),
        target=target,
        output=values["PACKAGE_OUTPUT"],
        excludes=_excludes(values.get("PACKAGE_EXCLUDES", "")),
        resolver=resolver,
        cache=values.get("PACKAGE_CACHE_DIR") or places.default_root(),
    )
    progress = Progress(quiet=values["PACKAGE_QUIET"] == "1")
    built = build.build(request, progress)
    progress.done(built, request.output)


def _stop(number: int, _frame: FrameType | None) -> None:
    for name in _SIGNALS:
        signal.signal(name, signal.SIG_IGN)
    raise _Interrupted(number)


def main(arguments: list[str]) -> int:
    """Build the package that is asked for.

    Args:
        arguments: Of the command line.

    Returns:
        The exit code: 0 built, 1 cannot be packaged, 2 wrong usage.
    """
    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(_usage())
        return 0
    for name in _SIGNALS:
        signal.signal(name, _stop)
    try:
        _build(_parse(arguments))
    except PackagingError as error:
        sys.stderr.write(f"package.sh: {error}\n")
        return error.code
    except OSError as error:
        sys.stderr.write(f"package.sh: {_system_error(error)}\n")
        return 1
    except MemoryError:
        sys.stderr.write("package.sh: error: there is not enough memory to build the package\n")
        return 1
    except _Interrupted as interruption:
        number = int(interruption.args[0])
        sys.stderr.write(f"package.sh: stopped by {signal.Signals(number).name}, nothing written\n")
        # Ends as the signal would have ended it, so that the caller sees that it did.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    return 0


def _system_error(error: OSError) -> PackagingError:
    name = f" {os.path.basename(str(error.filename))!r}" if error.filename else ""
    return PackagingError(
        f"the system refuses{name}: {error.strerror or error}",
        do="free space or grant the right that is missing, and build again; the output is as "
        "it was",
    )
