"""Time how checking many specs grows: `python -m benchmarks.fleet --sizes 1 10 100 1000 10000`."""

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.measuring import Run, machine, measure, script, spec


def table(rounds: int, sizes: list[int], directory: Path) -> None:
    """Print seconds, their ratio to one spec, and memory, for one process and for the default."""
    commands = {(size, jobs): _prepare(size, jobs, directory) for size in sizes for jobs in (1, 0)}
    runs: dict[tuple[int, int], list[Run]] = {key: [] for key in commands}
    for _ in range(rounds):
        for key, command in commands.items():
            runs[key].append(measure(command, directory))
    one = statistics.median(run.wall for run in runs[sizes[0], 1])
    print("| specs | one process, s | times one | MiB | default, s | times one | gain |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        alone, shared = runs[size, 1], runs[size, 0]
        seconds, less = (statistics.median(run.wall for run in each) for each in (alone, shared))
        gain = statistics.median(
            first.wall / second.wall for first, second in zip(alone, shared, strict=True)
        )
        peak = max(run.peak for run in alone)
        print(
            f"| {size:,} | {_spread(alone)} | {seconds / one:.1f} | {peak:.0f} "
            f"| {_spread(shared)} | {less / one:.1f} | {gain:.2f} |"
        )


def _prepare(size: int, jobs: int, directory: Path) -> list[str]:
    """Render a fleet, unless it is there, and give the command that checks it."""
    lmgen = script("lmgen")
    place = directory / f"fleet-{size}"
    work = [str(place), "-o", f"{place}/out/{{name}}"]
    if not place.exists():
        place.mkdir()
        for number in range(size):
            (place / f"{number}.yaml").write_text(spec(number))
        measure([lmgen, "-q", "render", *work], directory)
    return [lmgen, "-q", "check", *work, *(["--jobs", str(jobs)] if jobs else [])]


def _spread(runs: list[Run]) -> str:
    walls = sorted(run.wall for run in runs)
    return f"{statistics.median(walls):.2f} ({walls[0]:.2f} to {walls[-1]:.2f})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 10, 100, 1000])
    chosen = parser.parse_args()
    print(machine("click", "jinja2", "pyyaml"), end="\n\n")
    with tempfile.TemporaryDirectory() as directory:
        table(chosen.rounds, chosen.sizes, Path(directory))


if __name__ == "__main__":
    main()
