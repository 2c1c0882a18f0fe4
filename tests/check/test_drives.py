"""Drives that are not like others: a mount inside the module, no locks, no room."""

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from tests.unit.directory_state import contents

SPEC = """\
lmgen: 1
module: {namespace: acme, name: one, version: 1.0.0}
output: m
"""

pytestmark = pytest.mark.process


@pytest.fixture(name="module")
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SPEC)
    assert run(["-q", "render", "s.yaml"]) == 0
    return tmp_path / "m"


def run_on_mount(place: Path, options: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the shell in which `lmgen` is lmgen and a tmpfs is mounted in one place."""
    text = f"""
    mount -t tmpfs -o {options} none {place} || exit 77
    lmgen() {{ {sys.executable} -m lambda_monitored_gen "$@"; }}
    {script}
    """
    ran = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", text],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip(f"nothing can be mounted here: {ran.stderr.strip()}")
    return ran


def test_a_volume_that_is_mounted_inside_is_written_to(module: Path) -> None:
    """`docker run -v vol:/src/m/tests`: files are replaced on whichever file system they are."""
    fresh = contents(module)
    ran = run_on_mount(
        module / "tests",
        "size=10m",
        """
        lmgen render s.yaml && lmgen check s.yaml && sed -i 's/1.0.0/1.1.0/' s.yaml &&
        echo 'features: {vpc: false}' >> s.yaml && lmgen render s.yaml && lmgen check s.yaml &&
        ls m/tests && ! ls m/tests/*.lmgen-new
        """,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    listed = ran.stdout.splitlines()
    assert "m: up to date" in ran.stdout
    assert "test_module.py" in listed
    assert "test_vpc.py" not in listed
    assert {path for path in fresh if path.startswith("tests/")} <= contents(module).keys()


def test_a_mount_that_is_full_changes_nothing(module: Path) -> None:
    """There is no room for some of the files: those on other drives stay as they were, too."""
    before = contents(module)
    ran = run_on_mount(
        module / "tests", "size=16k", "sed -i 's/1.0.0/1.1.0/' s.yaml; lmgen render s.yaml"
    )
    assert ran.returncode == 2
    assert "No space left on device; nothing was changed" in ran.stderr
    assert contents(module) == before


def test_a_drive_without_locks_is_written_to_with_a_warning(
    module: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`flock` fails on some network drives: lmgen says so, and goes on."""

    def refuse(*_arguments: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    Path("s.yaml").write_text(SPEC.replace("1.0.0", "1.1.0"))
    capsys.readouterr()
    assert run(["render", "s.yaml"]) == 0
    assert "m: this drive cannot lock" in capsys.readouterr().err
    assert run(["check", "s.yaml"]) == 0
    assert '"1.1.0"' in (module / "main.tf").read_text()
