"""Which tests of a module are likely to notice a change."""

from collections.abc import Collection
from pathlib import Path

from tests.mutants.module.mutation import Mutant
from tests.mutants.module.pieces import about, in_pieces, likeliest_first

_LONG = "tests/module.tftest.hcl"
"""The file of tests that is run in pieces."""

_RUNS = 6
"""How many runs a piece of it has: as many as take a second or two."""

ASSERTING = ("tests/full.tftest.hcl", "tests/bare.tftest.hcl")
"""The files of tests that assert every argument."""


class AllTests:
    """The tests of a module, the long file of which is divided in place.

    Args:
        module: The module.

    Attributes:
        files: The texts of the files, by their path in the module.
        unseen: Changes for which the files that assert every argument did not fail, among others.
    """

    def __init__(self, module: Path) -> None:
        long = module / _LONG
        if long.exists():
            for number, piece in enumerate(in_pieces(long.read_text(encoding="utf-8"), _RUNS)):
                long.with_name(f"module-{number:02}.tftest.hcl").write_text(piece, "utf-8")
            long.unlink()
        self.files = {
            each.relative_to(module).as_posix(): each.read_text(encoding="utf-8")
            for each in sorted(module.glob("tests/*.tftest.hcl"))
        }
        self._best: dict[tuple[str, str], str] = {}
        self.unseen: set[Mutant] = set()

    def near(self, mutant: Mutant) -> list[str]:
        """Choose the files that most likely notice a change, the likeliest first.

        Args:
            mutant: The change.
        """
        best = self._best.get((mutant.address, mutant.was)) or self._best.get((mutant.address, ""))
        asserting = [each for each in ASSERTING if each in self.files]
        others = sorted({*self._about(mutant)} - {*asserting})
        if mutant in self.unseen:
            first = [best] if best not in asserting else []
            order = [*first, *others, *asserting]
        else:
            order = [best, *asserting, *others]
        return [each for each in dict.fromkeys(order) if each]

    def far(self, mutant: Mutant) -> list[str]:
        """All files that `near` may not have chosen, the likeliest first.

        Args:
            mutant: The change.
        """
        # What has noticed another change is among the near ones now, and may not have been then.
        near = {*ASSERTING, *self._about(mutant)}
        order = likeliest_first(f"{mutant.address} {mutant.was}", self.files)
        return [each for each in order if each not in near]

    def _about(self, mutant: Mutant) -> Collection[str]:
        return about(f"{mutant.address} {mutant.was}", self.files)

    def remember(self, mutant: Mutant, file: str) -> None:
        """Look first into a file that has noticed a change, for others like it.

        Args:
            mutant: The change.
            file: What noticed it.
        """
        self._best[mutant.address, ""] = self._best[mutant.address, mutant.was] = file
