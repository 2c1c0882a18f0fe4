"""The time line of a case in which an alarm does not ring."""

import pytest

from lambda_monitored_gen.alarms import DEFAULTS, EvaluationParameters, Scenario, Watched, prove
from lambda_monitored_gen.alarms.cases import NOON, Case, Surroundings, Traffic
from lambda_monitored_gen.alarms.counterexamples import Counterexample, Event
from lambda_monitored_gen.alarms.invocations import Stamp
from lambda_monitored_gen.alarms.search import NARROW
from tests.alarms.specimens import SCENARIOS, alarm, rate


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


IDLE, FOLLOWED, BUSY = Surroundings

CASES: dict[str, tuple[Scenario, Case, EvaluationParameters, str, list[str]]] = {
    "throttle": (
        SCENARIOS["throttle"],
        Case(0, 0, 0, BUSY),
        NARROW,
        (
            "an invocation is refused, CloudWatch knows it at once; healthy invocations in every "
            "minute around it"
        ),
        [
            "12:00:00 the invocation is refused",
            "12:00:00 CloudWatch knows the invocation, stamped 12:00",
            "12:01:00 evaluation of 12:00 to 12:01: [X]  ALARM",
            "12:02:00 evaluation of 12:01 to 12:02: [0]  OK",
        ],
    ),
    "duration": (
        SCENARIOS["duration"],
        Case(62, 1, 0, IDLE),
        NARROW,
        "an invocation ends after 62 s, CloudWatch knows it 1 s later; nothing else is invoked",
        [
            "12:00:00 the invocation starts",
            "12:01:00 evaluation of 12:00 to 12:01: -  OK",
            "12:01:02 the invocation ends",
            "12:01:03 CloudWatch knows the invocation, stamped 12:00",
        ],
    ),
    "memory": (
        SCENARIOS["memory"],
        Case(2, 2, 59, FOLLOWED, Stamp.END),
        NARROW,
        (
            "an invocation ends after 2 s and has used all memory, CloudWatch knows it 2 s later, "
            "stamped with its end; a healthy invocation follows at once"
        ),
        [
            "12:00:59 the invocation starts",
            "12:01:00 evaluation of 12:00 to 12:01: -  OK",
            "12:01:01 the invocation ends",
            "12:01:01 a healthy invocation, known at once",
            "12:01:03 CloudWatch knows the invocation, stamped 12:01",
            "12:02:00 evaluation of 12:01 to 12:02: [X]  ALARM",
            "12:03:00 evaluation of 12:02 to 12:03: -  OK",
        ],
    ),
    "log line": (
        SCENARIOS["log line"],
        Case(2, 2, 59, BUSY, Stamp.END),
        NARROW,
        (
            "an invocation ends after 2 s and has logged a line that matches, CloudWatch knows it "
            "2 s later, stamped with its end; healthy invocations in every minute around it"
        ),
        [
            "12:00:59 the invocation starts",
            "12:01:00 evaluation of 12:00 to 12:01: -  OK",
            "12:01:01 the invocation ends",
            "12:01:03 CloudWatch knows the invocation, stamped 12:01",
            "12:02:00 evaluation of 12:01 to 12:02: [X]  ALARM",
            "12:03:00 evaluation of 12:02 to 12:03: -  OK",
        ],
    ),
    "rate": (
        Scenario(rate(fewest=4, period=120), Watched.FAILURE_RATE, 2, 3),
        Case(2, 3, 1, IDLE, traffic=Traffic.SPREAD),
        NARROW,
        (
            "from 12:00:01 to 12:05:00 all invocations fail, 10 in number, each after 2 s, "
            "CloudWatch knows it 3 s later; nothing else is invoked"
        ),
        [
            "12:00:01 the first invocation starts",
            "12:00:03 the first invocation fails",
            "12:00:06 CloudWatch knows the first invocation, stamped 12:00",
            "12:01:00 evaluation of 11:57 to 12:01: - [0]  OK",
            "12:02:00 evaluation of 11:58 to 12:02: - [X]  OK",
            "12:03:00 evaluation of 11:59 to 12:03: [0] [X]  OK",
            "12:04:00 evaluation of 12:00 to 12:04: [X] [X]  ALARM",
            "12:04:01 the last invocation starts",
            "12:04:03 the last invocation fails",
            "12:04:06 CloudWatch knows the last invocation, stamped 12:04",
            "12:06:00 evaluation of 12:02 to 12:06: [X] [0]  OK",
            "12:07:00 evaluation of 12:03 to 12:07: [X] -  OK",
            "12:08:00 evaluation of 12:04 to 12:08: [0] -  OK",
            "12:09:00 evaluation of 12:05 to 12:09: - -  OK",
        ],
    ),
    "one of a rate": (
        Scenario(rate(n=1, m=1), Watched.FAILURE_RATE, 2, 70),
        Case(0, 65, 0, FOLLOWED),
        NARROW,
        (
            "from 12:00:00 to 12:01:00 all invocations fail, 1 in number, each after 0 s, "
            "CloudWatch knows it 65 s later; a healthy invocation follows at once"
        ),
        [
            "12:00:00 the invocation fails",
            "12:01:00 a healthy invocation, known at once",
            "12:01:00 evaluation of 12:00 to 12:01: -  OK",
            "12:01:05 CloudWatch knows the invocation, stamped 12:00",
            "12:02:00 evaluation of 12:01 to 12:02: [0]  OK",
        ],
    ),
    # Every two minutes: what lies between shows the same points.
    "later in the minute": (
        Scenario(
            alarm(
                EvaluationPeriods=3,
                Period=120,
                DatapointsToAlarm=2,
                TreatMissingData="ignore",
            ),
            Watched.FAILURE,
            2,
        ),
        Case(1, 100, 0, IDLE),
        EvaluationParameters(offset=7, lag=60),
        "an invocation fails after 1 s, CloudWatch knows it 100 s later; nothing else is invoked",
        [
            "12:00:00 the invocation starts",
            "12:00:07 evaluation of 11:49 to 11:59: - - - - -  OK",
            "12:00:01 the invocation fails",
            "12:01:41 CloudWatch knows the invocation, stamped 12:00",
            "12:02:07 evaluation of 11:51 to 12:01: - - - - [X]  OK",
            "12:04:07 evaluation of 11:53 to 12:03: - - - [X] -  OK",
            "12:06:07 evaluation of 11:55 to 12:05: - - [X] - -  OK",
            "12:08:07 evaluation of 11:57 to 12:07: - [X] - - -  OK",
            "12:10:07 evaluation of 11:59 to 12:09: [X] - - - -  OK",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_case_in_words(name: str) -> None:
    """What happens, from when on CloudWatch knows it, and each evaluation that sees a change."""
    scenario, case, parameters, summary, events = CASES[name]
    told = Counterexample(scenario, case, parameters)
    assert told.summary == summary
    assert [f"{each.clock} {each.text}" for each in told.events()] == sorted(
        events, key=lambda each: each.partition(" ")[0]
    )


@pytest.mark.parametrize(("n", "shown"), [(9, 12), (10, 13), (20, 13)])
def test_the_middle_of_a_long_time_line_is_left_out(n: int, shown: int) -> None:
    """Twelve evaluations are shown; of more, the first six and the last six."""
    scenario = Scenario(alarm(EvaluationPeriods=n), Watched.FAILURE, 2)
    told = Counterexample(scenario, Case(0, 0, 0, BUSY), DEFAULTS).events()
    _, _, *evaluations = [(each.clock, each.text[:10]) for each in told]
    first = [(f"12:{minute:02}:00", "evaluation") for minute in range(1, 7)]
    last = [(f"12:{minute:02}:00", "evaluation") for minute in range(n - 2, n + 4)]
    assert evaluations == ([*first, ("12:07:00", "..."), *last] if shown > 12 else first + last)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_time_line_never_shows_an_alarm(name: str) -> None:
    """The engine that decides and the time line that explains agree: no evaluation says ALARM."""
    proof = prove(SCENARIOS[name])
    # Of a missed run, one that is told too early is a counterexample, too.
    if proof.counterexample is not None and SCENARIOS[name].watches is not Watched.MISSED_RUN:
        events = proof.counterexample.events()
        assert events == sorted(events, key=lambda each: each.time)
        assert not any(each.text.endswith("ALARM") for each in events)
        assert any("CloudWatch knows" in each.text for each in events)


def test_the_first_and_the_last_of_two() -> None:
    """Two invocations are told apart."""
    scenario = Scenario(rate(), Watched.FAILURE_RATE, 2)
    told = Counterexample(scenario, Case(0, 0, 0, IDLE), NARROW).events()
    texts = [each.text for each in told]
    assert "the first invocation fails" in texts
    assert "the last invocation fails" in texts


def test_a_busy_function_was_busy_all_along() -> None:
    """A long range shows healthy minutes from its oldest one on."""
    scenario = Scenario(alarm(EvaluationPeriods=90), Watched.FAILURE, 2)
    told = Counterexample(scenario, Case(0, 0, 0, BUSY), NARROW).events()
    first = next(each.text for each in told if each.text.startswith("evaluation"))
    assert first.endswith(" ".join(["[0]"] * 89) + " [X]  OK")


@pytest.mark.parametrize(
    ("passed", "clock"),
    [(0, "12:00:00"), (3661, "13:01:01"), (43_199, "23:59:59"), (43_200, "00:00:00")],
)
def test_the_clock_of_a_time_line(passed: int, clock: str) -> None:
    """It begins at noon and goes on after midnight."""
    assert Event(NOON + passed, "").clock == clock
