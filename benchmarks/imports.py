"""Show which imports take longest: `python -m benchmarks.imports`."""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks.measuring import machine, spec

LMGEN = ("-m", "lambda_monitored_gen")


def table(rounds: int, count: int, directory: Path) -> None:
    """Print the heaviest modules of three commands, each without what it imports itself."""
    (directory / "spec.yaml").write_text(spec(0))
    work = ("spec.yaml", "-o", "module")
    _times((*LMGEN, "-q", "render", *work), directory)  # the module, and the compiled templates
    for name, arguments in (
        ("lmgen --help", ("--help",)),
        ("lmgen check", ("check", *work)),
        ("lmgen render", ("render", *work)),
    ):
        taken: dict[str, list[float]] = defaultdict(list)
        for _ in range(rounds):
            for module, seconds in _times((*LMGEN, *arguments), directory).items():
                taken[module].append(seconds)
        medians = {module: statistics.median(each) for module, each in taken.items()}
        total = sum(medians.values())
        print(f"`{name}`: {len(medians)} modules, {total * 1000:.0f} ms\n")
        print("| module | ms |\n|---|---|")
        for module in sorted(medians, key=medians.__getitem__, reverse=True)[:count]:
            print(f"| `{module}` | {medians[module] * 1000:.1f} |")
        print()


def _times(arguments: tuple[str, ...], directory: Path) -> dict[str, float]:
    """Seconds that each module takes to import."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for line in done.stderr.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        if line.startswith("import time:") and own.strip().isdecimal():
            found[rest.partition("|")[2].strip()] = int(own) / 1e6
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--count", type=int, default=10)
    chosen = parser.parse_args()
    print(machine("click", "jinja2", "pyyaml"), end="\n\n")
    with tempfile.TemporaryDirectory() as directory:
        table(chosen.rounds, chosen.count, Path(directory))


if __name__ == "__main__":
    main()
