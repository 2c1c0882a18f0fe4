"""The conformance suite: what AWS documents and what was seen on AWS, case by case."""

from pathlib import Path

import pytest

from tests.alarms.conformance_suite import Case, cases, explains, live_through, newest_points

CASES = cases()
FEWEST = 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_states(case: Case) -> None:
    """The alarm is in the state that the source has for each time."""
    for was in case.states_before:
        timeline = live_through(case, was, case.parameters)
        found = {time: timeline.state_at(time) for time in case.states}
        assert found == {time: case.expected(time, was) for time in case.states}, timeline.changes


@pytest.mark.parametrize(
    "case", [each for each in CASES if each.points is not None], ids=lambda case: case.name
)
def test_values(case: Case) -> None:
    """The newest data points have the values that the source has."""
    assert newest_points(case, case.parameters) == pytest.approx(case.points)


@pytest.mark.parametrize(
    "case", [each for each in CASES if each.actions is not None], ids=lambda case: case.name
)
def test_actions(case: Case) -> None:
    """The alarm carries out what the source has, and nothing else."""
    timeline = live_through(case, case.was, case.parameters)
    assert tuple((each.time, each.arn) for each in timeline.actions) == case.actions


@pytest.mark.parametrize(
    "case",
    [each for each in CASES if each.parameters != each.by_default],
    ids=lambda case: case.name,
)
def test_what_the_defaults_do_not_explain(case: Case) -> None:
    """A case with parameters of its own would not come out with the default ones."""
    assert explains(case, case.parameters)
    assert not explains(case, case.by_default)


def test_the_suite_is_whole() -> None:
    """There are as many cases as promised, each with a name of its own and a source."""
    assert len(CASES) >= FEWEST
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.source for case in CASES)
    here = Path(__file__).with_name("conformance")
    assert {case.name.partition(":")[0] for case in CASES} == {
        path.stem for path in here.glob("*.yaml")
    }
