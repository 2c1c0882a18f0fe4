"""Emulators as processes: started on free loopback ports, and stopped however lmgen ends."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from lambda_monitored_gen.embedded_aws.errors import EmbeddedAwsError
from lambda_monitored_gen.embedded_aws.supervisor import ENDED

LOOPBACK = "127.0.0.1"

_STOP_SECONDS = 10.0
_ANSWER_SECONDS = 2.0
_BETWEEN_QUESTIONS_SECONDS = 0.05
_LINES_SHOWN = 6


@dataclass(frozen=True)
class Service:
    """An emulator to run.

    Attributes:
        name: What people call it; its log is named after it.
        command: What to run.
        port: Where it is going to listen, on the loopback address.
        health: A path that it answers with status 200 once it serves.
        announcement: What it writes into its log once the port is its own. An answer alone could
            come from another program, which took the port before it did.
    """

    name: str
    command: tuple[str, ...]
    port: int
    health: str
    announcement: str


def pick_free_ports(count: int) -> list[int]:
    """Pick ports of the loopback address on which nobody listens now.

    Args:
        count: How many different ones.
    """
    with ExitStack() as stack:
        # All are held until the last is known, or the system could name one twice.
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]


class RunningServices:
    """Emulators that run until `stop`, or until this process ends, however it ends.

    Args:
        services: What to run.
        directory: Where they work and write their logs, which is all theirs: `stop` removes it.
        environment: Their whole environment.

    Raises:
        EmbeddedAwsError: They cannot be started.
    """

    def __init__(
        self, services: Sequence[Service], *, directory: Path, environment: Mapping[str, str]
    ) -> None:
        self.services = services
        self.directory = directory
        self._stopped = False
        commands = json.dumps({each.name: each.command for each in services})
        script = Path(__file__).with_name("supervisor.py")
        try:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-I", "-S", script, directory, commands],
                env=dict(environment),
                stdin=subprocess.PIPE,
                # In a session of its own no ^C reaches it: the order of ending is ours to choose.
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(directory, ignore_errors=True)
            raise EmbeddedAwsError(f"The emulators of AWS cannot be started: {error}.") from error

    @property
    def logs(self) -> dict[str, Path]:
        """The log files, by the services' names; they go when the services are stopped."""
        return {each.name: self.directory / f"{each.name}.log" for each in self.services}

    def check(self) -> None:
        """Make sure that all are still running.

        Raises:
            EmbeddedAwsError: One has ended; the message ends with the last lines of its log.
        """
        try:
            ended = (self.directory / ENDED).read_text(encoding="utf-8")
        except FileNotFoundError:
            if self._supervisor.poll() is None:
                return
            raise EmbeddedAwsError(
                "The emulators of AWS should run until they are stopped, and something has "
                "killed them."
            ) from None
        name = ended.partition(" ")[0]
        raise EmbeddedAwsError(
            f"The emulators of AWS should run until they are stopped, and {ended}. Its log ends: "
            f"{self._end_of_log(name)}"
        )

    def wait_until_they_answer(self, seconds: float) -> None:
        """Wait until every service answers.

        Args:
            seconds: How long at most.

        Raises:
            EmbeddedAwsError: One has ended, or does not answer in time.
        """
        deadline = time.monotonic() + seconds
        for service in self.services:
            while not (_answers(service) and service.announcement in self._log(service.name)):
                self.check()
                if time.monotonic() > deadline:
                    raise EmbeddedAwsError(
                        f"{service.name} should answer on {LOOPBACK}:{service.port} within "
                        f"{seconds:.0f} seconds, and does not. Its log ends: "
                        f"{self._end_of_log(service.name)}",
                        hint="The machine may be very busy; try again.",
                    )
                time.sleep(_BETWEEN_QUESTIONS_SECONDS)

    def stop(self) -> None:
        """End the services and remove their directory; a second call does nothing more."""
        if self._stopped:
            return
        was_killed = self._supervisor.poll() is not None
        if self._supervisor.stdin is not None:
            self._supervisor.stdin.close()
        try:
            self._supervisor.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            was_killed = True
        if was_killed:
            # Then it has not ended its group; PermissionError is macOS's word for "all dead".
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._supervisor.pid, signal.SIGKILL)
            self._supervisor.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
        self._stopped = True

    def _log(self, name: str) -> str:
        try:
            return self.logs[name].read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def _end_of_log(self, name: str) -> str:
        return " ".join(self._log(name).splitlines()[-_LINES_SHOWN:]) or "(it is empty)"


def _answers(service: Service) -> bool:
    # Not urllib, which would ask a proxy of the user's for it.
    connection = http.client.HTTPConnection(LOOPBACK, service.port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", service.health)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
