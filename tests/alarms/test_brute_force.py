"""The search looks at few cases; evaluating all of them, each by itself, finds the same."""

from dataclasses import replace

import pytest

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    EvaluationParameters,
    Scenario,
    Watched,
    remedies,
)
from lambda_monitored_gen.alarms.cases import Case, Surroundings
from lambda_monitored_gen.alarms.exhaustion import count_cases
from lambda_monitored_gen.alarms.remedies import Remedy, find_remedy
from lambda_monitored_gen.alarms.search import NARROW, rings_at, search
from tests.alarms.brute_force import all_cases, compare
from tests.alarms.specimens import SCENARIOS, alarm, memory, rate

pytestmark = pytest.mark.process

HOUR = 3600
HALF_AN_HOUR = 1800
HOURLY = {
    "failure": Scenario(
        alarm(Period=HOUR, EvaluationPeriods=25, TreatMissingData="ignore", DatapointsToAlarm=1),
        Watched.FAILURE,
        1,
        1,
    ),
    "memory": Scenario(
        memory(Period=5 * HOUR, EvaluationPeriods=5, DatapointsToAlarm=1), Watched.MEMORY, 0, 1
    ),
    "rate": Scenario(rate(period=HOUR, n=25, m=1), Watched.FAILURE_RATE, 0, 1),
}
"""Their periods span more than a day together."""

LATER = replace(DEFAULTS, hourly_offset=1200, offset=7, lag=60)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("parameters", [DEFAULTS, NARROW, replace(DEFAULTS, offset=7, lag=60)])
def test_few_cases_tell_about_all(name: str, parameters: EvaluationParameters) -> None:
    """The cases of a class ring alike, and the search of classes finds what that of all finds."""
    found = compare(SCENARIOS[name], parameters)
    assert found.differences == []
    assert found.cases == count_cases(SCENARIOS[name])
    assert found.classes < found.cases


def _edge(case: Case) -> bool:
    """Whether a case is at the edge of an hour or a minute; all together take minutes."""
    minute, second = divmod(case.start, 60)
    if case.surroundings is Surroundings.BUSY:
        return minute in {0, 19, 20, 59} and second in {0, 1, 7, 8, 59}
    return minute in {0, 20, 59} or second in {0, 59}


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("failure", NARROW), ("failure", LATER), ("memory", LATER), ("rate", NARROW)],
)
def test_few_cases_tell_about_an_hour(name: str, parameters: EvaluationParameters) -> None:
    """The same where the alarm is judged once an hour, whatever the minute."""
    scenario = HOURLY[name]
    assert scenario.alarm.interval == HOUR
    shown = search(scenario, parameters)
    cases = [
        *filter(_edge, all_cases(scenario)),
        *(each for each in (shown.missed, shown.longest) if each is not None),
    ]
    assert compare(scenario, parameters, cases).differences == []


@pytest.mark.parametrize(
    ("n", "period", "fewest", "wanted"), [(2, 660, 12, 780), (3, 480, 8, 540), (3, 480, 10, None)]
)
def test_the_least_period_that_mends(
    monkeypatch: pytest.MonkeyPatch, n: int, period: int, fewest: int, wanted: int | None
) -> None:
    """No shorter period mends the alarm, in any case; half an hour stands for a day here."""
    monkeypatch.setattr(remedies, "_DAY", HALF_AN_HOUR)
    known = Scenario(
        rate(n=n, m=n, period=period, fewest=fewest), Watched.FAILURE_RATE, timeout=1, latest=1
    )
    mending = None
    for longer in range(period, HALF_AN_HOUR // n + 1, 60):
        scenario = replace(known, alarm=replace(known.alarm, period=longer))
        rings = (rings_at(scenario, case, NARROW) for case in all_cases(scenario))
        if all(each is not None for each in rings):
            mending = longer
            break
    assert mending == wanted
    remedy = find_remedy(known)
    assert remedy == (None if wanted is None else Remedy(period=wanted))


@pytest.mark.parametrize(("timeout", "latest", "n"), [(1, 61, 1), (62, 0, 2)])
def test_the_least_number_of_periods_that_mends(timeout: int, latest: int, n: int) -> None:
    """No window of fewer periods mends the alarm, in any case."""
    fewer = alarm(EvaluationPeriods=n, DatapointsToAlarm=1)
    known = Scenario(fewer, Watched.FAILURE, timeout, latest)
    number = n
    while True:
        scenario = replace(known, alarm=replace(known.alarm, evaluation_periods=number))
        rings = (rings_at(scenario, case, NARROW) for case in all_cases(scenario))
        if all(each is not None for each in rings):
            break
        number += 1
    assert find_remedy(known) == Remedy(evaluation_periods=number, datapoints_to_alarm=1)
