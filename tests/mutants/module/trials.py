"""Many changes of a module, tried several at a time."""

import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from tests.mutants.module.batches import answers_together, batches, tells_more
from tests.mutants.module.choice import ASSERTING
from tests.mutants.module.groups import groups, noticed
from tests.mutants.module.mutation import Mutant
from tests.mutants.module.slices import Slices
from tests.mutants.module.workshop import Answer, Workshop

_GROUP = 16
"""How many changes are made at once where most of them survive."""

_Asked = TypeVar("_Asked")
_Found = TypeVar("_Found")


def try_all(
    workshop: Workshop,
    chosen: Sequence[Mutant],
    explained: Callable[[Mutant], bool],
    workers: int,
) -> dict[Mutant, Answer]:
    """Try changes together, the others each with the tests about it, and survivors with all.

    Args:
        workshop: Where.
        chosen: Which.
        explained: Whether a change is expected to survive; what is takes all tests in groups.
        workers: How many at a time, each on a copy of its own.
    """
    benches: SimpleQueue[Path] = SimpleQueue()
    for number in range(workers):
        benches.put(workshop.bench(f"bench-{number}"))
    on_benches = partial(_on_benches, benches=benches, workers=workers)
    sound = on_benches(
        lambda file, bench: workshop.survive([], bench, [file]), workshop.tests.files
    )
    if not all(sound):
        sys.exit("The module's tests fail without a change.")
    answers = _answers_together(workshop, chosen, on_benches)

    def try_near(mutant: Mutant, bench: Path) -> None:
        files = workshop.tests.near(mutant)
        if explained(mutant) and mutant in workshop.tests.unseen:
            # It meets all tests in a group, which should not fail for it.
            files = [each for each in files if each not in ASSERTING]
        tell(mutant, workshop.try_out(mutant, bench, files))

    def try_far(mutant: Mutant, bench: Path) -> None:
        tell(mutant, workshop.try_out(mutant, bench, workshop.tests.far(mutant)))

    def try_group(group: Sequence[Mutant], bench: Path) -> None:
        caught = noticed(group, lambda some: workshop.survive(some, bench, workshop.tests.files))
        for mutant in group:
            tell(mutant, workshop.try_out(mutant, bench) if mutant in caught else Answer.SURVIVED)

    def tell(mutant: Mutant, answer: Answer) -> None:
        answers[mutant] = answer
        sys.stderr.write(f"{len(answers):5} {answer.value:8} {mutant.address}: {mutant.was}\n")

    on_benches(try_near, [each for each in chosen if each not in answers])
    left = [each for each in chosen if answers[each] is Answer.SURVIVED]
    on_benches(try_far, [each for each in left if not explained(each)])
    on_benches(try_group, list(groups([each for each in left if explained(each)], _GROUP)))
    return {each: answers[each] for each in chosen}


def _answers_together(
    workshop: Workshop, chosen: Sequence[Mutant], on_benches: Callable[..., object]
) -> dict[Mutant, Answer]:
    """Try changes in batches, and what is open then in others, as long as that tells enough."""
    answers: dict[Mutant, Answer] = {}
    slices = Slices(workshop.files)

    def try_batch(batch: Sequence[Mutant], bench: Path) -> None:
        found = answers_together(workshop, slices, batch, bench)
        answers.update(found)
        sys.stderr.write(f"{len(answers):5} {len(found)} of {len(batch)} answered together\n")

    more = True
    while more:
        before = len(answers)
        done = answers.keys() | workshop.tests.unseen
        shared = list(batches(slices, [each for each in chosen if each not in done]))
        on_benches(try_batch, shared)
        more = tells_more(len(answers) - before, len(shared))
    return answers


def _on_benches(
    work: Callable[[_Asked, Path], _Found],
    asked: Iterable[_Asked],
    benches: SimpleQueue[Path],
    workers: int,
) -> list[_Found]:
    """Do work on each, with a bench that nothing else uses meanwhile."""

    def do(each: _Asked) -> _Found:
        bench = benches.get()
        try:
            return work(each, bench)
        finally:
            benches.put(bench)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(do, asked))
