"""The life of an alarm as a record, and what its parts leave open."""

import pytest

from lambda_monitored_gen.alarms import AlarmState, Metric, Sample, StateChange
from lambda_monitored_gen.alarms.timeline import Evaluation, Timeline

INSUFFICIENT, ALARM, OK = AlarmState.INSUFFICIENT_DATA, AlarmState.ALARM, AlarmState.OK
LIFE = Timeline(
    "errors",
    range(60, 361, 60),
    INSUFFICIENT,
    (StateChange(120, INSUFFICIENT, ALARM), StateChange(300, ALARM, OK)),
    (),
)


def test_states() -> None:
    """One for each evaluation: a change holds from its own time on."""
    assert LIFE.states == (INSUFFICIENT, ALARM, ALARM, ALARM, OK, OK)
    assert Timeline("errors", range(0), OK, (), ()).states == ()


@pytest.mark.parametrize(
    ("time", "wanted"),
    [
        (59.9, None),
        (60, INSUFFICIENT),
        (119.9, INSUFFICIENT),
        (120, ALARM),
        (299, ALARM),
        (300, OK),
        (9999, OK),
    ],
)
def test_a_state_at_a_time(time: float, wanted: AlarmState | None) -> None:
    """There is none before the first evaluation, and the last one's stays."""
    assert LIFE.state_at(time) is wanted
    assert Timeline("errors", range(0), OK, (), ()).state_at(time) is None


def test_an_evaluation_in_words() -> None:
    """A gap is a dash, as in AWS's tables."""
    found = Evaluation("errors", ALARM, (None, 0.0, 1.5), (None, False, True))
    assert str(found) == "errors is ALARM with the points - 0 1.5"


def test_what_is_left_open() -> None:
    """A metric has no dimensions and any unit, and a sample is measured once."""
    assert Metric("AWS/Lambda", "Errors") == Metric("AWS/Lambda", "Errors", (), None)
    assert Sample(1, 2, 3).weight == 1
