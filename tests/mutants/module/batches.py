"""Many changes in one run of the tests, which says of each what comes of it.

The runs of a module with everything take twenty seconds, and changes of it are thousands. Those of
which none is in the slice of another are made together, and what is wrong then, an assertion that
fails or an error, is the doing of the one change in its own slice. What is not shown in this way is
tried alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.mutants.module.choice import ASSERTING
from tests.mutants.module.mutation import Mutant
from tests.mutants.module.slices import Slices
from tests.mutants.module.workshop import Answer, Workshop, applied

_LEAST = 5
"""Fewer changes are tried sooner one by one: a run ends with the first that fails."""

_AGAIN = 10
"""Fewer changes of a batch wait for others in the next round: a run without errors takes long."""

_WORTH = 3
"""How many trials one by one take as long as a batch."""

_MOST = 32
"""Of more changes one is nearly always an error, which hides what the others do."""

_FAILED = "Test assertion failed"

_ERRORS_LIKELY = ("count = ", "for_each = ", "resource ", "data ", "output ", "dynamic ")
"""Where such lines change, tests that name what is gone are wrong, and end before they say more."""


class _Finding(NamedTuple):
    """Something wrong that Terraform finds in a batch.

    Attributes:
        error: Whether it hides what comes after it, as no failed assertion does.
        suspects: The changes in its slice.
    """

    error: bool
    suspects: list[Mutant]


def batches(slices: Slices, mutants: Sequence[Mutant]) -> Iterator[list[Mutant]]:
    """Share changes among batches of which no change is in the slice of another.

    Of a block there is one at most: what asserts one of its arguments often asserts all of them.

    Args:
        slices: Of the module.
        mutants: The changes; those that are likely errors share batches of their own.
    """
    likely = [each for each in mutants if each.was.startswith(_ERRORS_LIKELY)]
    yield from _shared(slices, [each for each in mutants if each not in likely])
    yield from _shared(slices, likely)


def _shared(slices: Slices, mutants: Sequence[Mutant]) -> Iterator[list[Mutant]]:
    parts = {each: slices.part(each) for each in mutants}
    blocks = {each: slices.block(each) for each in mutants}
    slice_of = {part: slices.behind(part) for part in {*parts.values()}}
    left = list(mutants)
    while left:
        batch: list[Mutant] = []
        behind: set[str] = set()
        many = Counter(blocks[each] for each in left)
        # Of a block with many, one in each batch.
        for each in sorted(left, key=lambda each: -many[blocks[each]]):
            taken = {parts[other] for other in batch}
            told = parts[each] not in behind and not slice_of[parts[each]] & taken
            if told and many[blocks[each]] and len(batch) < _MOST:
                batch.append(each)
                many[blocks[each]] = 0
                behind |= slice_of[parts[each]]
        if len(batch) >= _LEAST:
            yield batch
        left = [each for each in left if each not in batch]


def tells_more(gained: int, tried: int) -> bool:
    """Whether another round of batches takes less time than trials one by one.

    Args:
        gained: How many changes the last round has answered.
        tried: How many batches it had.
    """
    return gained >= _WORTH * tried > 0


def answers_together(
    workshop: Workshop, slices: Slices, batch: Sequence[Mutant], bench: Path
) -> dict[Mutant, Answer]:
    """Find changes that are certain to be caught, or invalid; others may be, too.

    Args:
        workshop: Of the module.
        slices: Of the module.
        batch: From `batches`.
        bench: A copy that nothing else uses meanwhile.
    """
    answers: dict[Mutant, Answer] = {}
    left = list(batch)
    while left:
        answer, findings = _try_together(workshop, slices, left, bench)
        alone = [each.suspects[0] for each in findings if len(each.suspects) == 1]
        answers.update(dict.fromkeys(alone, answer))
        # An error ends a run before it says more: half of its suspects wait for the next round.
        errors = [each.suspects for each in findings if each.error]
        hiding = [each for suspects in errors for each in suspects[(len(suspects) + 1) // 2 :]]
        kept = [each for each in left if each not in (*alone, *hiding)]
        if not errors:
            suspects = {each for finding in findings for each in finding.suspects}
            workshop.tests.unseen.update(set(left) - suspects)
        told = all(len(each.suspects) == 1 and not each.error for each in findings)
        least = _LEAST if errors else _AGAIN
        if told or len(kept) == len(left) or len(kept) < least:
            break
        left = kept
    return answers


def _try_together(
    workshop: Workshop, slices: Slices, changes: Sequence[Mutant], bench: Path
) -> tuple[Answer, list[_Finding]]:
    """Find what is wrong, and what that makes of a change that has done it."""
    with applied(changes, workshop.files, bench):
        answer = Answer.INVALID
        found = _errors(workshop.validate(bench))
        if not found:
            answer = Answer.CAUGHT
            found = _errors(workshop.test(bench, ASSERTING))
        findings = []
        for diagnostic in found:
            failed = diagnostic["summary"] == _FAILED
            where = (
                _expression(diagnostic, bench) if failed else culprit(diagnostic, slices, changes)
            )
            behind = slices.behind(where)
            suspects = [each for each in changes if slices.part(each) in behind]
            findings.append(_Finding(error=not failed, suspects=suspects))
    return answer, findings


def _errors(diagnostics: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in diagnostics if each["severity"] == "error"]


def _expression(diagnostic: dict[str, Any], bench: Path) -> str:
    """The whole of what does not hold: the snippet may be cut."""
    range_ = diagnostic["range"]
    text = Path(bench, range_["filename"]).read_bytes()
    start, end = range_["start"]["byte"], range_["end"]["byte"]
    return text[start:end].decode()


def culprit(diagnostic: dict[str, Any], slices: Slices, changes: Sequence[Mutant]) -> str:
    """The block in which an error is, or the lines of a test that it is in.

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
    return slices.block_at(file, position) or diagnostic.get("snippet", {}).get("code", "")
