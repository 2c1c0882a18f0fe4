"""What an alarm should see: which cases there are, and what is invoked in them."""

import math

import pytest

from lambda_monitored_gen.alarms import AlarmError, MetricAlarm, Scenario, Watched, prove
from lambda_monitored_gen.alarms.cases import NOON, Case, Surroundings, Traffic
from tests.alarms.specimens import alarm, rate


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
    ("threshold", "timeout", "wanted"), [(2400, 3, [3]), (0, 2, [1, 2]), (3000, 3, [3])]
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
