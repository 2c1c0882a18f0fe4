"""Mutations of what lmgen is given end with an answer: exit code 0, 1 or 2."""

from pathlib import Path
from typing import NoReturn

import pytest

from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.spec import validate
from tests.mutations.runs import count_endings, run_mutants


@pytest.mark.parametrize(
    "count", [40, pytest.param(400, marks=pytest.mark.process)], ids="{} mutants".format
)
def test_every_mutant_ends_with_an_answer(count: int, tmp_path: Path) -> None:
    """None ends in a traceback or in what nobody foresaw; `python -m tests.mutations` runs more."""
    codes, wrong = count_endings(run_mutants(tmp_path, range(count)))
    assert [(ending.seed, ending.code, ending.printed[-300:]) for ending in wrong] == []
    assert {ExitCode.OK, ExitCode.UNABLE} <= set(codes)
    assert sum(codes.values()) == count


def test_what_nobody_foresaw_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect counts though it exits 2, and so does what comes out as an exception."""

    def fail(_: str) -> NoReturn:
        raise TypeError("odd")

    endings = run_mutants(tmp_path, range(30))
    next(endings)  # before it, the spec to start from is rendered
    monkeypatch.setattr(validate, "validate_file", fail)
    _, wrong = count_endings(endings)
    assert len(wrong) > 2
    assert all("lmgen has a defect: TypeError: odd" in ending.printed for ending in wrong)


def test_the_same_seed_makes_the_same_mutant(tmp_path: Path) -> None:
    """A mutant can be made again from its seed, whatever was run before it."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    *_, one = run_mutants(first, range(5))
    (other,) = run_mutants(second, [4])
    assert (one.mutant, one.code, one.printed) == (other.mutant, other.code, other.printed)
