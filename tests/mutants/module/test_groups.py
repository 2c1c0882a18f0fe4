"""Several changes at once."""

from collections.abc import Sequence

from tests.mutants.module.groups import groups, noticed
from tests.mutants.module.mutation import Mutant


def mutant(start: int, end: int, file: str = "main.tf") -> Mutant:
    return Mutant("aws_thing.this", "number", str(start), "", file, start, end, "")


APART = [mutant(10 * number, 10 * number + 5) for number in range(9)]


def test_noticed() -> None:
    """Those are found by which the tests fail, alone or together, and tests are run less often."""
    guilty = {APART[2], APART[3]}
    runs = []

    def passes(some: Sequence[Mutant]) -> bool:
        runs.append(some)
        return not guilty & set(some)

    assert noticed(APART, passes) == guilty
    assert len(runs) < 2 * len(APART)


def test_one_run_for_survivors() -> None:
    """Where nothing is noticed, one run tells."""
    runs: list[Sequence[Mutant]] = []

    def passes(some: Sequence[Mutant]) -> bool:
        runs.append(some)
        return True

    assert noticed(APART, passes) == set()
    assert runs == [APART]


def test_groups() -> None:
    """No two changes of a group are at one place, none is lost, and no group is too large."""
    inside = mutant(11, 12)
    elsewhere = mutant(11, 12, "other.tf")
    found = list(groups([*APART, inside, elsewhere], 4))
    assert sorted(each for group in found for each in group) == sorted([*APART, inside, elsewhere])
    assert max(map(len, found)) == 4
    assert not any({APART[1], inside} <= set(group) for group in found)
    assert any({APART[1], elsewhere} <= set(group) for group in groups([*APART, elsewhere]))
