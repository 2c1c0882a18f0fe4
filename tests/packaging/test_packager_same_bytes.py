from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.packaging.packager_support import HANDLER, SCRIPTS, Index, Packager, pythons, wheel

pytestmark = pytest.mark.process

FILES = {
    "src/b.py": "b",
    "src/a/z.py": "z",
    "src/a/A.py": "A",
    "src/é.txt": "é",
    "src/.hidden/x": "x" * 5000,
}
# Of the packages and source below. It changes only if the format of packages does:
# then every user's function is deployed anew, which belongs into the changelog.
DIGEST = "efe73c982b6e14a73d157fd58ddcf547"


def prepare(packager: Packager, index: Index) -> None:
    index.add(wheel("one", requires=("two",), files={"one/data.txt": "1\n" * 10_000}))
    index.add(wheel("two", executable=("two/__init__.py",)))
    packager.use(index)
    packager.write({**FILES, "requirements.txt": "one\n"})


def build(packager: Packager, **values: object) -> tuple[str, str]:
    """Build with dependencies; give the digests of the zip and of its report."""
    zipped = packager.build(requirements_file="requirements.txt", **values)
    return zipped, hashlib.sha256(Path(f"{packager.output}.json").read_bytes()).hexdigest()


def beside(packager: Packager) -> list[str]:
    """List what lies in the output's directory."""
    return sorted(path.name for path in packager.output.parent.iterdir())


def other_times(packager: Packager) -> None:
    for path in packager.source.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))


def other_order(packager: Packager) -> None:
    shutil.rmtree(packager.source)
    packager.write(dict(reversed(FILES.items())))
    packager.write({"src/main.py": HANDLER})


def group_modes(packager: Packager) -> None:
    for path in packager.source.rglob("*"):
        path.chmod(0o775 if path.is_dir() else 0o666)


def setting(**values: str) -> Callable[[Packager], None]:
    def change(packager: Packager) -> None:
        packager.environment.update(values)

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: os.umask(0o077), id="umask 077"),
        pytest.param(lambda _: os.umask(0o000), id="umask 000"),
        pytest.param(setting(TZ="Pacific/Kiritimati"), id="time zone"),
        pytest.param(setting(LC_ALL="tr_TR.UTF-8", LANG="tr_TR.UTF-8"), id="Turkish locale"),
        pytest.param(setting(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"), id="C locale"),
        pytest.param(setting(SOURCE_DATE_EPOCH="1", PYTHONHASHSEED="7"), id="hash seed"),
        pytest.param(setting(PACKAGE_RESOLVER="pip"), id="pip"),
        pytest.param(setting(PACKAGE_CACHE_DIR="fresh"), id="fresh cache"),
        pytest.param(other_times, id="file times"),
        pytest.param(other_order, id="creation order"),
        pytest.param(group_modes, id="group and other modes"),
    ],
)
def test_the_same_bytes(
    packager: Packager, index: Index, change: Callable[[Packager], object]
) -> None:
    """Nothing of the machine or the moment is seen in the zip or its report."""
    prepare(packager, index)
    before = build(packager)
    mask = os.umask(0o022)
    os.umask(mask)
    try:
        change(packager)
        shutil.rmtree(packager.output.parent)
        assert build(packager) == before
    finally:
        os.umask(mask)


def test_another_directory(packager: Packager, index: Index) -> None:
    """Neither the checkout's path nor the module's is seen in the zip."""
    prepare(packager, index)
    before = build(packager)
    shutil.copytree(packager.source, packager.root / "else where" / "code")
    shutil.copytree(SCRIPTS, packager.root / "copy of module")
    command, environment = packager.command(
        source_dir="code", requirements_file="../requirements.txt", output="p.zip"
    )
    command = [str(packager.root / "copy of module" / "package.sh")]
    subprocess.run(command, cwd=packager.root / "else where", env=environment, check=True)
    again = (packager.root / "else where" / "p.zip").read_bytes()
    assert hashlib.sha256(again).hexdigest() == before[0]
    assert not list((packager.root / "copy of module").rglob("*.pyc"))


def test_every_python(packager: Packager, index: Index) -> None:
    """Each Python from 3.9 on that this machine has makes the same zip and report."""
    found = pythons()
    if len(found) < 2:
        pytest.skip("fewer than two Pythons to compare")
    prepare(packager, index)
    digests = {}
    for name, python in found.items():
        packager.environment["PACKAGE_PYTHON"] = python
        digests[name] = build(packager, cache_dir=f"cache-{name}")
    assert len(set(digests.values())) == 1, digests


def test_a_change_is_seen(packager: Packager, index: Index) -> None:
    """Content, name and mode of each file count."""
    prepare(packager, index)
    seen = {build(packager)[0]}
    packager.write({"src/b.py": "c"})
    seen.add(build(packager)[0])
    (packager.source / "b.py").rename(packager.source / "c.py")
    seen.add(build(packager)[0])
    (packager.source / "c.py").chmod(0o755)
    seen.add(build(packager)[0])
    assert len(seen) == 4


def test_runs_for_one_output(packager: Packager) -> None:
    """Of runs with different inputs one wins whole: its zip, its report, nothing besides."""
    expected = {}
    for name in "abcd":
        packager.write({f"{name}/main.py": name * 300_000})
        digest = packager.build(source_dir=name)
        expected[digest] = Path(f"{packager.output}.json").read_text()
    for _ in range(3):
        runs = []
        for name in "abcdabcd":
            command, environment = packager.command(source_dir=name)
            runs.append(
                subprocess.Popen([*command, "-q"], cwd=packager.root, env=environment, stderr=-3)
            )
        assert [run.wait() for run in runs] == [0] * len(runs)
        digest = hashlib.sha256(packager.output.read_bytes()).hexdigest()
        assert Path(f"{packager.output}.json").read_text() == expected[digest]
        assert beside(packager) == ["package.zip", "package.zip.json"]


def start_slow(packager: Packager) -> subprocess.Popen[bytes]:
    """Start a run that waits for a resolver which never ends."""
    resolver = packager.root / "bin" / "uv"
    if not resolver.exists():  # A run that is under way may be starting it: it is written once.
        packager.write({"bin/uv": "#!/bin/sh\nexec sleep 60\n", "requirements.txt": "one\n"})
        resolver.chmod(0o755)
    packager.environment["PATH"] = f"{packager.root / 'bin'}:/usr/bin:/bin"
    command, environment = packager.command(requirements_file="requirements.txt", resolver="uv")
    run = subprocess.Popen(
        command, cwd=packager.root, env=environment, stderr=subprocess.PIPE, bufsize=0
    )
    assert run.stderr is not None
    assert b"with uv" in run.stderr.readline()
    return run


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_leaves_nothing_behind(packager: Packager, number: signal.Signals) -> None:
    """A run that is told to stop cleans up, says so, and ends by that signal."""
    packager.write({"out/package.zip": "before"})
    run = start_slow(packager)
    run.send_signal(number)
    assert run.wait(timeout=60) == -number
    assert run.stderr is not None
    assert f"package.sh: stopped by {number.name}, nothing written\n".encode() in run.stderr.read()
    run.stderr.close()
    assert beside(packager) == ["package.zip"]
    assert packager.output.read_text() == "before"


def test_a_killed_run_is_cleaned_up_after(packager: Packager) -> None:
    """What a killed run left is removed by the next one, what a living one needs is not."""
    packager.write({"out/package.zip": "before"})
    killed = start_slow(packager)
    killed.kill()
    killed.wait()
    (left,) = packager.output.parent.glob(".package.zip.*.staging")
    assert packager.output.read_text() == "before"
    days_ago = time.time() - 2 * 86_400
    os.utime(left, (days_ago, days_ago))
    living = start_slow(packager)
    packager.build()
    assert len(list(packager.output.parent.glob(".package.zip.*.staging"))) == 1
    living.terminate()
    living.wait()
    for run in (killed, living):
        assert run.stderr is not None
        run.stderr.close()
    assert beside(packager) == ["package.zip", "package.zip.json"]


def test_what_another_run_removes_meanwhile(packager: Packager) -> None:
    """What is listed beside the output and gone when it is looked at belongs to another run."""
    vanished = packager.output.parent / ".package.zip.0123456789abcdef.staging"
    packager.output.parent.mkdir()
    vanished.symlink_to("nothing")  # listed, and nothing is found there
    packager.build()
    assert beside(packager) == [vanished.name, "package.zip", "package.zip.json"]


def test_the_format_is_pinned(packager: Packager, index: Index) -> None:
    """The bytes themselves are the same as when this was written, on any machine."""
    packager.write(FILES)
    assert packager.build().startswith(DIGEST)
    assert index.url
