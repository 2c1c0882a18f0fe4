"""Time `lmgen simulate`: a month of one function, a year of ten: `python -m benchmarks.simulation`.

Each function runs in every minute; its alarms are those of a module with lmgen's defaults.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import machine, measure
from lambda_monitored_gen.spec.times import write_time

START = 1_735_689_600  # 2025-01-01
MONTH, YEAR = 30 * 1440, 365 * 1440
SPEC = """\
lmgen: 1
module: {namespace: acme, name: lambda, version: 1.0.0}
examples:
  - name: production
    values: {function_name: payments, alarm_emails: [oncall@example.com]}
"""


def write_trace(path: Path, minutes: int, seed: int) -> None:
    """Write counts of so many minutes; one minute in a hundred has an error.

    Args:
        path: The file.
        minutes: How many.
        seed: What makes one function differ from another.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    with path.open("w", encoding="utf-8") as file:
        file.write("time,invocations,errors,throttles,duration_maximum_ms\n")
        for minute in range(minutes):
            time = write_time(START + 60 * minute)
            ran, failed = 50 + int(20 * chance.random()), int(chance.random() < 0.01)  # noqa: PLR2004 - as said
            file.write(f"{time},{ran},{failed},0,{int(400 * chance.random())}\n")


def main() -> None:
    """Print what each takes, in seconds and MiB."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=10)
    chosen = parser.parse_args()
    print(machine(), end="\n\n")
    print("| traces | minutes of each | s | CPU s | MiB of the largest process |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        (directory / "spec.yaml").write_text(SPEC, encoding="utf-8")
        for functions, minutes in ((1, MONTH), (1, YEAR), (chosen.functions, YEAR)):
            names = [f"{number}.csv" for number in range(functions)]
            for number, name in enumerate(names):
                write_trace(directory / name, minutes, number)
            traces = [word for name in names for word in ("--trace", name)]
            run = measure(
                [sys.executable, "-m", "lambda_monitored_gen", "simulate", "spec.yaml", *traces],
                directory,
            )
            print(
                f"| {functions} | {minutes:,} | {run.wall:.1f} | {run.cpu:.1f} | {run.peak:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
