"""Stops the emulators when the process that started them ends.

Runs as a script of its own, with nothing but the standard library. Its standard input is a pipe
whose other end only its parent holds: however the parent ends, even by a signal that nobody can
catch, the system closes that end, and this end becomes readable. That works the same on every
Unix, which asking the kernel for a signal at the parent's death does not.

It leads a process group, to which the emulators and all that they start belong. At the end it
kills the emulators, removes the directory that they worked in, and kills its group.

Arguments: the directory, and the emulators' commands by name, as JSON.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ENDED = "ended"
"""Name of the file that records which emulator ended by itself, and its exit code."""

_POLL_SECONDS = 0.2


def main(directory: Path, commands: dict[str, list[str]]) -> None:
    """Run the emulators until the parent ends or closes its end of the pipe; does not return.

    Args:
        directory: Where the emulators work and write their logs, `<name>.log`.
        commands: What to run, by name.
    """
    stopped: list[int] = []
    # To ignore the signals would do here, but the emulators would inherit it.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: stopped.append(received))
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            if process := _start(command, directory, name):
                running[name] = process
        while not stopped and not _parent_ended():
            _note_ended(directory, running)
    finally:
        for process in running.values():
            process.kill()
            process.wait()
        shutil.rmtree(directory, ignore_errors=True)
        # What the emulators started, and this process with it.
        os.killpg(0, signal.SIGKILL)


def _start(command: list[str], directory: Path, name: str) -> "subprocess.Popen[bytes] | None":
    try:
        with (directory / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
    except OSError as error:
        _say_ended(directory, f"{name} cannot be started: {error}")
        return None


def _parent_ended() -> bool:
    # Nothing is ever written into the pipe: that it can be read means that it is closed.
    return bool(select.select([sys.stdin], [], [], _POLL_SECONDS)[0])


def _note_ended(directory: Path, running: "dict[str, subprocess.Popen[bytes]]") -> None:
    for name, process in running.items():
        code = process.poll()
        if code is not None:
            _say_ended(directory, f"{name} ended with code {code}")


def _say_ended(directory: Path, text: str) -> None:
    # The parent decides what follows, and first wants to read the logs.
    if not (directory / ENDED).exists():
        # In one step, or the parent could read the half of it.
        partial = directory / f"{ENDED}.part"
        partial.write_text(text, encoding="utf-8")
        partial.rename(directory / ENDED)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
