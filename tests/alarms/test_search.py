"""When an alarm rings in a case, and with which readings of AWS's documents."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.alarms import DEFAULTS, Scenario, TreatMissingData, Watched
from lambda_monitored_gen.alarms.cases import NOON, Case, Surroundings
from lambda_monitored_gen.alarms.invocations import Invocation
from lambda_monitored_gen.alarms.missing_data import decide_state
from lambda_monitored_gen.alarms.search import NARROW, rings_at
from lambda_monitored_gen.alarms.state import AlarmState
from tests.alarms.specimens import alarm


@given(
    st.lists(st.sampled_from([b"0", b"X", b"-"]), min_size=5, max_size=9),
    st.integers(1, 5),
    st.data(),
)
def test_a_longer_range_rings_no_later(points: list[bytes], n: int, data: st.DataObject) -> None:
    """If the newest N periods raise an alarm, they do so with older ones beside them."""
    m = data.draw(st.integers(1, n))
    settings_of = {
        "evaluation_periods": n,
        "datapoints_to_alarm": m,
        "treat_missing_data": TreatMissingData.NOT_BREACHING,
    }
    if decide_state(b"".join(points[-n:]), **settings_of) is AlarmState.ALARM:  # type: ignore[arg-type]
        assert decide_state(b"".join(points), **settings_of) is AlarmState.ALARM  # type: ignore[arg-type]


def test_an_alarm_that_is_raised_anyway_does_not_ring() -> None:
    """Without data it is in ALARM before the failure: nobody is told of that."""
    made = Scenario(alarm(TreatMissingData="breaching"), Watched.FAILURE, 0, 0)
    case = Case(0, 0, 0, Surroundings.IDLE)
    assert rings_at(made, case, DEFAULTS) is None
    assert rings_at(made, case._replace(surroundings=Surroundings.BUSY), DEFAULTS) == NOON + 60


def test_an_alarm_may_ring_long_after_all_is_known() -> None:
    """Where data are missing, a lone breaching point raises the alarm once it is M periods old."""
    window: dict[str, Any] = {"EvaluationPeriods": 5, "TreatMissingData": "missing"}
    made = Scenario(alarm(**window), Watched.FAILURE, 0, 0)
    case = Case(0, 0, 0, Surroundings.IDLE)
    assert rings_at(made, case, NARROW) == NOON + 300


@pytest.mark.parametrize("delay", [60, 119, 180])
@pytest.mark.parametrize("surroundings", [Surroundings.BUSY, Surroundings.FOLLOWED])
def test_healthy_invocations_are_worst_if_known_at_once(
    monkeypatch: pytest.MonkeyPatch, delay: int, surroundings: Surroundings
) -> None:
    """Where the alarm rings with healthy ones known at once, it rings with them known later."""
    made = Scenario(alarm(EvaluationPeriods=2, DatapointsToAlarm=1), Watched.FAILURE, 120)
    cases = [
        Case(duration, late, start, surroundings)
        for duration in (0, 1, 59, 61, 120)
        for late in (0, 1, 60, 180)
        for start in (0, 1, 59)
    ]
    at_once = [rings_at(made, case, DEFAULTS) for case in cases]
    known = Scenario.others

    def later(self: Scenario, case: Case, since: int, until: int) -> list[Invocation]:
        return [each._replace(delay=delay) for each in known(self, case, since, until)]

    monkeypatch.setattr(Scenario, "others", later)
    for case, before in zip(cases, at_once, strict=True):
        after = rings_at(made, case, DEFAULTS)
        assert before is None or (after is not None and after <= before), case
