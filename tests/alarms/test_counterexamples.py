"""The time line of a case in which an alarm does not ring."""

import pytest

from lambda_monitored_gen.alarms import Scenario, Watched, prove
from tests.alarms.specimens import SCENARIOS, alarm


def test_the_time_line_of_a_counterexample() -> None:
    """It tells in the order of time what happens, what CloudWatch knows, and what it decides."""
    proof = prove(Scenario(alarm(), Watched.FAILURE, 3))
    assert proof.counterexample is not None
    assert [f"{each.clock} {each.text}" for each in proof.counterexample.events()] == [
        "12:00:59 the invocation starts",
        "12:01:00 evaluation of 11:54 to 12:01: - - - - - - -  OK",
        "12:01:01 the invocation fails",
        "12:01:01 CloudWatch knows the invocation, stamped 12:00",
        "12:01:01 a healthy invocation, known at once",
        "12:02:00 evaluation of 11:55 to 12:02: - - - - - X [0]  OK",
        "12:03:00 evaluation of 11:56 to 12:03: - - - - X [0] -  OK",
        "12:04:00 evaluation of 11:57 to 12:04: - - - X [0] - -  OK",
        "12:05:00 evaluation of 11:58 to 12:05: - - X [0] - - -  OK",
        "12:06:00 evaluation of 11:59 to 12:06: - X [0] - - - -  OK",
        "12:07:00 evaluation of 12:00 to 12:07: X [0] - - - - -  OK",
        "12:08:00 evaluation of 12:01 to 12:08: [0] - - - - - -  OK",
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_time_line_never_shows_an_alarm(name: str) -> None:
    """The engine that decides and the time line that explains agree: no evaluation says ALARM."""
    proof = prove(SCENARIOS[name])
    if proof.counterexample is not None:
        events = proof.counterexample.events()
        assert events == sorted(events, key=lambda each: each.time)
        assert not any(each.text.endswith("ALARM") for each in events)
        assert any("CloudWatch knows" in each.text for each in events)
