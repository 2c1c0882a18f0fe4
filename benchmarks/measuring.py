"""Run commands as whole processes, in turn, and compare them round by round.

Commands are run A B C A B C, so that a machine whose speed drifts does not decide, and each round
gives a ratio of its own.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.fleet.workers import processors

SPEC = """\
lmgen: 1
module: {{namespace: acme, name: module-{number}, version: 1.0.{number}}}
defaults: {{timeout: {timeout}, tags: {{number: "{number}"}}}}
examples:
  - name: first
    values: {{function_name: function-{number}, alarm_emails: [ops@example.com]}}
"""


class Run(NamedTuple):
    """What one process took.

    Attributes:
        wall: Seconds from its start to its end.
        cpu: Seconds of processors, its children included, in user and system mode.
        peak: MiB of memory of the largest process.
    """

    wall: float
    cpu: float
    peak: float


class Result(NamedTuple):
    """What one command took, in seconds, and how that compares.

    Attributes:
        median: The median.
        least: The fastest run.
        most: The slowest run.
        ratio: The median of the ratios to the first command, round by round; 1 for that itself.
    """

    median: float
    least: float
    most: float
    ratio: float


def spec(number: int) -> str:
    """A spec that differs from those of other numbers in name, version, defaults and example."""
    return SPEC.format(number=number, timeout=number % 900 + 1)


def script(name: str) -> str:
    """Find a program in the environment of this Python.

    Raises:
        SystemExit: It is not there.
    """
    path = Path(sys.executable).parent / name
    if not path.exists():
        sys.exit(f"{name} is not installed here: {sys.executable} -m pip install {name}")
    return str(path)


def measure(command: Sequence[str], directory: Path) -> Run:
    """Run a command once.

    Raises:
        RuntimeError: It failed.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None  # noqa: S101 - as asked for
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {said.decode()}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # bytes there, KiB elsewhere
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def interleaved(
    commands: Mapping[str, Sequence[str]],
    rounds: int,
    directory: Path,
    *,
    wall: bool = False,
    before: Callable[[], None] = lambda: None,
) -> dict[str, Result]:
    """Run commands in turn, once to warm up and then for some rounds.

    Args:
        commands: By name; the first is what the others are compared with.
        rounds: How many rounds count.
        directory: Where they run.
        wall: Whether to count the time on the wall; otherwise that of processors, which what
            else the machine does changes less.
        before: Is called before each run.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            before()
            took = measure(command, directory)
            if turn:
                times[name].append(took.wall if wall else took.cpu)
    first = next(iter(times.values()))
    return {
        name: Result(
            statistics.median(took),
            min(took),
            max(took),
            statistics.median(each / other for each, other in zip(took, first, strict=True)),
        )
        for name, took in times.items()
    }


def milliseconds(result: Result) -> str:
    """Write a median and its spread."""
    return f"{result.median * 1000:.0f} ({result.least * 1000:.0f} to {result.most * 1000:.0f})"


def machine(*distributions: str) -> str:
    """Name what was measured on."""
    versions = ", ".join(f"{name} {version(name)}" for name in distributions)
    return (
        f"{platform.system()} {platform.machine()}, {processors()} processors, "
        f"{platform.python_implementation()} {platform.python_version()}, {versions}"
    )
