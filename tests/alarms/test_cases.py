"""The ways in which what an alarm watches for can happen."""

from lambda_monitored_gen.alarms.cases import LATEST, NOON, Case, Surroundings, Traffic, Watched
from lambda_monitored_gen.alarms.invocations import Stamp


def test_when_cases_begin_and_how_late_data_come() -> None:
    """At noon, so that their clock is easy to read; metrics take three minutes at most."""
    assert NOON % 86_400 == 12 * 3600
    assert LATEST == 3 * 60


def test_the_simplest_case_is_taken_where_nothing_is_said() -> None:
    """Only memory and lines of logs have a stamp to choose, and only a rate has traffic."""
    case = Case(1, 2, 3, Surroundings.BUSY)
    assert (case.stamp, case.traffic) == (Stamp.START, Traffic.AT_ONCE)


def test_names() -> None:
    """What is watched is named by features, and the rest is told to people."""
    watched = ["failure", "failure-rate", "duration", "duration-rate", "throttle"]
    watched += ["throttle-rate", "memory", "log-line", "missed-run"]
    assert [each.value for each in Watched] == watched
    assert [each.value for each in Traffic] == ["at once", "spread"]
    assert all(isinstance(each.value, str) for each in Surroundings)
