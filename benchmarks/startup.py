"""Time lmgen's commands against importing what they need: `python -m benchmarks.startup`."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import Result, interleaved, machine, measure, milliseconds, script, spec

CLICK = "import click"
ALL = "import click, jinja2, yaml"


def table(rounds: int, directory: Path) -> None:
    """Print what each command takes, next to its imports."""
    lmgen = script("lmgen")
    (directory / "spec.yaml").write_text(spec(0))
    work = ("spec.yaml", "-o", "module")
    measure([lmgen, "-q", "render", *work], directory)
    found = interleaved(
        {
            CLICK: [sys.executable, "-c", CLICK],
            "lmgen --help": [lmgen, "--help"],
        },
        rounds,
        directory,
    ) | interleaved(
        {
            ALL: [sys.executable, "-c", ALL],
            "lmgen validate": [lmgen, "validate", "spec.yaml"],
            "lmgen check": [lmgen, "check", *work],
            "lmgen render, unchanged": [lmgen, "render", *work],
        },
        rounds,
        directory,
    )
    print("| process | CPU ms: median (least to most) | ratio | aim |")
    print("|---|---|---|---|")
    for name, result in found.items():
        print(f"| {_name(name)} | {milliseconds(result)} | {_ratio(name, result)} |")


def _name(name: str) -> str:
    return f'`python -c "{name}"`' if name.startswith("import") else f"`{name}`"


def _ratio(name: str, result: Result) -> str:
    if name.startswith("import"):
        return "1 |"
    return f"{result.ratio:.2f} | {'' if 'validate' in name else 'at most 1.4'}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    chosen = parser.parse_args()
    print(machine("click", "jinja2", "pyyaml"), end="\n\n")
    with tempfile.TemporaryDirectory() as directory:
        table(chosen.rounds, Path(directory))


if __name__ == "__main__":
    main()
