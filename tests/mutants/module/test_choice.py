"""The choice of tests for a change."""

from pathlib import Path

import pytest

from tests.mutants.module.choice import ASSERTING, AllTests
from tests.mutants.module.mutation import Mutant

NAMES = (*(Path(each).name for each in ASSERTING), "alarms.tftest.hcl", "topic.tftest.hcl")


@pytest.fixture(name="tests")
def _tests(tmp_path: Path) -> AllTests:
    (tmp_path / "tests").mkdir()
    for name in NAMES:
        text = f'run "{name.partition(".")[0]}" {{}}\n'
        (tmp_path / "tests" / name).write_text(text, encoding="utf-8")
    return AllTests(tmp_path)


def change(was: str) -> Mutant:
    return Mutant("locals", "number", was, "", "main.tf", 0, 0, "")


def test_none_is_left_out(tests: AllTests) -> None:
    """What was not near when a change was tried is far later, whatever others have shown since."""
    asked, other = change("topic = 1"), change("other = 1")
    near = tests.near(asked)
    assert near == ["tests/full.tftest.hcl", "tests/bare.tftest.hcl", "tests/topic.tftest.hcl"]
    tests.remember(other, "tests/alarms.tftest.hcl")
    assert {*near, *tests.far(asked)} == tests.files.keys()


def test_what_has_noticed_another(tests: AllTests) -> None:
    """The file that noticed a change comes first for another one of the same block."""
    tests.remember(change("other = 1"), "tests/alarms.tftest.hcl")
    assert tests.near(change("topic = 1"))[0] == "tests/alarms.tftest.hcl"


def test_what_they_did_not_see_together(tests: AllTests) -> None:
    """Files that did not fail for a change among others come last for it alone."""
    asked, other = change("topic = 1"), change("other = 1")
    tests.remember(other, ASSERTING[0])
    tests.unseen.add(asked)
    assert tests.near(asked) == ["tests/topic.tftest.hcl", *ASSERTING]
    assert tests.near(other) == [*ASSERTING]
    tests.remember(other, "tests/alarms.tftest.hcl")
    assert tests.near(asked)[0] == "tests/alarms.tftest.hcl"
