"""Many changes in one run of the tests, each of which failed assertions show by themselves.

The runs of a module with everything take twenty seconds, and changes of it are thousands. Those of
which none is in the slice of another are made together, and an assertion that fails is the doing of
the one change in its own slice. What is not shown in this way is tried alone.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.mutants.module.choice import ASSERTING
from tests.mutants.module.mutation import Mutant
from tests.mutants.module.slices import Slices
from tests.mutants.module.workshop import Workshop, applied

_LEAST = 5
"""Fewer changes are tried sooner one by one: a run ends with the first that fails."""

_MOST = 32
"""Of more changes one is nearly always an error, which hides what the others do."""

_ATTEMPTS = 3
"""How often errors are taken out of a batch before it is left."""

_FAILED = "Test assertion failed"

_ERRORS_LIKELY = ("count = ", "for_each = ", "resource ", "data ", "output ", "dynamic ")
"""Without what changes of such lines leave out, tests that name it are wrong, and tell no more."""


class _Finding(NamedTuple):
    """What Terraform says of a batch.

    Attributes:
        failed: The conditions that do not hold.
        errors: The names of parts, and expressions, that it finds wrong.
    """

    failed: list[str]
    errors: list[str]


def batches(slices: Slices, mutants: Sequence[Mutant]) -> Iterator[list[Mutant]]:
    """Share changes among batches of which no change is in the slice of another.

    Args:
        slices: Of the module.
        mutants: The changes; those that are likely errors are left out.
    """
    left = [each for each in mutants if not each.was.startswith(_ERRORS_LIKELY)]
    while left:
        batch: list[Mutant] = []
        taken: set[str] = set()
        behind: set[str] = set()
        for each in left:
            part = slices.part(each)
            own = slices.behind(part)
            if len(batch) < _MOST and part not in behind and not own & taken:
                batch.append(each)
                taken.add(part)
                behind |= own
        if len(batch) >= _LEAST:
            yield batch
        left = [each for each in left if each not in batch]


def caught_together(
    workshop: Workshop, slices: Slices, batch: Sequence[Mutant], bench: Path
) -> set[Mutant]:
    """Find changes that the tests are certain to catch; others they may catch, too.

    Args:
        workshop: Of the module.
        slices: Of the module.
        batch: From `batches`.
        bench: A copy that nothing else uses meanwhile.
    """
    caught: set[Mutant] = set()
    left = list(batch)
    for _ in range(_ATTEMPTS):
        found = _try_together(workshop, slices, left, bench)
        for condition in found.failed:
            behind = slices.behind(condition)
            guilty = [each for each in left if slices.part(each) in behind]
            if len(guilty) == 1:
                caught.update(guilty)
        wrong = {part for error in found.errors for part in slices.behind(error)}
        kept = [each for each in left if each not in caught and slices.part(each) not in wrong]
        if not found.errors or not kept or len(kept) == len(left):
            break
        left = kept
    return caught


def _try_together(
    workshop: Workshop, slices: Slices, changes: Sequence[Mutant], bench: Path
) -> _Finding:
    with applied(changes, workshop.files, bench):
        found = workshop.validate(bench)
        if not any(each["severity"] == "error" for each in found):
            found = workshop.test(bench, ASSERTING)
        failed, errors = [], []
        for each in found:
            if each["summary"] == _FAILED:
                failed.append(_expression(each, bench))
            elif each["severity"] == "error":
                errors.append(culprit(each, slices, changes))
    return _Finding(failed, errors)


def _expression(diagnostic: dict[str, Any], bench: Path) -> str:
    """The whole of what does not hold: the snippet may be cut."""
    range_ = diagnostic["range"]
    text = Path(bench, range_["filename"]).read_bytes()
    start, end = range_["start"]["byte"], range_["end"]["byte"]
    return text[start:end].decode()


def culprit(diagnostic: dict[str, Any], slices: Slices, changes: Sequence[Mutant]) -> str:
    """The part in which an error is, or the lines of a test that it is in.

    Args:
        diagnostic: Terraform's, of the changed module.
        slices: Of the module as it was.
        changes: What was done to it.
    """
    range_ = diagnostic.get("range")
    if range_ is None:
        return ""
    file, position = range_["filename"], range_["start"]["byte"]
    for each in sorted(changes, key=lambda each: each.start):
        if each.file == file and each.start + len(each.text) <= position:
            position += each.end - each.start - len(each.text)
    return slices.part_at(file, position) or diagnostic.get("snippet", {}).get("code", "")
