"""Find what no test of a rendered module proves: `python -m tests.mutants.module [SPEC]`.

Each argument and block of the module is changed, one at a time, and `terraform test` is run. What
survives is explained in `explained.yaml`, or a test is missing. The exit status is 1 when a
survivor is not explained, all that an explanation fits is caught, or too many survive.
"""

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

from lambda_monitored_gen.spec.validate import validate_file
from tests.mutants.module.mutation import Mutant, mutants
from tests.mutants.module.suite import noticed_by_suite
from tests.mutants.module.trials import try_all
from tests.mutants.module.workshop import Answer, open_workshop
from tests.support.modules import render
from tests.support.specs import EXAMPLES, sound

SHARE = 0.95
"""How many of the valid mutants `terraform test` must catch by itself."""

_HERE = Path(__file__).parent


class Explanation(NamedTuple):
    """Why mutants survive; the first three are regular expressions for the whole of it.

    Attributes:
        address: The blocks that it is about.
        was: The lines that change.
        now: What they become.
        why: What cannot be noticed of them.
    """

    address: str
    was: str
    now: str
    why: str

    def fits(self, mutant: Mutant) -> bool:
        """Tell whether it explains a mutant."""
        pairs = zip(self[:3], (mutant.address, mutant.was, mutant.now), strict=True)
        return all(re.fullmatch(pattern, text) for pattern, text in pairs)


def read_explanations(file: Path) -> list[Explanation]:
    """Read why mutants survive.

    Args:
        file: A list of mappings with the fields of `Explanation`; what is left out is anything.
    """
    anything = {"address": ".*", "was": ".*", "now": ".*"}
    groups = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [Explanation(**{**anything, **each}) for each in groups]


def main(arguments: list[str]) -> int:
    """Try the mutants, and print the table and what nobody has explained."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.module")
    parser.add_argument("spec", nargs="?", default=str(EXAMPLES / "minimal.yaml"))
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="those with it in file and address"
    )
    parser.add_argument(
        "--beyond", metavar="SPEC", help="those that the module of another spec has not"
    )
    parser.add_argument("--workers", type=int, default=2, metavar="NUMBER")
    parser.add_argument("--suite", action="store_true", help="try survivors on the embedded AWS")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    explanations = read_explanations(_HERE / "explained.yaml")

    def explained(mutant: Mutant) -> bool:
        return any(each.fits(mutant) for each in explanations)

    with tempfile.TemporaryDirectory() as directory:
        module = render(sound(validate_file(options.spec)), Path(directory, "module"))
        scratch = Path(directory, "scratch")
        scratch.mkdir()
        with open_workshop(module, scratch) as workshop:
            had = _changes_of(options.beyond, Path(directory, "other")) if options.beyond else ()
            chosen = [
                each
                for each in workshop.mutants
                if options.only in f"{each.file}: {each.address}" and _change(each) not in had
            ]
            answers = try_all(workshop, chosen, explained, options.workers)
            survivors = [each for each in chosen if answers[each] is Answer.SURVIVED]
            by_suite = noticed_by_suite(workshop, survivors, scratch) if options.suite else None
    _print_table(answers, by_suite)
    unexplained = [each for each in survivors if not explained(each)]
    stale = [
        each
        for each in explanations
        if any(map(each.fits, chosen)) and not any(map(each.fits, survivors))
    ]
    for each in unexplained:
        sys.stdout.write(f"{each.file}: {each.address}: {each.kind} survived\n")
        sys.stdout.write(f"    - {each.was}\n    + {each.now}\n")
    for explanation in stale:
        sys.stdout.write(f"explained, but caught: {explanation}\n")
    share = _share(answers)
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{share:.1%} caught by terraform test, {len(unexplained)} survivors not explained, "
        f"{len(stale)} explanations stale, {seconds:.0f} s, {seconds / len(chosen):.2f} s each\n"
    )
    return 1 if unexplained or stale or share < SHARE else 0


def _changes_of(spec: str, directory: Path) -> set[tuple[str, ...]]:
    module = render(sound(validate_file(spec)), directory)
    files = {each.name: each.read_text(encoding="utf-8") for each in module.glob("*.tf")}
    return {_change(each) for each in mutants(files)}


def _change(mutant: Mutant) -> tuple[str, ...]:
    """What a change is, wherever it stands in its file."""
    return mutant.address, mutant.kind, mutant.was, mutant.now


def _share(answers: Mapping[Mutant, Answer]) -> float:
    counts = Counter(answers.values())
    return counts[Answer.CAUGHT] / max(1, counts[Answer.CAUGHT] + counts[Answer.SURVIVED])


def _print_table(answers: Mapping[Mutant, Answer], by_suite: Collection[Mutant] | None) -> None:
    """Print a table of Markdown, with a row for each file of the module."""
    counts: dict[str, Counter[str]] = {}
    for mutant, answer in answers.items():
        count = counts.setdefault(f"`{mutant.file}`", Counter())
        count[answer.value] += 1
        count["mutants"] += 1
        count["suite"] += mutant in (by_suite or ())
    sys.stdout.write(
        "| file | mutants | invalid | caught by `terraform test` | by the suite | survivors |\n"
        "|---|---|---|---|---|---|\n"
    )
    for name, count in [*sorted(counts.items()), ("all", sum(counts.values(), Counter()))]:
        left = count["survived"] - count["suite"]
        suite = "" if by_suite is None else count["suite"]
        sys.stdout.write(
            f"| {name} | {count['mutants']} | {count['invalid']} | {count['caught']} "
            f"| {suite} | {left} |\n"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
