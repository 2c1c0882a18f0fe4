"""When an alarm rings in a case, and with which readings of AWS's documents."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    EvaluationParameters,
    Scenario,
    TreatMissingData,
    Watched,
)
from lambda_monitored_gen.alarms.cases import NOON, Case, Surroundings
from lambda_monitored_gen.alarms.exhaustion import classes, size_of
from lambda_monitored_gen.alarms.invocations import Invocation
from lambda_monitored_gen.alarms.missing_data import decide_state
from lambda_monitored_gen.alarms.search import (
    NARROW,
    RANGES,
    Search,
    always_rings,
    ranges_of,
    rings_at,
    search,
)
from lambda_monitored_gen.alarms.state import AlarmState
from tests.alarms.specimens import SCENARIOS, alarm, rate

IDLE, _, BUSY = Surroundings


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


def test_silence_is_no_ring_for_what_was_hidden() -> None:
    """Where missing data breach, an alarm that missed a failure is raised when all data have left.

    That is a ring for silence, minutes later; the failure was hidden by the healthy invocation.
    """
    made = Scenario(alarm(TreatMissingData="breaching"), Watched.FAILURE, 2, 0)
    hidden = Case(2, 0, 59, Surroundings.FOLLOWED)
    assert rings_at(made, hidden, DEFAULTS) is None
    seen = replace(made, alarm=replace(made.alarm, evaluation_periods=2))
    assert rings_at(seen, hidden._replace(surroundings=BUSY), DEFAULTS) == NOON + 120


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


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("parameters", [DEFAULTS, NARROW])
def test_what_a_search_takes_of_the_classes(
    monkeypatch: pytest.MonkeyPatch, name: str, parameters: EvaluationParameters
) -> None:
    """The smallest case that is missed, the longest time, and the smallest case that takes it."""
    scenario = SCENARIOS[name]
    missed: list[Case] = []
    waits: dict[int, list[Case]] = {}
    known = classes(scenario, parameters).values()
    for each in known:
        time = rings_at(scenario, each.smallest, parameters)
        if time is None:
            missed.append(each.smallest)
        else:
            waits.setdefault(time - scenario.noticed(each.longest), []).append(each.longest)
    longest = max(waits, default=None)
    wanted = Search(
        min(missed, key=size_of, default=None),
        longest,
        None if longest is None else min(waits[longest], key=size_of),
        len(known),
    )
    assert search(scenario, parameters) == wanted
    backwards = dict(enumerate(reversed(known)))
    monkeypatch.setattr("lambda_monitored_gen.alarms.search.classes", lambda *_: backwards)
    assert search(scenario, parameters) == wanted


def test_ranges() -> None:
    """The narrow one is N alone; a setting that lets old points count needs the measured one."""
    assert NARROW.evaluation_range(3, 60) == 3
    assert replace(DEFAULTS, shortest_range=0, extra_periods=0) == NARROW
    assert RANGES == {"measured": DEFAULTS, "narrow": NARROW}
    for setting in TreatMissingData:
        made = Scenario(alarm(TreatMissingData=setting.value), Watched.FAILURE, 0)
        alone = setting is TreatMissingData.NOT_BREACHING
        assert ranges_of(made) == ({"narrow": NARROW} if alone else RANGES)


@pytest.mark.parametrize(
    ("case", "n", "m", "wanted"),
    [
        # Known on the second of an evaluation, or a second later.
        (Case(0, 60, 0, IDLE), 1, 1, 60),
        (Case(0, 61, 0, IDLE), 1, 1, None),
        (Case(0, 61, 0, IDLE), 2, 1, 120),
        (Case(0, 180, 0, IDLE), 3, 1, 180),
        (Case(0, 181, 0, IDLE), 3, 1, None),
        (Case(900, 180, 0, IDLE), 18, 1, 1080),
        (Case(900, 180, 1, IDLE), 18, 1, None),
        (Case(900, 180, 1, BUSY), 19, 1, 1140),
        (Case(0, 0, 59, IDLE), 1, 1, 60),
    ],
)
def test_when_an_alarm_rings(case: Case, n: int, m: int, wanted: int | None) -> None:
    """At the first evaluation that knows the failure, if its minute is in the range still."""
    made = Scenario(alarm(EvaluationPeriods=n, DatapointsToAlarm=m), Watched.FAILURE, 900)
    rung = rings_at(made, case, NARROW)
    assert rung == (None if wanted is None else NOON + wanted)
    later = rings_at(made, case._replace(delay=case.delay + 7), replace(NARROW, offset=7))
    assert later == (None if wanted is None else NOON + wanted + 7)
    lagging = rings_at(made, case, replace(NARROW, lag=120))
    assert lagging is not None
    assert lagging == NOON + max(180, -(-(case.start + case.duration + case.delay) // 60) * 60)


def test_a_rate_rings_within_the_time_in_which_all_fail() -> None:
    """The first failure is known long before the last; the alarm rings once M periods breach."""
    made = Scenario(rate(n=3, m=3), Watched.FAILURE_RATE, 0)
    assert rings_at(made, Case(0, 0, 0, IDLE), NARROW) == NOON + 180
    assert rings_at(made, Case(0, 60, 0, IDLE), NARROW) == NOON + 180
    assert rings_at(made, Case(0, 61, 0, IDLE), NARROW) is None


@pytest.mark.parametrize("start", [0, 1, 59])
@pytest.mark.parametrize(("offset", "lag"), [(0, 0), (0, 60), (7, 120), (59, 240)])
def test_all_of_the_range_is_looked_at(start: int, offset: int, lag: int) -> None:
    """From healthy invocations before the failure to the last evaluation that sees it."""
    parameters = replace(NARROW, offset=offset, lag=lag)
    window: dict[str, Any] = {"EvaluationPeriods": 3, "TreatMissingData": "breaching"}
    busy = Scenario(alarm(DatapointsToAlarm=1, **window), Watched.FAILURE, 0)
    assert rings_at(busy, Case(0, 0, start, BUSY), parameters) == NOON + 60 + offset + lag
    old: dict[str, Any] = {"EvaluationPeriods": 5, "TreatMissingData": "missing"}
    alone = Scenario(alarm(**old), Watched.FAILURE, 0)
    assert rings_at(alone, Case(0, 0, start, IDLE), parameters) == NOON + 300 + offset + lag


def test_another_state_is_no_alarm() -> None:
    """An alarm that healthy minutes raise is OK with the failure, and rings after it."""
    made = Scenario(alarm(threshold=1, ComparisonOperator="LessThanThreshold"), Watched.FAILURE, 0)
    assert rings_at(made, Case(0, 0, 0, BUSY), NARROW) == NOON + 120


def test_once_an_hour_too() -> None:
    """A lone failure is a day old before the alarm that waits for a day's failures rings."""
    hourly: dict[str, Any] = {"Period": 3600, "EvaluationPeriods": 25}
    made = Scenario(alarm(**hourly, TreatMissingData="missing"), Watched.FAILURE, 0)
    assert rings_at(made, Case(0, 0, 3599, IDLE), NARROW) == NOON + 25 * 3600
    later = replace(NARROW, offset=7, hourly_offset=1200)
    assert rings_at(made, Case(0, 0, 0, IDLE), later) == NOON + 24 * 3600 + 1207


def test_always() -> None:
    """In every case, and with each of the ranges."""
    assert always_rings(
        Scenario(alarm(EvaluationPeriods=4, DatapointsToAlarm=1), Watched.FAILURE, 0)
    )
    assert not always_rings(Scenario(alarm(), Watched.FAILURE, 0))
    # With the measured range older points make up for missing ones; with the narrow one none are.
    hidden = Scenario(
        alarm(EvaluationPeriods=4, DatapointsToAlarm=1, TreatMissingData="missing"),
        Watched.FAILURE,
        60,
    )
    assert not always_rings(hidden)
