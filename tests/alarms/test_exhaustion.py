"""Few cases tell about all, however long invocations take."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    EvaluationParameters,
    Scenario,
    TreatMissingData,
    Watched,
)
from lambda_monitored_gen.alarms.cases import Case, Surroundings, Traffic
from lambda_monitored_gen.alarms.exhaustion import (
    CaseClass,
    class_of,
    classes,
    count_cases,
    size_of,
    variants,
)
from lambda_monitored_gen.alarms.invocations import Stamp
from lambda_monitored_gen.alarms.search import NARROW, rings_at
from tests.alarms.brute_force import all_cases
from tests.alarms.specimens import alarm, memory, rate

LATER = replace(DEFAULTS, offset=7, lag=60, hourly_offset=1200)
HOURLY: dict[str, Any] = {"Period": 3600, "EvaluationPeriods": 25}
SMALL = {
    "failure": Scenario(alarm(), Watched.FAILURE, 2, 3),
    "failure of minutes": Scenario(alarm(), Watched.FAILURE, 121, 0),
    "late failure": Scenario(alarm(), Watched.FAILURE, 1, 65),
    "late data alone": Scenario(alarm(), Watched.THROTTLE, 900, 122),
    "duration": Scenario(alarm("Duration", "Maximum", 60_000), Watched.DURATION, 62, 1),
    "durations of a minute": Scenario(
        alarm("Duration", "Maximum", 57_000), Watched.DURATION, 64, 3
    ),
    "memory": Scenario(memory(), Watched.MEMORY, 2, 2),
    "memory of minutes": Scenario(memory(), Watched.MEMORY, 62, 0),
    "rate": Scenario(rate(), Watched.FAILURE_RATE, 2, 3),
    "rate of a minute": Scenario(rate(), Watched.FAILURE_RATE, 59, 0),
    "rate, spread": Scenario(rate(period=180, fewest=2), Watched.FAILURE_RATE, 1, 1),
    "slow minutes": Scenario(
        alarm("Duration", "Average", 1000, EvaluationPeriods=6, DatapointsToAlarm=3),
        Watched.DURATION_RATE,
        3,
        2,
    ),
    "refused minutes": Scenario(
        alarm("Throttles", EvaluationPeriods=5, DatapointsToAlarm=2),
        Watched.THROTTLE_RATE,
        900,
        65,
    ),
    "once an hour": Scenario(alarm(**HOURLY), Watched.FAILURE, 1, 0),
    "rate once an hour": Scenario(rate(n=25, period=3600), Watched.FAILURE_RATE, 0, 1),
}


@pytest.mark.parametrize("parameters", [DEFAULTS, LATER])
@pytest.mark.parametrize("name", SMALL)
def test_the_two_cases_of_a_class(name: str, parameters: EvaluationParameters) -> None:
    """Of all cases that there are, they are the smallest, and the one that is noticed first."""
    scenario = SMALL[name]
    members: dict[Hashable, list[Case]] = {}
    for case in all_cases(scenario):
        members.setdefault(class_of(scenario, case, parameters), []).append(case)
    wanted = {
        key: CaseClass(
            min(each, key=size_of),
            min(each, key=lambda case: (scenario.noticed(case), *size_of(case))),
        )
        for key, each in members.items()
    }
    assert classes(scenario, parameters) == wanted


def test_from_small_to_large() -> None:
    """How late the data are counts first, then the delay, the start, and how simple a case is."""
    idle, followed, busy = Surroundings
    ordered = [
        Case(1, 0, 59, busy, Stamp.END, Traffic.SPREAD),
        Case(2, 0, 59, busy, Stamp.END, Traffic.SPREAD),
        Case(1, 1, 0, busy, Stamp.END, Traffic.SPREAD),
        Case(1, 1, 1, idle, Stamp.END, Traffic.SPREAD),
        Case(1, 1, 1, followed, Stamp.START, Traffic.SPREAD),
        Case(1, 1, 1, followed, Stamp.END, Traffic.AT_ONCE),
        Case(1, 1, 1, followed, Stamp.END, Traffic.SPREAD),
        Case(1, 1, 1, busy, Stamp.START, Traffic.AT_ONCE),
        Case(0, 3, 0, idle, Stamp.START, Traffic.AT_ONCE),
    ]
    backwards = ordered[::-1]
    assert sorted(backwards, key=size_of) == ordered
    assert len({size_of(each) for each in ordered}) == len(ordered)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("failure", 3 * 60 * 3 * 4),
        ("duration", 3 * 60 * 2 * 2),
        ("memory", 6 * 60 * 3 * 3),
        ("rate, spread", 6 * 60 * 2 * 2),
        ("once an hour", 3 * 3600 * 2),
    ],
)
def test_the_number_of_cases(name: str, wanted: int) -> None:
    """Each way in which cases differ, times starts, durations and delays."""
    assert count_cases(SMALL[name]) == wanted
    assert len(list(variants(SMALL[name]))) == wanted // (
        SMALL[name].alarm.interval * len(SMALL[name].durations) * (SMALL[name].latest + 1)
    )


def test_ways_in_which_cases_differ() -> None:
    """Surroundings with each stamp and each kind of traffic; seconds are from 0 on."""
    spread = [
        Case(0, 0, 0, each, Stamp.START, traffic) for each in Surroundings for traffic in Traffic
    ]
    assert list(variants(SMALL["rate, spread"])) == spread
    stamped = [Case(0, 0, 0, each, stamp) for each in Surroundings for stamp in Stamp]
    assert list(variants(SMALL["memory"])) == stamped


IDLE, FOLLOWED, BUSY = (Case(0, 0, 0, each) for each in Surroundings)


@pytest.mark.parametrize(
    ("name", "case", "other", "same"),
    [
        # The first evaluation that knows it: one on the second of the arrival does.
        ("late failure", IDLE._replace(delay=1), IDLE._replace(delay=60), True),
        ("late failure", IDLE._replace(delay=0), IDLE._replace(delay=1), False),
        ("late failure", IDLE._replace(delay=60), IDLE._replace(delay=61), False),
        ("late failure", IDLE._replace(start=1), IDLE._replace(start=59), True),
        ("late failure", IDLE._replace(start=1, duration=59), IDLE._replace(start=60), False),
        ("once an hour", IDLE._replace(start=59), IDLE._replace(start=60), False),
        # The end matters where something is stamped with it.
        ("failure", IDLE._replace(start=59, delay=1), IDLE._replace(start=59, duration=1), True),
        (
            "failure",
            FOLLOWED._replace(start=59, delay=1),
            FOLLOWED._replace(start=59, duration=1),
            False,
        ),
        ("failure", BUSY._replace(start=59, delay=1), BUSY._replace(start=59, duration=1), True),
        (
            "memory",
            IDLE._replace(start=59, delay=1, stamp=Stamp.END),
            IDLE._replace(start=59, duration=1, stamp=Stamp.END),
            False,
        ),
        (
            "rate",
            FOLLOWED._replace(start=59, delay=1),
            FOLLOWED._replace(start=59, duration=1),
            True,
        ),
        # Whole periods of a rate begin on a full minute.
        ("rate", IDLE._replace(delay=1), IDLE._replace(start=1), False),
        ("rate", IDLE._replace(start=1), IDLE._replace(start=2), True),
        ("rate once an hour", IDLE._replace(start=60, delay=1), IDLE._replace(start=61), False),
        ("failure", IDLE._replace(delay=1), IDLE._replace(start=1), True),
        ("rate once an hour", IDLE._replace(delay=60), IDLE._replace(delay=61), False),
        ("once an hour", IDLE._replace(delay=60), IDLE._replace(delay=61), True),
        ("failure", IDLE, BUSY, False),
        ("memory", IDLE, IDLE._replace(stamp=Stamp.END), False),
        ("rate, spread", IDLE, IDLE._replace(traffic=Traffic.SPREAD), False),
    ],
)
def test_what_an_alarm_tells_apart(name: str, case: Case, other: Case, *, same: bool) -> None:
    """Two cases are of one class when the alarm knows the same of them."""
    found, another = (class_of(SMALL[name], each, DEFAULTS) for each in (case, other))
    assert (found == another) is same


def test_a_later_second_tells_others_apart() -> None:
    """Evaluations at the seventh second see what has arrived by then."""
    found = [
        class_of(SMALL["failure"], IDLE._replace(delay=each), LATER) for each in (7, 8, 67, 68)
    ]
    assert found[0] != found[1] == found[2] != found[3]


@st.composite
def any_case(draw: st.DrawFn) -> tuple[Scenario, Case]:
    """A scenario of long invocations, and any case of it."""
    timeout = draw(st.integers(1, 900))
    periods = draw(st.integers(1, 25))
    breaching = draw(st.integers(1, periods))
    window: dict[str, Any] = {"EvaluationPeriods": periods, "DatapointsToAlarm": breaching}
    missing = draw(st.sampled_from([each.value for each in TreatMissingData]))
    many = rate(
        n=min(periods, 4),
        m=min(breaching, 2),
        period=draw(st.sampled_from([60, 300, 900])),
        fewest=draw(st.integers(1, 40)),
        threshold=draw(st.integers(0, 100)),
    )
    scenario = draw(
        st.sampled_from(
            [
                Scenario(alarm(**window, TreatMissingData=missing), Watched.FAILURE, timeout),
                Scenario(
                    alarm("Duration", "Maximum", timeout * 800, **window), Watched.DURATION, timeout
                ),
                Scenario(memory(**window), Watched.MEMORY, timeout),
                Scenario(many, Watched.FAILURE_RATE, timeout),
            ]
        )
    )
    case = Case(
        draw(st.sampled_from(scenario.durations)),
        draw(st.integers(0, scenario.latest)),
        draw(st.integers(0, 59)),
        draw(st.sampled_from(Surroundings)),
        draw(st.sampled_from(scenario.stamps)),
        draw(st.sampled_from(scenario.traffic)),
    )
    return scenario, case


@settings(max_examples=120, deadline=None)
@given(any_case(), st.sampled_from([DEFAULTS, NARROW]))
def test_any_case_rings_as_its_class_does(
    made: tuple[Scenario, Case], parameters: EvaluationParameters
) -> None:
    """Of the millions of cases with long timeouts, whichever is taken rings as its class says."""
    scenario, case = made
    own = classes(scenario, parameters)[class_of(scenario, case, parameters)]
    rung = rings_at(scenario, case, parameters)
    assert rung == rings_at(scenario, own.smallest, parameters)
    assert rung == rings_at(scenario, own.longest, parameters)
    assert size_of(own.smallest) <= size_of(case)
    assert scenario.noticed(own.longest) <= scenario.noticed(case)
