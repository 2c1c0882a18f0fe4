"""Time how checking many specs grows: `python -m benchmarks.fleet --sizes 1 10 100 1000 10000`."""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.measuring import Run, machine, measure, script, spec


def table(rounds: int, sizes: list[int], directory: Path) -> None:
    """Print seconds, their ratio to one spec, and memory, for one process and for the default.

    One spec is measured anew beside each fleet, and each fleet is read once before it counts: what
    the disk keeps in memory is not what is measured.
    """
    one = _prepare(1, directory / "one")
    print("| specs | one process, s | times one | MiB | default, s | times one |")
    print("|---|---|---|---|---|---|")
    for size in sizes:
        place = directory / "fleet"
        command = _prepare(size, place)
        measure(command, directory)
        turns = [
            (measure(one, directory), measure([*command, "--jobs", "1"], directory), shared)
            for shared in (measure(command, directory) for _ in range(rounds))
        ]
        alone, shared = ([turn[at] for turn in turns] for at in (1, 2))
        ratios = (
            statistics.median(turn[at].wall / turn[0].wall for turn in turns) for at in (1, 2)
        )
        first, second = (f"{ratio:.1f}" for ratio in ratios)
        peak = max(run.peak for run in alone)
        cells = (f"{size:,}", _spread(alone), first, f"{peak:.0f}", _spread(shared), second)
        print(f"| {' | '.join(cells)} |", flush=True)
        shutil.rmtree(place)


def _prepare(size: int, place: Path) -> list[str]:
    """Render a fleet, and give the command that checks it."""
    lmgen = script("lmgen")
    work = [str(place), "-o", f"{place}/out/{{name}}"]
    place.mkdir()
    for number in range(size):
        (place / f"{number}.yaml").write_text(spec(number))
    measure([lmgen, "-q", "render", *work], place)
    return [lmgen, "-q", "check", *work]


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
