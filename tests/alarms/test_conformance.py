"""The conformance suite: what AWS documents and what was seen on AWS, case by case."""

import dataclasses
from pathlib import Path

import pytest

from lambda_monitored_gen.alarms import (
    AlarmState,
    Timeline,
    evaluate_once,
    evaluate_over_time,
)
from tests.alarms.conformance_suite import Case, cases

CASES = cases()
FEWEST = 150


def _live_through(case: Case, was: AlarmState) -> Timeline:
    return evaluate_over_time(
        case.alarm,
        case.samples,
        start=case.start,
        end=max(case.states),
        initial=was,
        parameters=case.parameters,
    )


def _newest(case: Case) -> tuple[float | None, ...]:
    points = evaluate_once(
        case.alarm, case.samples, at=max(case.states), parameters=case.parameters
    ).points
    return points[-len(case.points or points) :]


def _explained(case: Case) -> bool:
    timeline = _live_through(case, case.was)
    states = [timeline.state_at(time) for time in case.states]
    return states == [case.expected(time, case.was) for time in case.states] and (
        case.points is None or _newest(case) == pytest.approx(case.points)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_states(case: Case) -> None:
    """The alarm is in the state that the source has for each time."""
    for was in AlarmState if case.any_state_before else [case.was]:
        timeline = _live_through(case, was)
        found = {time: timeline.state_at(time) for time in case.states}
        assert found == {time: case.expected(time, was) for time in case.states}, timeline.changes


@pytest.mark.parametrize(
    "case", [each for each in CASES if each.points is not None], ids=lambda case: case.name
)
def test_values(case: Case) -> None:
    """The newest data points have the values that the source has."""
    assert _newest(case) == pytest.approx(case.points)


@pytest.mark.parametrize(
    "case", [each for each in CASES if each.actions is not None], ids=lambda case: case.name
)
def test_actions(case: Case) -> None:
    """The alarm carries out what the source has, and nothing else."""
    timeline = _live_through(case, case.was)
    assert tuple((each.time, each.arn) for each in timeline.actions) == case.actions


@pytest.mark.parametrize(
    "case",
    [each for each in CASES if each.parameters != each.by_default],
    ids=lambda case: case.name,
)
def test_what_the_defaults_do_not_explain(case: Case) -> None:
    """A case with parameters of its own would not come out with the default ones."""
    assert not _explained(dataclasses.replace(case, parameters=case.by_default))


def test_the_suite_is_whole() -> None:
    """There are as many cases as promised, each with a name of its own and a source."""
    assert len(CASES) >= FEWEST
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.source for case in CASES)
    here = Path(__file__).with_name("conformance")
    assert {case.name.partition(":")[0] for case in CASES} == {
        path.stem for path in here.glob("*.yaml")
    }
