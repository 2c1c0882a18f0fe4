"""Few cases tell about all, however long invocations take."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    EvaluationParameters,
    Scenario,
    TreatMissingData,
    Watched,
)
from lambda_monitored_gen.alarms.cases import Case, Surroundings
from lambda_monitored_gen.alarms.exhaustion import class_of, classes, size_of
from lambda_monitored_gen.alarms.search import NARROW, rings_at
from tests.alarms.specimens import alarm, memory, rate


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
