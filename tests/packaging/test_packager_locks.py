from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packaging.packager_support import Index, Packager, pythons, wheel
from tests.packaging.projects import lock
from tests.support.programs import development_program

pytestmark = pytest.mark.process

PROJECT = """\
[project]
name = "function"
version = "0"
requires-python = ">=3.9"
dependencies = ["one>=1", 'two; platform_machine == "aarch64"']
[dependency-groups]
dev = ["never"]
"""
PINNED = "lock-version = '1.0'\ncreated-by = 'a tool'\n"
LOCKED_X = PINNED + "[[packages]]\nname = 'x'\nversion = '1'\n"


@pytest.fixture
def served(packager: Packager, index: Index) -> dict[str, str]:
    packager.use(index)
    return {
        "one": index.add(wheel("one")),
        "two": index.add(wheel("two")),
        "never": index.add(wheel("never")),
    }


def packages(packager: Packager) -> set[str]:
    names = {name.split("/")[0] for name in packager.names()}
    return {name.split("-")[0] for name in names if name.endswith(".dist-info")}


@pytest.mark.parametrize(
    ("architecture", "names"), [("x86_64", {"one"}), ("arm64", {"one", "two"})]
)
def test_pyproject_without_a_lock(
    packager: Packager, served: dict[str, str], architecture: str, names: set[str]
) -> None:
    """Without a lock uv resolves the project's dependencies, without its groups."""
    assert served
    packager.write({"pyproject.toml": PROJECT})
    packager.build(requirements_file="pyproject.toml", architecture=architecture)
    assert packages(packager) == names


def lock_with_uv(packager: Packager, index: Index) -> None:
    uv = development_program("uv")
    packager.write({"pyproject.toml": PROJECT})
    environment = {
        **packager.environment,
        "UV_DEFAULT_INDEX": index.url,
        "UV_PYTHON_DOWNLOADS": "never",
    }
    subprocess.run([uv, "lock", "-q"], cwd=packager.root, env=environment, check=True)


@pytest.mark.parametrize("named", ["pyproject.toml", "uv.lock"])
@pytest.mark.parametrize(
    ("architecture", "names"), [("x86_64", {"one"}), ("arm64", {"one", "two"})]
)
def test_uv_lock(  # noqa: PLR0913, PLR0917 - two parameters and four fixtures
    packager: Packager,
    index: Index,
    served: dict[str, str],
    named: str,
    architecture: str,
    names: set[str],
) -> None:
    """What uv.lock holds for the target is packaged; newer versions since do not count."""
    assert served
    lock_with_uv(packager, index)
    index.add(wheel("one", "2.0"))
    before = packager.build(requirements_file=named, architecture=architecture)
    assert packages(packager) == names
    assert "one-1.0.dist-info/METADATA" in packager.names()
    assert packager.build(requirements_file=named, architecture=architecture) == before
    assert not (packager.root / ".venv").exists(), "nothing is written beside the project"


def test_a_locked_wheel_for_a_newer_glibc(
    packager: Packager, index: Index, served: dict[str, str]
) -> None:
    """A lock whose wheels need a newer glibc than the runtime's is refused, never cut short."""
    assert served
    index.add(wheel("needy", tag="cp311-cp311-manylinux_2_28_x86_64"))
    packager.write({"pyproject.toml": PROJECT.replace('"one>=1"', '"one>=1", "needy"')})
    lock(packager, index)
    ended = packager.run("-q", requirements_file="uv.lock", python_version="python3.11")
    assert ended.returncode == 1
    assert "no wheel of needy 1.0 for python3.11 on x86_64" in ended.stderr


def test_uv_lock_without_uv(packager: Packager, index: Index, served: dict[str, str]) -> None:
    """Only uv reads uv.lock; without it the user is told what to do."""
    assert served
    lock_with_uv(packager, index)
    if shutil.which("uv", path="/usr/bin:/bin"):
        pytest.skip("uv is a program of the system here")
    packager.environment["PATH"] = "/usr/bin:/bin"
    ended = packager.run("-q", requirements_file="uv.lock")
    assert ended.returncode == 1
    assert ended.stderr == (
        "package.sh: error: uv.lock is read by uv, which was not found\n"
        "  do: install uv, or name a requirements file that uv exports\n"
    )


def test_poetry_lock_without_poetry(packager: Packager) -> None:
    """Only Poetry reads poetry.lock; without it the user is told what to do."""
    packager.write({"poetry.lock": "", "pyproject.toml": "[tool.poetry]\n"})
    packager.environment["PATH"] = "/usr/bin:/bin"
    ended = packager.run("-q", requirements_file="pyproject.toml")
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        f"package.sh: error: {packager.root}/poetry.lock is read by poetry, which was not "
        "found\n  do: install poetry, or "
    )


def test_poetry_lock(packager: Packager, served: dict[str, str], resolver: str) -> None:
    """What Poetry exports is packaged."""
    script = (
        "#!/bin/sh\nfor word; do case $word in --output=*) out=${word#--output=};; esac; done\n"
        f'echo "one==1.0 ; os_name == \'posix\' --hash=sha256:{served["one"]}" > "$out"\n'
    )
    packager.write({"bin/poetry": script, "poetry.lock": "", "pyproject.toml": "[tool.poetry]\n"})
    (packager.root / "bin" / "poetry").chmod(0o755)
    packager.environment["PATH"] = f"{packager.root}/bin:{packager.environment['PATH']}"
    packager.build(requirements_file="poetry.lock", resolver=resolver)
    assert packages(packager) == {"one"}


def pylock(index: Index, served: dict[str, str], **changes: str) -> str:
    files = index.url.replace("simple/", "files/")
    text = 'lock-version = "1.0"\ncreated-by = "a tool"\nrequires-python = ">=3.9"\n'
    for name, marker in (("one", "os_name == 'posix'"), ("two", "platform_machine == 'aarch64'")):
        text += f'[[packages]]\nname = "{name}"\nversion = "1.0"\nmarker = "{marker}"\n'
        text += f'wheels = [{{ url = "{files}{name}-1.0-py3-none-any.whl", '
        text += f'hashes = {{ sha256 = "{served[name]}" }} }}]\n'
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def test_pylock(packager: Packager, index: Index, served: dict[str, str]) -> None:
    """Of a pylock.toml is packaged what its markers say for the target."""
    packager.write({"pylock.prod.toml": pylock(index, served)})
    packager.build(requirements_file="pylock.prod.toml", architecture="arm64")
    assert packages(packager) == {"one", "two"}
    packager.build(requirements_file="pylock.prod.toml")
    assert packages(packager) == {"one"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = [", "uv finds no set of wheels of pylock.toml for python3.12 on x86_64"),
        ("lock-version = '2.0'", "uv finds no set of wheels of pylock.toml for "),
        ("lock-version = '1.0'\npackages = [1]", "uv finds no set of wheels of pylock.toml for "),
        (PINNED + "requires-python = '>=3.13'", "uv finds no set of wheels of pylock.toml for "),
        (
            LOCKED_X
            + "vcs = {type = 'git', url = 'https://h.invalid/x', commit-id = '"
            + "0" * 40
            + "'}",
            "no wheel of x 1 for ",
        ),
        (
            LOCKED_X
            + "sdist = {url = 'https://h.invalid/x.tar.gz', hashes = {sha256 = '"
            + "a" * 64
            + "'}}",
            "no wheel of x 1 for python3.12 on",
        ),
        (
            LOCKED_X
            + "wheels = [{path = 'x-1-py3-none-any.whl', hashes = {sha256 = '"
            + "a" * 64
            + "'}}]",
            "the system refuses: [Errno 2] No such file or directory: ",
        ),
    ],
)
def test_locks_that_cannot_be_used(packager: Packager, text: str, message: str) -> None:
    """Each fault of a lock has its sentence."""
    packager.write({"pylock.toml": text})
    ended = packager.run("-q", requirements_file="pylock.toml")
    assert ended.returncode == 1
    assert ended.stderr.startswith("package.sh: error: " + message)
    assert "Traceback" not in ended.stderr


def test_a_file_that_changed_on_its_way(
    packager: Packager, index: Index, served: dict[str, str]
) -> None:
    """A wheel that is not the one that was locked is never packaged."""
    packager.write({"pylock.toml": pylock(index, served)})
    name, data = wheel("one", files={"one/evil.py": ""})
    (index.root / "files" / name).write_bytes(data)
    ended = packager.run("-q", requirements_file="pylock.toml")
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        "package.sh: error: one-1.0-py3-none-any.whl is not the file that the index or lock "
        "has\n  found: sha256 "
    )


def test_toml_for_old_pythons(packager: Packager, index: Index, served: dict[str, str]) -> None:
    """Python 3.9 and 3.10 read TOML with what pip brings along."""
    old = next((path for name, path in pythons().items() if name in ("3.9", "3.10")), None)
    if old is None:
        pytest.skip("no Python 3.9 or 3.10 on this machine")
    packager.environment["PACKAGE_PYTHON"] = old
    packager.write({"pylock.toml": pylock(index, served)})
    packager.build(requirements_file="pylock.toml")
    assert packages(packager) == {"one"}
    assert Path(old).exists()
