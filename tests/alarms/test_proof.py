"""Proofs that alarms ring: what is found, and how it is told."""

from typing import Any

import pytest

from lambda_monitored_gen.alarms import DEFAULTS, Scenario, Watched, prove
from lambda_monitored_gen.alarms.remedies import find_remedy
from lambda_monitored_gen.alarms.search import NARROW, RANGES, search
from tests.alarms.specimens import alarm, rate


def test_a_proof_of_an_alarm_that_rings() -> None:
    """It has no counterexample, and says how long the longest wait is and how it comes about."""
    window: dict[str, Any] = {"EvaluationPeriods": 19, "DatapointsToAlarm": 1}
    proof = prove(Scenario(alarm(**window), Watched.FAILURE, 900))
    assert proof.rings
    assert (proof.counterexample, proof.reading, proof.remedy) == (None, None, None)
    # Its data come 180 s after its end, one second after an evaluation.
    assert proof.seconds == 239
    assert proof.longest is not None
    assert (proof.longest.start + proof.longest.duration + proof.longest.delay) % 60 == 1
    assert proof.cases == 60 * 901 * 181 * 3
    assert proof.classes < 200


def test_what_only_the_narrow_range_misses_is_said() -> None:
    """A counterexample is one with the measured range if there is one, else with the narrow one."""
    proof = prove(Scenario(rate(period=3600, fewest=20), Watched.FAILURE_RATE, 3))
    assert proof.reading == "narrow"
    assert proof.counterexample is not None
    assert proof.counterexample.parameters is NARROW


def test_what_both_ranges_say_is_one_proof() -> None:
    """The longest time and the number of classes are those of the range that has more."""
    scenario = Scenario(
        alarm(EvaluationPeriods=4, DatapointsToAlarm=1, TreatMissingData="missing"),
        Watched.FAILURE,
        2,
        60,
    )
    found = {name: search(scenario, each) for name, each in RANGES.items()}
    proof = prove(scenario)
    assert proof.seconds == max(each.seconds or 0 for each in found.values())
    assert proof.classes == max(each.tried for each in found.values())
    assert proof.rings is (proof.counterexample is None)
    assert proof.scenario is scenario


def test_the_measured_range_is_named_first() -> None:
    """What is missed with both ranges is told with the one that was seen on AWS."""
    proof = prove(Scenario(alarm(), Watched.FAILURE, 3))
    assert not proof.rings
    assert proof.reading == "measured"
    assert proof.counterexample is not None
    assert proof.counterexample.parameters is DEFAULTS
    assert proof.counterexample.case == search(proof.scenario, DEFAULTS).missed
    assert proof.remedy == find_remedy(proof.scenario)
    assert proof.cases == 60 * 4 * 181 * 3


def test_an_alarm_that_never_rings_takes_no_time() -> None:
    """Where the threshold is out of reach, no case has a time."""
    proof = prove(Scenario(alarm(threshold=1), Watched.FAILURE, 0, 0))
    assert (proof.seconds, proof.longest) == (None, None)
    assert not proof.rings


@pytest.mark.parametrize("setting", ["missing", "notBreaching"])
def test_the_longest_time_is_that_of_the_slower_range(setting: str) -> None:
    """Where the narrow range sees nothing in time, the measured one tells how long it takes."""
    scenario = Scenario(
        alarm("Duration", "Maximum", 60_000, TreatMissingData=setting), Watched.DURATION, 62, 1
    )
    found = {name: search(scenario, each) for name, each in RANGES.items()}
    proof = prove(scenario)
    assert (proof.seconds, proof.longest) == found["measured"][1:3]
    assert found["narrow"].seconds is None


def test_the_slower_of_two_times() -> None:
    """Each range has its own; people are told the longer one."""
    late = alarm(EvaluationPeriods=3, DatapointsToAlarm=1, TreatMissingData="missing")
    scenario = Scenario(late, Watched.FAILURE, 0, 240)
    measured, narrow = (search(scenario, RANGES[name]).seconds for name in ("measured", "narrow"))
    assert measured is not None
    assert narrow is not None
    assert measured > narrow
    assert prove(scenario).seconds == measured
