from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packaging.packager_support import SCRIPTS, Packager

TOO_OLD = (
    "package.sh: error: Python 3.9 or newer is needed to build the package\n"
    "  found: {}\n"
    "  do: install Python 3.9 or newer, or name one in PACKAGE_PYTHON\n"
)


def tools(packager: Packager, **programs: str) -> None:
    """Give package.sh a PATH with these programs only, and bash."""
    place = packager.root / "tools"
    place.mkdir()
    for name in ("bash", "env"):
        (place / name).symlink_to(shutil.which(name) or name)
    for name, text in programs.items():
        path = place / name.replace("_", ".")
        path.write_text(text)
        path.chmod(0o755)
    packager.environment["PATH"] = str(place)
    packager.environment.pop("PACKAGE_PYTHON", None)


def running(python: str) -> str:
    return f'#!/bin/sh\nexec "{python}" "$@"\n'


OLD = "#!/bin/sh\nexit 1\n"


def test_help(packager: Packager) -> None:
    """--help tells every option, variable and default, and builds nothing."""
    ended = packager.run("--help", output="")
    assert ended.returncode == 0
    for word in ("PACKAGE_EXCLUDES", "--cache-dir", "--quiet", "**/.git/**", "Exit codes: 0 built"):
        assert word in ended.stdout
    assert ended.stderr == ""


def test_the_first_python_that_will_do(packager: Packager) -> None:
    """An old python3 and a shim without a version are passed over."""
    good = packager.environment["PACKAGE_PYTHON"]
    tools(packager, python3=OLD, python3_14="#!/bin/sh\nexit 127\n", python3_12=running(good))
    packager.build()


@pytest.mark.parametrize(
    ("programs", "found"),
    [
        ({}, "no Python on PATH"),
        ({"python3": OLD, "python": OLD}, "missing, too old or broken: python3 python"),
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
        TOO_OLD.format("missing, too old or broken: no-such-python"),
    )


def test_package_py_by_an_old_python(packager: Packager) -> None:
    """package.py run directly by an old Python answers with a sentence."""
    places = [shutil.which(f"python3.{minor}") for minor in (6, 7, 8)]
    places += [str(path) for path in Path.home().glob(".pyenv/versions/3.[678].*/bin/python3")]
    old = next((place for place in reversed(places) if place and ".pyenv/shims" not in place), None)
    if old is None:
        pytest.skip("no Python older than 3.9 on this machine")
    ended = subprocess.run(
        [old, str(SCRIPTS / "package.py")], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("package.sh: error: Python 3.9 or newer is needed")
    ended = packager.run(python=old)
    assert ended.stderr == TOO_OLD.format(f"missing, too old or broken: {old}")


def test_shellcheck() -> None:
    """package.sh has no finding of shellcheck."""
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        pytest.skip("shellcheck is not installed")
    ended = subprocess.run(
        [shellcheck, str(SCRIPTS / "package.sh")], capture_output=True, text=True, check=False
    )
    assert ended.stdout == ""
    assert ended.returncode == 0
