"""Windows that no source has: rules that must hold for all of them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.alarms.missing_data import (
    BREACHING,
    HEALTHY,
    MISSING,
    TreatMissingData,
    decide_state,
)
from lambda_monitored_gen.alarms.state import AlarmState

WINDOWS = st.text("0X-", min_size=1, max_size=9).map(str.encode)
SETTINGS = st.sampled_from(TreatMissingData)


@given(WINDOWS, SETTINGS, st.data())
def test_a_gap_at_either_end_changes_no_verdict_of_enough_points(
    window: bytes, setting: TreatMissingData, data: st.DataObject
) -> None:
    """With N real points in the range neither older nor missing ones matter, nor the setting."""
    real = window.replace(b"-", b"")
    n = data.draw(st.integers(1, max(len(real), 1)))
    m = data.draw(st.integers(1, n))
    if len(real) < n:
        return
    found = decide_state(
        window, evaluation_periods=n, datapoints_to_alarm=m, treat_missing_data=setting
    )
    breaching = real[-n:].count(b"X")
    assert found is (AlarmState.ALARM if breaching >= m else AlarmState.OK)


@given(WINDOWS, st.data())
def test_breaching_rings_whenever_not_breaching_does(window: bytes, data: st.DataObject) -> None:
    """What rings although missing points count as healthy rings when they count as breaching."""
    n = data.draw(st.integers(1, len(window)))
    m = data.draw(st.integers(1, n))
    states = {
        setting: decide_state(
            window, evaluation_periods=n, datapoints_to_alarm=m, treat_missing_data=setting
        )
        for setting in TreatMissingData
    }
    if states[TreatMissingData.NOT_BREACHING] is AlarmState.ALARM:
        assert set(states.values()) == {AlarmState.ALARM}
    if states[TreatMissingData.MISSING] is AlarmState.OK:
        assert states[TreatMissingData.NOT_BREACHING] is AlarmState.OK


def test_names() -> None:
    """Points are written as in AWS's tables, and settings are called as in its API."""
    assert (HEALTHY, BREACHING, MISSING) == (b"0", b"X", b"-")
    names = ["missing", "ignore", "breaching", "notBreaching"]
    assert [each.value for each in TreatMissingData] == names


_STATES = {"A": AlarmState.ALARM, "O": AlarmState.OK, "I": AlarmState.INSUFFICIENT_DATA, "=": None}


@pytest.mark.parametrize(
    ("window", "n", "m", "wanted"),
    [
        # As many points as N, or more: the newest N of them, with any setting.
        (b"0-X-X", 3, 2, "AAAA"),
        (b"0-X-X", 3, 3, "OOOO"),
        (b"XX0-0", 2, 1, "OOOO"),
        (b"X0-X0", 2, 2, "OOOO"),
        (b"X0-X0", 3, 2, "OOOO"),
        # Fewer: all of them, and as few missing ones as make up N.
        (b"0-X--", 3, 2, "OOAO"),
        (b"0-X--", 3, 3, "OOOO"),
        (b"0----", 3, 2, "OOAO"),
        (b"XX---", 3, 2, "AAAA"),
        (b"X0---", 4, 2, "OOAO"),
        # None but breaching ones, and fewer than M: ALARM once the oldest is M periods old.
        (b"---X-", 3, 2, "A=AO"),
        (b"----X", 3, 2, "==AO"),
        (b"X--X-", 4, 3, "A=AO"),
        (b"--X--", 3, 3, "A=AO"),
        (b"---X-", 3, 3, "==AO"),
        (b"-----", 3, 2, "I=AO"),
    ],
)
def test_verdicts_at_the_edges(window: bytes, n: int, m: int, wanted: str) -> None:
    """Each rule holds up to its limit; the settings are in the order of `TreatMissingData`."""
    for setting, letter in zip(TreatMissingData, wanted, strict=True):
        found = decide_state(
            window, evaluation_periods=n, datapoints_to_alarm=m, treat_missing_data=setting
        )
        assert found is _STATES[letter], setting


def test_only_nothing_is_insufficient() -> None:
    """INSUFFICIENT_DATA needs a range without any point, and missing points that stay missing."""
    for points in itertools.product(b"0X-", repeat=4):
        for setting in TreatMissingData:
            found = decide_state(
                bytes(points),
                evaluation_periods=2,
                datapoints_to_alarm=2,
                treat_missing_data=setting,
            )
            nothing = set(points) == set(b"-") and setting is TreatMissingData.MISSING
            assert (found is AlarmState.INSUFFICIENT_DATA) is nothing


@pytest.mark.parametrize("state", AlarmState)
def test_a_young_breach_can_have_another_state(state: AlarmState) -> None:
    """The state of a lone young breaching point is a parameter."""
    found = decide_state(
        b"----X",
        evaluation_periods=3,
        datapoints_to_alarm=3,
        treat_missing_data=TreatMissingData.MISSING,
        young_breach=state,
    )
    assert found is state
