"""Many changes in one run of the tests, which says of each what comes of it.

The runs of a module with everything take twenty seconds, and changes of it are thousands. Those of
which none is in the slice of another are made together, and what is wrong then, an assertion that
fails or an error, is the doing of the one change in its own slice. What is not shown in this way is
tried alone.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.mutants.module.choice import ASSERTING
from tests.mutants.module.mutation import Mutant
from tests.mutants.module.slices import Slices
from tests.mutants.module.workshop import Answer, Workshop, applied

_LEAST = 5
"""Fewer changes are tried sooner one by one: a run ends with the first that fails."""

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

    Args:
        slices: Of the module.
        mutants: The changes; those that are likely errors share batches of their own.
    """
    likely = [each for each in mutants if each.was.startswith(_ERRORS_LIKELY)]
    yield from _shared(slices, [each for each in mutants if each not in likely])
    yield from _shared(slices, likely)


def _shared(slices: Slices, mutants: Sequence[Mutant]) -> Iterator[list[Mutant]]:
    left = list(mutants)
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


def answers_together(
    workshop: Workshop, slices: Slices, blocks: Slices, batch: Sequence[Mutant], bench: Path
) -> dict[Mutant, Answer]:
    """Find changes that are certain to be caught, or invalid; others may be, too.

    Args:
        workshop: Of the module.
        slices: Of the module, by argument.
        blocks: Its slices by resource.
        batch: From `batches`.
        bench: A copy that nothing else uses meanwhile.
    """
    answers: dict[Mutant, Answer] = {}
    left = list(batch)
    while left:
        answer, findings = _try_together(workshop, slices, blocks, left, bench)
        alone = [each.suspects[0] for each in findings if len(each.suspects) == 1]
        answers.update(dict.fromkeys(alone, answer))
        # Of an error any of its suspects may be guilty: without them others can show.
        hiding = [each for finding in findings if finding.error for each in finding.suspects]
        kept = [each for each in left if each not in (*alone, *hiding)]
        if not any(each.error for each in findings):
            suspects = {each for finding in findings for each in finding.suspects}
            workshop.tests.asserted_nothing(set(left) - suspects)
        told = all(len(each.suspects) == 1 and not each.error for each in findings)
        if told or len(kept) == len(left) or len(kept) < _LEAST:
            break
        left = kept
    return answers


def _try_together(
    workshop: Workshop, slices: Slices, blocks: Slices, changes: Sequence[Mutant], bench: Path
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
            if diagnostic["summary"] == _FAILED:
                told_by, where = slices, _expression(diagnostic, bench)
            else:
                told_by, where = blocks, culprit(diagnostic, blocks, changes)
            behind = told_by.behind(where)
            suspects = [each for each in changes if told_by.part(each) in behind]
            findings.append(_Finding(error=told_by is blocks, suspects=suspects))
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
    """The part in which an error is, or the lines of a test that it is in.

    Args:
        diagnostic: Terraform's, of the changed module.
        slices: Of the module as it was, by resource.
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
