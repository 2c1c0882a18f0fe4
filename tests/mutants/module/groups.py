"""Several changes at once, where few of them are noticed and a run takes long.

A run that passes says that it notices none of them; one that fails is repeated with each half.
"""

from collections.abc import Callable, Iterator, Sequence

from tests.mutants.module.mutation import Mutant


def noticed(group: Sequence[Mutant], passes: Callable[[Sequence[Mutant]], bool]) -> set[Mutant]:
    """Find the changes by which tests fail.

    Args:
        group: Changes, of which no two overlap.
        passes: Whether tests pass with some of them.
    """
    if not group or passes(group):
        return set()
    if len(group) == 1:
        return set(group)
    half = len(group) // 2
    return noticed(group[:half], passes) | noticed(group[half:], passes)


def groups(mutants: Sequence[Mutant], size: int | None = None) -> Iterator[list[Mutant]]:
    """Share changes among as few groups as have no two at one place.

    Args:
        mutants: The changes.
        size: How many a group may have; None: any number.
    """
    left = list(mutants)
    while left:
        group: list[Mutant] = []
        for each in left:
            if len(group) == size:
                break
            if not any(_overlap(each, other) for other in group):
                group.append(each)
        yield group
        left = [each for each in left if each not in group]


def _overlap(one: Mutant, other: Mutant) -> bool:
    return one.file == other.file and one.start < other.end and other.start < one.end
