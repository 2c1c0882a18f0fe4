"""A build that is stopped leaves nothing, and a large one needs little memory."""

from __future__ import annotations

import http.server
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.packager_support import Index, Packager, wheel
from tests.packaging.projects import tree

pytestmark = pytest.mark.process

FILE = "requirements.txt"


def large_wheel(name: str, data: bytes) -> tuple[str, bytes]:
    """Make a wheel with a large file that compresses no further."""
    file, small = wheel(name)
    out = io.BytesIO(small)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(f"{name}/data.bin", data)
    return file, out.getvalue()


MEASURE = """\
import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(ended.stderr if ended.returncode else 0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts in KiB on Linux")
def test_memory(packager: Packager, index: Index, resolver: str) -> None:
    """180 MiB of wheels are fetched and packaged in less than 300 MiB of memory.

    AWS Lambda takes 250 MiB unzipped, so this is about as much as there can be.
    """
    noise = random.Random(1)  # noqa: S311 - only to be large when compressed
    names = [f"big{number}" for number in range(6)]
    for name in names:
        index.add(large_wheel(name, noise.randbytes(30 << 20)))
    packager.use(index)
    packager.write({FILE: "".join(f"{name}\n" for name in names)})
    command, environment = packager.command(requirements_file=FILE, resolver=resolver)
    for _ in ("cold", "warm"):
        ended = subprocess.run(
            [sys.executable, "-c", MEASURE, *command],
            cwd=packager.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        assert packager.output.stat().st_size > 180 << 20
        assert int(ended.stdout) >> 10 < 300


class Stuck(http.server.BaseHTTPRequestHandler):
    """Says that it was asked, and never answers."""

    asked = threading.Event()

    def do_GET(self) -> None:
        """Wait for longer than any test."""
        self.asked.set()
        time.sleep(60)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def stuck(packager: Packager) -> Iterator[Packager]:
    """A packager whose index never answers."""
    Stuck.asked.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stuck)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/simple/"
    packager.environment |= {"PIP_INDEX_URL": url, "UV_DEFAULT_INDEX": url}
    packager.write({FILE: "one\n", "out/package.zip": "before"})
    yield packager
    server.shutdown()
    server.socket.close()


def started(packager: Packager, resolver: str) -> tuple[subprocess.Popen[bytes], list[int]]:
    """Start a build, wait until the index is asked, and give what it has started itself."""
    command, environment = packager.command(requirements_file=FILE, resolver=resolver)
    run = subprocess.Popen(command, cwd=packager.root, env=environment, stderr=subprocess.DEVNULL)
    assert Stuck.asked.wait(60)
    children = below(run.pid)
    assert children
    return run, children


def below(pid: int) -> list[int]:
    """Processes that a process has started, and those that they have."""
    told = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    parents = [tuple(map(int, line.split())) for line in told.stdout.splitlines()]
    found = [child for child, parent in parents if parent == pid]
    return found + [under for child in found for under in below(child)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_what_was_started(
    stuck: Packager, resolver: str, number: signal.Signals
) -> None:
    """A run that is told to stop ends its resolver too, and leaves the package of before."""
    run, children = started(stuck, resolver)
    run.send_signal(number)
    assert run.wait(timeout=30) in {-number, 128 + number}
    assert set(tree(stuck.root / "out")) == {"package.zip"}
    assert stuck.output.read_text() == "before"
    time.sleep(0.2)
    assert not [pid for pid in children if Path(f"/proc/{pid}/exe").exists()]


def test_a_kill_is_cleaned_up_after(stuck: Packager, resolver: str) -> None:
    """What a killed run leaves does not stop the next one, which packages and leaves nothing."""
    run, children = started(stuck, resolver)
    run.kill()
    run.wait()
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    assert stuck.output.read_text() == "before"
    long_ago = time.time() - 7 * 86_400
    for path in (stuck.root / "out").iterdir():
        os.utime(path, (long_ago, long_ago))
    stuck.build()
    assert set(tree(stuck.root / "out")) == {"package.zip", "package.zip.json"}
    assert json.loads(stuck.output.with_name("package.zip.json").read_text())["files"] == 1
