"""The emulators' Python environments are made once, whole, and only where they are asked for."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lambda_monitored_gen.embedded_aws.environment import Emulator, ensure_python
from lambda_monitored_gen.embedded_aws.errors import EmbeddedAwsError

pytestmark = pytest.mark.process

ASK = """\
import os, sys
from lambda_monitored_gen.embedded_aws.environment import Emulator, ensure_python
print(ensure_python(Emulator("toy", (sys.argv[1],))))
"""


@pytest.fixture
def toy(tmp_path: Path) -> Emulator:
    """An emulator that is one small wheel, so that no index is asked."""
    wheel = tmp_path / "toy_emulator-1.0-py3-none-any.whl"
    info = "toy_emulator-1.0.dist-info"
    files = {
        "toy_emulator.py": "ANSWER = 42\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: toy-emulator\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return Emulator("toy", (str(wheel),))


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    return {**os.environ, "LMGEN_CACHE_DIR": str(tmp_path / "cache")}


def answer(python: Path) -> str:
    code = "import toy_emulator; print(toy_emulator.ANSWER)"
    return subprocess.check_output([python, "-c", code], text=True)


def without_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambda_monitored_gen.embedded_aws.environment._uv", lambda: None)


def test_is_made_once(toy: Emulator, environ: Mapping[str, str]) -> None:
    """The second request gets what the first one made, untouched."""
    python = ensure_python(toy, environ=environ)
    assert answer(python) == "42\n"
    trace = python.parent / "trace"
    trace.touch()
    assert ensure_python(toy, environ=environ) == python
    assert trace.exists()


def test_other_pins_get_another_environment(
    toy: Emulator, environ: Mapping[str, str], tmp_path: Path
) -> None:
    """A new version of a pin never changes an environment that somebody is running from."""
    renamed = tmp_path / "copy" / Path(toy.requirements[0]).name
    renamed.parent.mkdir()
    renamed.write_bytes(Path(toy.requirements[0]).read_bytes())
    other = Emulator(toy.name, (str(renamed),))
    assert ensure_python(toy, environ=environ) != ensure_python(other, environ=environ)


def test_half_made_environment_is_made_anew(toy: Emulator, environ: Mapping[str, str]) -> None:
    """What a killed process left behind is not taken for an environment."""
    python = ensure_python(toy, environ=environ)
    home = python.parent.parent
    (home / "ready").unlink()
    (home / "left-over").touch()
    assert answer(ensure_python(toy, environ=environ)) == "42\n"
    assert not (home / "left-over").exists()


def test_two_processes_at_once(toy: Emulator, environ: Mapping[str, str]) -> None:
    """Processes that need the same environment at the same time all get it, whole."""

    def ask(_number: int) -> Path:
        command = [sys.executable, "-c", ASK, toy.requirements[0]]
        return Path(subprocess.check_output(command, env=environ, text=True).strip())

    with ThreadPoolExecutor() as pool:
        pythons = set(pool.map(ask, range(3)))
    (python,) = pythons
    assert answer(python) == "42\n"


@pytest.mark.parametrize("has_uv", [True, False])
def test_failed_installation_says_what_failed(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, *, has_uv: bool
) -> None:
    """The message names the requirement and holds the installer's own last words."""
    if not has_uv:
        without_uv(monkeypatch)
    absent = Emulator("absent", ("/nonexistent/absent-1.0-py3-none-any.whl",))
    with pytest.raises(EmbeddedAwsError) as caught:
        ensure_python(absent, environ=environ)
    assert "absent-1.0-py3-none-any.whl) is needed to emulate AWS" in caught.value.message
    assert "failed with exit code" in caught.value.message
    assert "\n" not in caught.value.message


def test_pip_does_without_uv(
    toy: Emulator, environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no uv, Python's own venv and pip make the same environment."""
    without_uv(monkeypatch)
    assert answer(ensure_python(toy, environ=environ)) == "42\n"


def test_cache_that_cannot_be_written(toy: Emulator, tmp_path: Path) -> None:
    """A file where the cache should be is reported with the variable that moves it."""
    (tmp_path / "cache").touch()
    with pytest.raises(EmbeddedAwsError, match="cannot be written") as caught:
        ensure_python(toy, environ={**os.environ, "LMGEN_CACHE_DIR": str(tmp_path / "cache")})
    assert caught.value.hint is not None
    assert "LMGEN_CACHE_DIR" in caught.value.hint
