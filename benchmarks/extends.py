"""Time the check of specs that extend one file beside the same specs written out.

`python -m benchmarks.extends --size 50`
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.measuring import Run, machine, measure, script

SHARED = """\
defaults: {tags: {company: acme}, architecture: arm64}
policy:
  cloudwatch_log_retention_days: {min: 365}
  memory_size: {max: 2048}
features: {memory_alarm: false}
"""
OWN = "lmgen: 1\nmodule: {{namespace: acme, name: module-{number}, version: 1.0.{number}}}\n"


def table(rounds: int, size: int, directory: Path) -> None:
    """Print seconds and processor seconds of both, in one process, and their ratio by rounds."""
    (directory / "company.yaml").write_text(SHARED)
    commands = {
        "extend one file": _prepare(size, directory / "extend", "extends: ../company.yaml\n"),
        "written out": _prepare(size, directory / "whole", SHARED),
    }
    turns = [[measure(command, directory) for command in commands.values()] for _ in range(rounds)]
    print(f"| {size} specs | wall, s | processor, s | times written out |")
    print("|---|---|---|---|")
    for at, name in enumerate(commands):
        ratio = statistics.median(turn[at].cpu / turn[1].cpu for turn in turns)
        runs = [turn[at] for turn in turns]
        print(f"| {name} | {_spread(runs, 'wall')} | {_spread(runs, 'cpu')} | {ratio:.2f} |")


def _prepare(size: int, place: Path, shared: str) -> list[str]:
    """Render the modules of some specs, and give the command that checks them."""
    place.mkdir()
    for number in range(size):
        (place / f"{number}.yaml").write_text(OWN.format(number=number) + shared)
    lmgen = script("lmgen")
    measure([lmgen, "-q", "render", str(place)], place)
    command = [lmgen, "-q", "check", str(place), "--jobs", "1"]
    measure(command, place)
    return command


def _spread(runs: list[Run], what: str) -> str:
    values = sorted(getattr(run, what) for run in runs)
    return f"{statistics.median(values):.2f} ({values[0]:.2f} to {values[-1]:.2f})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--size", type=int, default=50)
    arguments = parser.parse_args()
    print(machine("click", "jinja2", "pyyaml"), end="\n\n")
    with tempfile.TemporaryDirectory() as directory:
        table(arguments.rounds, arguments.size, Path(directory))


if __name__ == "__main__":
    main()
