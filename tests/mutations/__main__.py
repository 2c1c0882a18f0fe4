"""Run 10,000 mutants and print how they ended: `python -m tests.mutations`."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.mutations.runs import Ending, count_endings, run_mutants

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--count", type=int, default=10_000)
parser.add_argument("--seed", type=int, default=0, help="the first; the others follow it")
chosen = parser.parse_args()


def told(endings: Iterator[Ending]) -> Iterator[Ending]:
    """Print each ending that is wrong when it comes."""
    for ending in endings:
        if ending.is_wrong:
            said = f"{ending.seed}: {ending.mutant}\n  {ending.code}: {ending.printed[-400:]!r}\n"
            sys.stdout.write(said)
            sys.stdout.flush()
        yield ending


with tempfile.TemporaryDirectory() as name:
    seeds = range(chosen.seed, chosen.seed + chosen.count)
    codes, wrong = count_endings(told(run_mutants(Path(name), seeds)))
table = ", ".join(f"{codes[code]} with {code}" for code in sorted(codes, key=str))
sys.stdout.write(f"{sum(codes.values())} mutants ended: {table}; {len(wrong)} of them wrong\n")
sys.exit(bool(wrong))
