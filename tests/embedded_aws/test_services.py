"""Emulators start, answer, and never outlive whoever started them."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lambda_monitored_gen.embedded_aws.errors import EmbeddedAwsError
from lambda_monitored_gen.embedded_aws.services import RunningServices, Service, pick_free_ports

pytestmark = pytest.mark.process

FAKE = Path(__file__).with_name("fake_emulator.py")

# Starts the fake emulator as lmgen would, says so, and waits to be killed.
PARENT = """\
import os, sys, time
from pathlib import Path
from lambda_monitored_gen.embedded_aws.services import RunningServices, Service
directory, fake, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
service = Service("fake", (sys.executable, fake, str(port)), port, "/health", "listening")
running = RunningServices((service,), directory=directory, environment=dict(os.environ))
running.wait_until_they_answer(30)
print("ready", flush=True)
time.sleep(600)
"""

Start = Callable[..., RunningServices]


def fake(port: int) -> Service:
    return Service("fake", (sys.executable, str(FAKE), str(port)), port, "/health", "listening")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start services in a directory below `tmp_path`, and stop them after the test."""
    started: list[RunningServices] = []

    def starting(*services: Service) -> RunningServices:
        directory = tmp_path / f"run-{len(started)}"
        directory.mkdir()
        running = RunningServices(services, directory=directory, environment=dict(os.environ))
        started.append(running)
        return running

    yield starting
    for running in started:
        running.stop()


def pids(directory: Path) -> list[int]:
    return [int(pid) for pid in (directory / "pids").read_text(encoding="utf-8").split()]


def is_alive(pid: int) -> bool:
    # A process that nobody has collected yet is dead all the same, but still has its number.
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_free_ports_differ() -> None:
    """Ports picked together are never the same."""
    assert len(set(pick_free_ports(20))) == 20


def test_stop_leaves_nothing(start: Start) -> None:
    """Stopping ends the emulator and a child that ignores SIGTERM, and removes the directory."""
    running = start(fake(pick_free_ports(1)[0]))
    running.wait_until_they_answer(30)
    processes = pids(running.directory)
    assert all(map(is_alive, processes))
    running.stop()
    assert wait_until(lambda: not any(map(is_alive, processes)))
    assert not running.directory.exists()


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_a_killed_parent(tmp_path: Path, ending: signal.Signals) -> None:
    """However the process ends that started an emulator, the emulator ends too."""
    directory = tmp_path / "run"
    directory.mkdir()
    command = [sys.executable, "-c", PARENT, str(directory), str(FAKE), str(pick_free_ports(1)[0])]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        processes = pids(directory)
        assert all(map(is_alive, processes))
        parent.send_signal(ending)
        parent.wait(10)
    assert wait_until(lambda: not any(map(is_alive, processes)))
    assert wait_until(lambda: not directory.exists())


def test_emulator_that_dies_is_named(start: Start) -> None:
    """The check says who died, of what, and what it said last."""
    running = start(fake(pick_free_ports(1)[0]))
    running.wait_until_they_answer(30)
    running.check()
    connection = http.client.HTTPConnection("127.0.0.1", running.services[0].port, timeout=10)
    connection.request("GET", "/die")
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()

    def noticed() -> bool:
        try:
            running.check()
        except EmbeddedAwsError:
            return True
        return False

    assert wait_until(noticed)
    with pytest.raises(EmbeddedAwsError, match=r"fake ended with code -9\. .*last words"):
        running.check()


def test_killed_supervisor_is_noticed(start: Start) -> None:
    """When the supervisor itself is killed, the check says so and stopping still ends all."""
    running = start(fake(pick_free_ports(1)[0]))
    running.wait_until_they_answer(30)
    processes = pids(running.directory)
    running._supervisor.kill()  # noqa: SLF001 - no public way should exist to do this
    running._supervisor.wait()  # noqa: SLF001 - as above
    with pytest.raises(EmbeddedAwsError, match="something has killed them"):
        running.check()
    running.stop()
    assert wait_until(lambda: not any(map(is_alive, processes)))


def test_taken_port_is_an_error(start: Start) -> None:
    """An answer from somebody else's server on the port does not count as ours."""
    service = fake(pick_free_ports(1)[0])
    start(service).wait_until_they_answer(30)
    second = start(service)
    with pytest.raises(EmbeddedAwsError, match="in use"):
        second.wait_until_they_answer(30)


def test_silent_emulator_is_an_error(start: Start) -> None:
    """One that runs and does not answer in time is reported with its port."""
    port = pick_free_ports(1)[0]
    command = (sys.executable, "-c", "import time; time.sleep(600)")
    running = start(Service("silent", command, port, "/health", "listening"))
    with pytest.raises(EmbeddedAwsError, match=f"silent should answer on 127.0.0.1:{port}"):
        running.wait_until_they_answer(0.3)


def test_command_that_does_not_exist_is_an_error(start: Start) -> None:
    """An emulator that cannot even be started ends the wait with its name."""
    command = ("/nonexistent/emulator",)
    running = start(Service("absent", command, pick_free_ports(1)[0], "/health", "listening"))
    with pytest.raises(EmbeddedAwsError, match="absent cannot be started"):
        running.wait_until_they_answer(30)
