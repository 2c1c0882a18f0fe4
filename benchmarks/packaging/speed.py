"""Measures package.sh against other packagers of Lambda functions, in one interleaved run.

    python -m benchmarks.packaging.speed --published PATH
        [--terraform-aws-modules PATH] [--sam PYTHON] [--rounds 5] > table.md

``--published`` is ``scripts/package.sh`` of the published module 1.1.0, which all
ratios refer to; ``--terraform-aws-modules`` is ``package.py`` of that module;
``--sam`` a Python that has aws-lambda-builders. ``warm``: all caches are filled;
``cold``: no cache of any tool. Needs bash, zip, uv, a python3 with pip, which the
tools find on PATH, and a package index.
"""

from __future__ import annotations

import argparse
import functools
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.packaging import peers

CASES = {
    "no deps": ("", "x86_64"),
    "requests": ("requests\n", "x86_64"),
    "numpy+pandas x86_64": ("numpy\npandas\n", "x86_64"),
    "numpy+pandas arm64": ("numpy\npandas\n", "arm64"),
}
STATES = ("warm", "cold")
NATIVE_ONLY = "terraform-aws-modules"
Times = dict[tuple[str, str, str], list[float]]


def timed(job: Callable[[], object]) -> float:
    """Run a job and give its wall time in seconds."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--published", type=Path, required=True, help="its scripts/package.sh")
    parser.add_argument("--terraform-aws-modules", type=Path, help="its package.py")
    parser.add_argument("--sam", type=Path, help="a Python that has aws-lambda-builders")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, interleaved")
    return parser.parse_args()


def tools(given: argparse.Namespace, place: peers.Place) -> dict[str, peers.Tool]:
    """Give every tool that can be measured, by its row's name."""
    found = {"published 1.1.0": peers.published(place, given.published.absolute())}
    if given.terraform_aws_modules:
        program = given.terraform_aws_modules.absolute()
        found[NATIVE_ONLY] = peers.terraform_aws_modules(place, program)
    if given.sam:
        found["SAM builders with uv, zip"] = peers.sam(place, given.sam.absolute())
    found["uv, zip"] = peers.uv_zip(place)
    found["**package.sh with pip**"] = peers.ours(place, "pip")
    found["**package.sh with uv**"] = peers.ours(place, "uv")
    return found


def measure(place: peers.Place, found: dict[str, peers.Tool], rounds: int) -> Times:
    """Run every tool for every case, in turns."""
    times: Times = {}
    jobs: list[tuple[str, str, Callable[[], None]]] = []
    for case, (text, architecture) in CASES.items():
        path = place.root / f"requirements-{case.replace(' ', '-')}.txt"
        path.write_text(text)
        for name, tool in found.items():
            if name != NATIVE_ONLY or architecture == platform.machine():
                asked = str(path) if text else ""
                jobs.append((name, case, functools.partial(tool, asked, architecture)))
    place.caches("warm")
    for _, _, job in jobs:
        place.clear()
        job()
    for number in range(rounds):
        for name, case, job in jobs:
            for state in STATES:
                fresh = f"cold-{number}-{name.replace(' ', '-')}-{case}"
                place.caches("warm" if state == "warm" else fresh)
                place.clear()
                times.setdefault((state, name, case), []).append(timed(job))
                shutil.rmtree(place.root / fresh, ignore_errors=True)
        sys.stderr.write(f"round {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}\n")
    return times


def table(times: Times, names: list[str]) -> None:
    """Print medians, in brackets the least and the most, and the ratio to the first tool."""
    for state in STATES:
        print(f"\n| {state}, s | " + " | ".join(CASES) + " |")
        print("|---|" + "---|" * len(CASES))
        for name in names:
            cells = []
            for case in CASES:
                here = times.get((state, name, case))
                if here is None:
                    cells.append("–")  # noqa: RUF001 - as tables have it
                    continue
                middle = statistics.median(here)
                ratio = middle / statistics.median(times[state, names[0], case])
                spread = f"[{min(here):.2f}–{max(here):.2f}]"  # noqa: RUF001 - a range
                cells.append(f"{middle:.2f} {spread} {ratio:.2f} ×")  # noqa: RUF001 - times
            print(f"| {name} | " + " | ".join(cells) + " |")


def locked(place: peers.Place, rounds: int) -> None:
    """Measure a locked set that is cached against copying the bytes of its wheels."""
    asked, lock = place.root / "asked.txt", place.root / "lock.txt"
    asked.write_text("numpy\npandas\n")
    place.caches("warm")
    place.run(
        "uv", "pip", "compile", "-q", asked, "--generate-hashes", "--only-binary=:all:",
        f"--python-version={peers.RUNTIME[6:]}", "--python-platform=x86_64-manylinux_2_34",
        "-o", lock, UV_PYTHON_DOWNLOADS="never",
    )  # fmt: skip
    place.run(
        "python3", "-m", "pip", "download", "-q", "--no-deps", "-r", lock, "--dest=wheels",
        *(f"--platform=manylinux_2_{minor}_x86_64" for minor in range(34, 16, -1)),
        f"--python-version={peers.RUNTIME[6:]}", "--only-binary=:all:",
    )  # fmt: skip
    build: Callable[[], object] = functools.partial(peers.ours(place, "uv"), str(lock), "x86_64")
    copy: Callable[[], object] = functools.partial(place.run, "cp", "-r", "wheels", "out")
    place.clear()
    build()
    times: dict[Callable[[], object], list[float]] = {build: [], copy: []}
    for _ in range(rounds * 4):
        for job, taken in times.items():
            place.clear()
            taken.append(timed(job))
    size = sum(path.stat().st_size for path in (place.root / "wheels").iterdir())
    print(f"\n| locked and cached, {size:,} bytes of wheels | median | least | most |")
    print("|---|---|---|---|")
    for name, taken in (("package.sh", times[build]), ("cp of the wheels", times[copy])):
        cells = (statistics.median(taken), min(taken), max(taken))
        print(f"| {name} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")
    ratios = [how(times[build]) / how(times[copy]) for how in (statistics.median, min)]
    print("| ratio | " + " | ".join(f"{ratio:.1f}" for ratio in ratios) + " | |")


def machine(place: peers.Place) -> None:
    """Print what it was measured on."""
    version = place.run("python3", "-c", "import pip, sys; print(sys.version.split()[0])")
    pip = place.run("python3", "-c", "import pip; print(pip.__version__)")
    uv = place.run("uv", "--version").split()[1]
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}; "
        f"Python {version.strip()}, pip {pip.strip()}, uv {uv}; target {peers.RUNTIME}; "
        f"load {', '.join(f'{load:.1f}' for load in os.getloadavg())}"
    )


def main() -> None:
    """Measure, and print the tables."""
    given = options()
    with tempfile.TemporaryDirectory() as directory:
        place = peers.Place(Path(directory))
        machine(place)
        found = tools(given, place)
        table(measure(place, found, given.rounds), list(found))
        locked(place, given.rounds)


if __name__ == "__main__":
    main()
