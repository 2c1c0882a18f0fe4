"""Whether an alarm rings for an invocation that a schedule misses, and only then."""

import math
from dataclasses import replace

import pytest

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    AlarmError,
    AlarmState,
    Rhythm,
    Scenario,
    Watched,
    evaluate_over_time,
    prove,
)
from lambda_monitored_gen.alarms.cases import NOON, Case, Surroundings
from lambda_monitored_gen.alarms.invocations import Invocation, samples_of
from lambda_monitored_gen.alarms.remedies import Remedy
from lambda_monitored_gen.alarms.search import falls_silent_at, rings_at
from tests.alarms.specimens import alarm, schedule, silence

HOUR, DAY = 3600, 86_400


@pytest.mark.process
@pytest.mark.parametrize("interval", [60, 300, HOUR])
@pytest.mark.parametrize(("timeout", "late"), [(3, 60), (60, 60), (61, 120), (900, 960)])
def test_the_window_of_the_module(interval: int, timeout: int, late: int) -> None:
    """It rings as soon as the next evaluation after the latest start and metrics can, never before.

    A minute less, and it rings although all is well.
    """
    proof = prove(schedule(interval, late, timeout))
    known = math.ceil((timeout + 180) / 60) * 60
    assert (proof.rings, proof.seconds) == (True, 2 * late + known + 60)
    wrong = prove(schedule(interval, late, timeout, short=60))
    # Of seconds that make no whole minute, the last minute is one of caution.
    assert wrong.rings is ((timeout + 180 - 1) % 60 == 0)


@pytest.mark.process
@pytest.mark.parametrize(("interval", "late"), [(DAY, 60), (90_000, 960)])
def test_a_day_or_more_is_judged_once_an_hour(interval: int, late: int) -> None:
    """Then it takes an hour more; AWS's three days without metric math are not needed."""
    proof = prove(schedule(interval, late, 60))
    assert proof.scenario.alarm.interval == HOUR
    assert (proof.rings, proof.seconds) == (True, 2 * late + 240 + HOUR)


@pytest.mark.parametrize("interval", [300, HOUR])
def test_where_fill_fills_nothing(interval: int) -> None:
    """If FILL has no point where there is no datum, missing data ring all the same, later."""
    made = schedule(interval, 60, 60)
    bare = silence(period=made.alarm.period, expression="invocations + 0")
    proof = prove(replace(made, alarm=bare))
    assert proof.rings
    assert proof.seconds is not None
    assert made.alarm.period < proof.seconds <= 3 * made.alarm.period


@pytest.mark.parametrize(("interval", "late", "timeout"), [(60, 60, 900), (300, 120, 61)])
def test_it_is_silent_while_all_is_well(interval: int, late: int, timeout: int) -> None:
    """A long row of invocations, each as late and as slow as can be or not at all, is no ring."""
    made = schedule(interval, late, timeout).alarm
    for second in (0, 1, 59):
        runs = [
            Invocation(
                NOON + number * interval + (late if number % 3 == 0 else 0) + second,
                timeout if number % 2 == 0 else 0,
                180 if number % 5 else 0,
            )
            for number in range(-50, 200)
        ]
        life = evaluate_over_time(
            made,
            samples_of(made, runs),
            start=NOON,
            end=NOON + 150 * interval,
            initial=AlarmState.OK,
        )
        assert life.changes == ()


def test_a_ring_before_the_last_run_is_known_is_false() -> None:
    """Even after the next one is due: until then nothing is otherwise than if all were well."""
    made = schedule(60, 60, 900, short=120)
    case = Case(900, 180, 0, Surroundings.IDLE)
    rung = falls_silent_at(made, case, DEFAULTS)
    assert rung is not None
    assert made.due(case) <= rung < NOON + 1080
    assert rings_at(made, case, DEFAULTS) is None


def test_counterexample_and_remedy() -> None:
    """Who is shown a false ring sees both invocations, when the next is due, and what mends it."""
    proof = prove(schedule(HOUR, 60, 3, short=300))
    found = proof.counterexample
    assert found is not None
    assert proof.remedy == Remedy(period=3900)
    assert found.summary == (
        "invocations start at 10:59:00 and at 12:00:00; the latter takes 0 s and is known 0 s "
        "later; the next one is due at 12:59:00, and the alarm has rung at 12:00:00"
    )
    texts = [(each.clock, each.text) for each in found.events()]
    assert ("10:59:00", "an invocation, known at once") in texts
    assert ("12:59:00", "the next invocation is due") in texts


def test_an_alarm_that_never_rings() -> None:
    """Where missing data are healthy and nothing fills them, silence is never seen."""
    made = schedule(300, 60, 3)
    deaf = replace(
        silence(period=made.alarm.period, expression="invocations + 0"),
        treat_missing_data=alarm().treat_missing_data,
    )
    proof = prove(replace(made, alarm=deaf))
    assert not proof.rings
    assert proof.remedy is None
    assert proof.counterexample is not None
    assert proof.counterexample.summary.endswith("and the alarm never rings")


@pytest.mark.parametrize(
    ("watches", "rhythm", "said"),
    [
        (Watched.MISSED_RUN, None, "takes a rhythm"),
        (Watched.FAILURE, Rhythm(60, 60), "takes a rhythm"),
        (Watched.MISSED_RUN, Rhythm(90, 60), "whole minutes"),
    ],
)
def test_a_rhythm_is_needed(watches: Watched, rhythm: Rhythm | None, said: str) -> None:
    """Only what knows when invocations are due can tell that one is missed."""
    with pytest.raises(AlarmError, match=said):
        Scenario(silence(), watches, 3, rhythm=rhythm)
