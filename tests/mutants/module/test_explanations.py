"""Why mutants of a module survive."""

from pathlib import Path

import pytest

from tests.mutants.module.__main__ import Explanation, read_explanations
from tests.mutants.module.mutation import Mutant

HERE = Path(__file__).parent


def mutant(was: str, *, address: str = "aws_thing.this", now: str = "") -> Mutant:
    return Mutant(address, "argument dropped", was, now, "main.tf", 0, 1, "")


def explained(found: Mutant) -> bool:
    return any(each.fits(found) for each in read_explanations(HERE / "explained.yaml"))


@pytest.mark.parametrize(
    "was",
    [
        "depends_on = [aws_thing.other]",
        "lifecycle { ignore_changes = [name] }",
        "lifecycle { # Because of this. create_before_destroy = true }",
        "create_before_destroy = true",
    ],
)
def test_explained(was: str) -> None:
    """What mocks cannot show is explained, wherever it is."""
    assert explained(mutant(was))


@pytest.mark.parametrize(
    "was",
    [
        "timeout = var.timeout",
        "name = depends_on",
        "lifecycle { precondition { condition = true } }",
        "PACKAGE_REQUIREMENTS_FILE = local.requirements_file",  # of another block
    ],
)
def test_not_explained(was: str) -> None:
    """An explanation is of the whole line, and of its own block."""
    assert not explained(mutant(was))


def test_every_field_counts() -> None:
    """What a line becomes can tell mutants apart."""
    explanation = Explanation(address=".*", was=".*", now="count = 1", why="")
    assert explanation.fits(mutant("count = 0", now="count = 1"))
    assert not explanation.fits(mutant("count = 0", now="count = 10"))
