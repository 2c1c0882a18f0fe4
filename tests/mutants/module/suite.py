"""Whether the suite of a module, on the embedded AWS, notices what `terraform test` does not.

One run takes a minute, and few changes are left for it. So they are made together: a run that
passes says that it notices none of them, one that fails is repeated with half of them.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutants.module.mutation import Mutant
from tests.mutants.module.workshop import Workshop, applied

_PASSED, _FAILED = 0, 1


def noticed(workshop: Workshop, mutants: Sequence[Mutant], scratch: Path) -> set[Mutant]:
    """Find the changes by which the suite fails.

    Args:
        workshop: Of the module.
        mutants: The changes.
        scratch: An existing directory for copies of the module.
    """
    found = set()
    for group in _groups(mutants):
        found |= _noticed(workshop, group, scratch)
    return found


def _noticed(workshop: Workshop, mutants: Sequence[Mutant], scratch: Path) -> set[Mutant]:
    if not mutants or _passes(workshop, mutants, scratch):
        return set()
    if len(mutants) == 1:
        return set(mutants)
    half = len(mutants) // 2
    first = _noticed(workshop, mutants[:half], scratch)
    return first | _noticed(workshop, mutants[half:], scratch)


def _passes(workshop: Workshop, mutants: Sequence[Mutant], scratch: Path) -> bool:
    module = scratch / "suite"
    shutil.copytree(workshop.module, module, ignore=shutil.ignore_patterns(".terraform*", ".build"))
    command = [sys.executable, "-m", "lambda_monitored_gen", "--quiet", "test", "--quick"]
    with applied(mutants, workshop.files, module):
        run = subprocess.run([*command, str(module)], check=False, capture_output=True, text=True)
    shutil.rmtree(module)
    if run.returncode not in {_PASSED, _FAILED}:
        sys.exit(f"The suite cannot be run:\n{run.stdout}{run.stderr}")
    return run.returncode == _PASSED


def _groups(mutants: Sequence[Mutant]) -> Iterator[list[Mutant]]:
    """Share changes among as few groups as have no two at one place."""
    left = list(mutants)
    while left:
        group: list[Mutant] = []
        for each in left:
            if not any(_overlap(each, other) for other in group):
                group.append(each)
        yield group
        left = [each for each in left if each not in group]


def _overlap(one: Mutant, other: Mutant) -> bool:
    return one.file == other.file and one.start < other.end and other.start < one.end
