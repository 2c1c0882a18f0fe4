"""What an alarm should see: which cases there are, and what is invoked in them."""

import math
from dataclasses import replace

import pytest

from lambda_monitored_gen.alarms import AlarmError, MetricAlarm, Scenario, Watched, prove
from lambda_monitored_gen.alarms.cases import NOON, Case, Surroundings, Traffic
from lambda_monitored_gen.alarms.invocations import Invocation, Outcome, Stamp
from tests.alarms.specimens import alarm, log_lines, memory, rate


@pytest.mark.parametrize(
    ("made", "watches", "said"),
    [
        (alarm("Depth", namespace="AWS/SQS"), Watched.FAILURE, "reads Depth of AWS/SQS"),
        (alarm(Period=10), Watched.FAILURE, "a data point a minute"),
        (alarm("Duration", "Average"), Watched.DURATION, "only their maximum"),
        (
            alarm(EvaluationWindow={"WallClockWindow": {}}, Period=3600),
            Watched.FAILURE,
            "wall clock window",
        ),
    ],
)
def test_what_cannot_be_proven_is_refused(made: MetricAlarm, watches: Watched, said: str) -> None:
    """An alarm for which cases would not tell the truth is refused with the reason."""
    with pytest.raises(AlarmError, match=said):
        Scenario(made, watches, 3)


def test_an_alarm_that_nothing_raises_is_refused() -> None:
    """A rate above 100 percent is no matter of windows."""
    with pytest.raises(AlarmError, match="can never ring"):
        prove(Scenario(rate(threshold=101), Watched.FAILURE_RATE, 3))


@pytest.mark.parametrize(
    ("threshold", "timeout", "wanted"),
    [(2400, 3, [3]), (0, 2, [1, 2]), (3000, 3, [3]), (2000, 5, [3, 4, 5]), (2999, 5, [3, 4, 5])],
)
def test_durations_to_watch(threshold: float, timeout: int, wanted: list[int]) -> None:
    """Those above the threshold, and the whole timeout even where that is not above it."""
    made = Scenario(alarm("Duration", "Maximum", threshold), Watched.DURATION, timeout)
    assert list(made.durations) == wanted


@pytest.mark.parametrize(("fewest", "period"), [(1, 300), (3, 300), (7, 300), (20, 60), (60, 3600)])
@pytest.mark.parametrize("traffic", Traffic)
@pytest.mark.parametrize("start", [0, 1, 59])
def test_a_rate_is_of_as_few_as_count(
    fewest: int, period: int, traffic: Traffic, start: int
) -> None:
    """Every whole period in which all fails has the fewest invocations that count, no more."""
    made = Scenario(rate(period=period, fewest=fewest), Watched.FAILURE_RATE, 3)
    assert made.fewest == fewest
    case = Case(3, 0, start, Surroundings.IDLE, traffic=traffic)
    watched = made.watched(case)
    first = NOON + math.ceil(start / 60) * 60
    assert made.over(case) == first + 2 * period
    for since in range(first, first + period + 1, 60):
        inside = [each.number for each in watched if since <= each.start < since + period]
        assert sum(inside) == fewest
    assert {each.start % 60 for each in watched} == {start}
    assert max(each.start for each in watched) < made.over(case)
    assert all(each.number > 0 for each in watched)


def test_surroundings() -> None:
    """A busy function has healthy invocations in every minute, but for those in which all fail."""
    made = Scenario(rate(), Watched.FAILURE_RATE, 3)
    case = Case(3, 0, 30, Surroundings.BUSY)
    minutes = [each.start - NOON for each in made.others(case, NOON - 60, NOON + 300)]
    assert minutes == [-60, 0, 180, 240]
    follower = list(made.others(case._replace(surroundings=Surroundings.FOLLOWED), 0, 1))
    assert [each.start - NOON for each in follower] == [180]
    single = Scenario(alarm(), Watched.FAILURE, 3)
    follower = list(single.others(case._replace(surroundings=Surroundings.FOLLOWED), 0, 1))
    assert [each.start - NOON for each in follower] == [33]
    assert list(single.others(case._replace(surroundings=Surroundings.IDLE), 0, 999)) == []
    early = made.others(case._replace(start=0), NOON - 60, NOON + 240)
    assert [each.start - NOON for each in early] == [-60, 120, 180]
    always = single.others(case._replace(start=0), NOON - 60, NOON + 120)
    assert [each.start - NOON for each in always] == [-60, 0, 60]


@pytest.mark.parametrize(("fewest", "period", "wanted"), [(1, 180, 1), (3, 180, 1), (4, 180, 2)])
def test_a_busy_function_has_enough_invocations(fewest: int, period: int, wanted: int) -> None:
    """As many in each minute as make a healthy period count."""
    made = Scenario(rate(fewest=fewest, period=period), Watched.FAILURE_RATE, 3)
    (healthy,) = made.others(Case(0, 0, 0, Surroundings.BUSY), NOON - 60, NOON)
    assert healthy == Invocation(NOON - 60, number=wanted)
    assert isinstance(healthy.number, int)


def test_the_invocation_that_is_watched() -> None:
    """It fails, is refused, uses all memory or logs a line, and takes its time."""
    case = Case(3, 2, 59, Surroundings.IDLE)
    invocation = Invocation(NOON + 59, 3, 2)
    wanted = {
        Watched.FAILURE: invocation._replace(outcome=Outcome.FAILED),
        Watched.THROTTLE: invocation._replace(outcome=Outcome.REFUSED),
        Watched.MEMORY: invocation._replace(memory=100),
        Watched.LOG_LINE: invocation._replace(lines=1),
    }
    for watches, each in wanted.items():
        made = Scenario(alarm(), watches, 3)
        assert made.watched(case) == [each]
        assert made.over(case) == made.noticed(case) == NOON + 62
        assert made.lasts is (watches is not Watched.THROTTLE)
    many = Scenario(rate(), Watched.FAILURE_RATE, 3)
    assert set(many.watched(case)) == {
        wanted[Watched.FAILURE]._replace(start=NOON + minute * 60 + 59) for minute in range(3)
    }
    assert (many.noticed(case), many.over(case)) == (NOON + 59, NOON + 180)


def test_ways_in_which_cases_differ() -> None:
    """Only Insights and lines of logs may stamp the end, and only a rate of several is spread."""
    failure, throttle = (Scenario(alarm(), each, 3) for each in (Watched.FAILURE, Watched.THROTTLE))
    remembering = Scenario(memory(), Watched.MEMORY, 3)
    one, two = (Scenario(rate(fewest=each), Watched.FAILURE_RATE, 3) for each in (1, 2))
    logging = Scenario(log_lines(), Watched.LOG_LINE, 3)
    stamps = [each.stamps for each in (failure, remembering, logging)]
    assert stamps == [(Stamp.START,), tuple(Stamp), tuple(Stamp)]
    alone, spread = (Traffic.AT_ONCE,), tuple(Traffic)
    assert [each.traffic for each in (failure, one, two)] == [alone, alone, spread]
    assert (list(failure.durations), list(throttle.durations)) == ([0, 1, 2, 3], [0])
    assert failure.latest == 180


@pytest.mark.parametrize(
    ("made", "watches", "wanted"),
    [
        (alarm(threshold=0), Watched.FAILURE, True),
        (alarm(threshold=1), Watched.FAILURE, False),
        (alarm("Throttles", threshold=0), Watched.THROTTLE, True),
        (alarm("Throttles", threshold=1), Watched.THROTTLE, False),
        (alarm("Duration", "Maximum", 2999), Watched.DURATION, True),
        (alarm("Duration", "Maximum", 3000), Watched.DURATION, False),
        (memory(Threshold=99), Watched.MEMORY, True),
        (memory(Threshold=100), Watched.MEMORY, False),
        (log_lines(), Watched.LOG_LINE, True),
        (log_lines(Threshold=1), Watched.LOG_LINE, False),
        (rate(threshold=99), Watched.FAILURE_RATE, True),
        (rate(threshold=100), Watched.FAILURE_RATE, False),
        # What is refused has no duration.
        (alarm("Duration", "Maximum"), Watched.THROTTLE, False),
    ],
)
def test_what_can_breach(made: MetricAlarm, watches: Watched, *, wanted: bool) -> None:
    """The worst is one failure, the whole timeout, all memory, or all that is invoked."""
    assert Scenario(made, watches, 3).can_breach is wanted


@pytest.mark.parametrize("fewest", [1, 2, 3, 4, 7, 1000, 2**40])
def test_the_fewest_invocations_that_count(fewest: int) -> None:
    """Found by halving, however many they are."""
    found = Scenario(rate(fewest=fewest), Watched.FAILURE_RATE, 3).fewest
    assert (found, type(found)) == (fewest, int)
    assert Scenario(alarm(threshold=fewest), Watched.FAILURE, 3).fewest == 1


def test_there_is_an_end_to_counting() -> None:
    """Nobody invokes a function a million million times a period."""
    with pytest.raises(AlarmError, match="can never ring"):
        _ = Scenario(rate(fewest=2**40 + 1), Watched.FAILURE_RATE, 3).fewest


def test_only_sums_grow_with_the_number_of_invocations() -> None:
    """A maximum of many equal invocations is that of one."""
    at_most = Scenario(alarm("Errors", "Maximum", threshold=1), Watched.FAILURE_RATE, 3)
    assert at_most.fewest == 1
    with pytest.raises(AlarmError, match="can never ring"):
        _ = replace(at_most, alarm=alarm("Errors", "Maximum", threshold=2)).fewest
    assert replace(at_most, alarm=alarm(threshold=2)).fewest == 2


def test_samples_are_those_of_all_invocations() -> None:
    """The watched one and the healthy ones, each with the stamp of the case."""
    made = Scenario(memory(), Watched.MEMORY, 3)
    case = Case(3, 2, 59, Surroundings.FOLLOWED, Stamp.END)
    (samples,) = made.samples(case, NOON, NOON + 60).values()
    assert sorted((each.stamp - NOON, each.arrival - NOON, each.value) for each in samples) == [
        (60, 62, 0),
        (60, 64, 100),
    ]
