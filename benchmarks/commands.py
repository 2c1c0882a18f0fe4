"""Time lmgen's commands against importing what they need: `python benchmarks/commands.py`.

Whole processes are run in turn, A B A B, and compared pair by pair, so that a machine whose speed
drifts does not decide. What counts is the CPU time of the child, in user and system mode.
"""

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

SPEC = """\
lmgen: 1
module: {{namespace: acme, name: module-{number}, version: 1.0.{number}}}
defaults: {{timeout: {timeout}, tags: {{number: "{number}"}}}}
examples:
  - name: first
    values: {{function_name: function-{number}, alarm_emails: [ops@example.com]}}
"""
CLICK = ("-c", "import click")
ALL = ("-c", "import click, jinja2, yaml")


def cpu(*arguments: str, directory: Path) -> float:
    """CPU seconds of one Python process.

    Raises:
        RuntimeError: It failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=directory, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(
    ours: tuple[str, ...], other: tuple[str, ...], *, runs: int, directory: Path
) -> tuple[float, float, list[float]]:
    """Run two commands in turn.

    Returns:
        The median seconds of each, and the sorted ratios of the pairs.
    """
    for command in (ours, other):
        cpu(*command, directory=directory)
    pairs = [
        (cpu(*ours, directory=directory), cpu(*other, directory=directory)) for _ in range(runs)
    ]
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        sorted(pair[0] / pair[1] for pair in pairs),
    )


def start_up(runs: int, directory: Path) -> None:
    """Print how long commands take next to their imports."""
    lmgen = ("-m", "lambda_monitored_gen")
    (directory / "spec.yaml").write_text(SPEC.format(number=0, timeout=60))
    cpu(*lmgen, "-q", "render", "spec.yaml", "-o", "module", directory=directory)
    rows = [
        ("lmgen --help", (*lmgen, "--help"), CLICK, 1.4),
        ("lmgen validate", (*lmgen, "validate", "spec.yaml"), ALL, None),
        ("lmgen check", (*lmgen, "check", "spec.yaml", "-o", "module"), ALL, 1.4),
        ("lmgen render, unchanged", (*lmgen, "render", "spec.yaml", "-o", "module"), ALL, 1.4),
    ]
    print("| command | ms | imports alone, ms | ratio: median (least to most) | aim |")
    print("|---|---|---|---|---|")
    for name, ours, other, aim in rows:
        mine, base, ratios = compare(ours, other, runs=runs, directory=directory)
        print(
            f"| {name} | {mine * 1000:.0f} | {base * 1000:.0f} | {statistics.median(ratios):.2f} "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f}) | {aim or ''} |"
        )


def fleet(directory: Path, sizes: list[int]) -> None:
    """Print how checking many specs in one process grows."""
    print("\n| specs in one process | CPU s | times one | memory, MiB |")
    print("|---|---|---|---|")
    one = 0.0
    for size in sizes:
        place = directory / f"fleet-{size}"
        place.mkdir()
        for number in range(size):
            text = SPEC.format(number=number, timeout=number % 900 + 1)
            (place / f"{number}.yaml").write_text(text)
        command = ("-m", "lambda_monitored_gen", "-q")
        cpu(*command, "render", str(place), "-o", f"{place}/out/{{name}}", directory=directory)
        seconds = cpu(
            *command, "check", str(place), "-o", f"{place}/out/{{name}}", directory=directory
        )
        one = one or seconds
        peak = _peak(*command, "check", str(place), "-o", f"{place}/out/{{name}}")
        print(f"| {size} | {seconds:.2f} | {seconds / one:.1f} | {peak:.0f} |")


def _peak(*arguments: str) -> float:
    code = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]]); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return int(done.stdout.split()[-1]) / unit


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 10, 100, 1000])
    chosen = parser.parse_args()
    names = ", ".join(f"{name} {version(name)}" for name in ("click", "jinja2", "pyyaml"))
    print(f"Python {platform.python_version()}, {names}, {os.cpu_count()} CPUs\n")
    with tempfile.TemporaryDirectory() as directory:
        start_up(chosen.runs, Path(directory))
        fleet(Path(directory), chosen.sizes)


if __name__ == "__main__":
    main()
