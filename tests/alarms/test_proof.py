"""Proofs that alarms ring: what is found, and how it is told."""

from typing import Any

from lambda_monitored_gen.alarms import Scenario, Watched, prove
from lambda_monitored_gen.alarms.search import NARROW
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
