"""The windows that a module gives its alarms: each rings, and none is longer than it has to be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from lambda_monitored_gen.alarms import LATEST, MetricAlarm, Scenario, Watched, prove, read_alarm
from lambda_monitored_gen.alarms.search import always_rings
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.alarm_windows import INGESTION
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.testing.alarm_proofs import describe_for_proof
from tests.support.feature_sets import feature_sets, switches
from tests.support.specs import spec_of

REPOSITORY = Path(__file__).parents[2]
INTERFACE = spec_of(features=switches(feature_sets()["all"])).interface
TIMEOUTS = range(1, 901)
SINGLE = ("errors_immediate", "duration", "memory", "log_lines")
"""Alarms of single invocations, which take time."""

DAY, WEEK, HOUR = 86_400, 604_800, 3600
PERIODS = range(60, WEEK + 1, 60)
"""Every period that PutMetricAlarm allows for metrics of Lambda."""

every_alarm = pytest.mark.parametrize(
    "name",
    # What a schedule misses has its own tests, in test_missed_runs.
    [name for name, each in CATALOG.alarms.items() if each.watches and each.rhythm is None],
)


def scenario(name: str, **given: Value) -> Scenario:
    """An alarm of a module that is called with these values, and what it should see."""
    record = CATALOG.alarms[name]
    values = INTERFACE.values({"function_name": "pay", **record.ringing, **given})
    assert record.exists.value(values)
    alarm = read_alarm(describe_for_proof(record, values))
    return Scenario(alarm, Watched(record.watches), int(str(values["timeout"])))


def window(alarm: MetricAlarm) -> tuple[int, int, int]:
    """An alarm's period, N and M."""
    return alarm.period, alarm.evaluation_periods, alarm.datapoints_to_alarm


def test_the_delay_is_the_one_that_is_tried() -> None:
    """Windows are made for the longest delay of ingestion that proofs try."""
    assert INGESTION.value({}) == LATEST


@every_alarm
@pytest.mark.parametrize("timeout", [3, 60, 300, 900])
def test_every_alarm_rings(name: str, timeout: int) -> None:
    """With nothing but a timeout given, an alarm rings in every case, as docs/prove.md says."""
    made = scenario(name, timeout=timeout)
    proof = prove(made)
    assert proof.counterexample is None
    documented = documented_proofs()
    period, n, m = window(made.alarm)
    row = documented.get((name, f"{timeout} s")) or documented[name, "3 to 900 s"]
    assert row == (f"{m} of {n}" + f", each {period} s" * (m > 1), f"{proof.seconds} s")


def documented_proofs() -> dict[tuple[str, str], tuple[str, str]]:
    """The windows and times of the table in docs/prove.md, by alarm and timeout."""
    found = {}
    name = ""
    for line in (REPOSITORY / "docs" / "prove.md").read_text(encoding="utf-8").splitlines():
        cells = [each.strip() for each in line.strip("|").split("|")]
        if len(cells) == 6 and cells[1].endswith(" s"):
            name = cells[0].partition(" (")[0].strip("`").replace("-", "_") or name
            found[name, cells[1]] = (cells[4], cells[5])
    return found


@pytest.mark.parametrize("timeout", [3, 60, 300, 900])
def test_the_readme_of_a_module_tells_its_windows(timeout: int) -> None:
    """The row of a timeout says how far alarms look back, and how long that keeps them raised."""
    text = render_files(spec_of())["README.md"].content.decode()
    (row,) = re.findall(rf"^\| {timeout} \|.*$", text, re.MULTILINE)
    _, n, _ = window(scenario("errors_immediate", timeout=timeout).alarm)
    period, many, m = window(scenario("errors_threshold", timeout=timeout).alarm)
    minutes = f"{period // 60} minute{'s' * (period > 60)}"
    assert row == (
        f"| {timeout} | {n} minutes, 1 of {n} | {m} of {many} periods of {minutes} "
        f"| raised for {n} minutes |"
    )


def longest_of_each_window(name: str) -> Iterator[Scenario]:
    """Scenarios whose cases contain those of every timeout.

    Where only the timeout differs, a longer one has all invocations that a shorter one has.
    """
    found: dict[object, Scenario] = {}
    for timeout in TIMEOUTS:
        made = scenario(name, timeout=timeout)
        key = (window(made.alarm), made.alarm.threshold)
        before = found.get(key)
        assert before is None or {*before.durations} <= {*made.durations}
        found[key] = made
    yield from found.values()


@pytest.mark.process
@every_alarm
def test_every_timeout(name: str) -> None:
    """An alarm rings in every case for each timeout that Lambda allows."""
    silent = [each.timeout for each in longest_of_each_window(name) if not always_rings(each)]
    assert silent == []


@pytest.mark.process
@pytest.mark.parametrize("name", SINGLE)
def test_one_period_less_is_too_short(name: str) -> None:
    """No window is longer than it has to be.

    A second above whole minutes needs its period for starts in the last fraction of a minute's last
    second. Proofs try whole seconds, and cannot tell.
    """
    # What one period less misses with a timeout, it misses with a longer one of the same window.
    tried = [timeout for timeout in TIMEOUTS if timeout % 60 in {0, 1, 2}]
    enough = []
    for timeout in tried:
        made = scenario(name, timeout=timeout)
        less = replace(made.alarm, evaluation_periods=made.alarm.evaluation_periods - 1)
        if always_rings(replace(made, alarm=less)):
            enough.append(timeout)
    assert enough == [timeout for timeout in tried if timeout % 60 == 1]


def test_refused_invocations_need_no_timeout() -> None:
    """A refused invocation takes no time: four minutes are enough, and three are not."""
    made = scenario("throttles", timeout=900)
    assert window(made.alarm) == (60, 4, 1)
    assert always_rings(made)
    assert not always_rings(replace(made, alarm=replace(made.alarm, evaluation_periods=3)))


@pytest.mark.parametrize("timeout", [60, 120, 300, 900])
def test_a_rate_needs_its_periods(timeout: int) -> None:
    """The rate of a function with many invocations rings, and with one period less it would not."""
    made = scenario("errors_threshold", timeout=timeout, error_rate_minimum_invocations=120)
    assert always_rings(made)
    less = replace(made.alarm, evaluation_periods=made.alarm.evaluation_periods - 1)
    assert not always_rings(replace(made, alarm=less))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"timeout": 1}, (60, 6, 2)),
        ({"timeout": 60}, (60, 6, 2)),
        ({"timeout": 61}, (120, 5, 2)),
        ({"timeout": 900}, (900, 4, 2)),
        ({"timeout": 900, "error_rate_period": 60}, (60, 20, 2)),
        ({"timeout": 900, "error_rate_datapoints_to_alarm": 1}, (900, 3, 1)),
        ({"timeout": 60, "error_rate_datapoints_to_alarm": 5}, (60, 9, 5)),
        ({"timeout": 900, "error_rate_evaluation_periods": 1}, (900, 1, 1)),
        ({"timeout": 900, "error_rate_evaluation_periods": 9}, (900, 9, 2)),
        ({"timeout": 60, "error_rate_period": DAY}, (DAY, 2, 2)),
        ({"timeout": 60, "error_rate_period": WEEK}, (WEEK, 1, 1)),
        (
            {
                "timeout": 900,
                "error_rate_period": 540,
                "error_rate_evaluation_periods": 2,
                "error_rate_datapoints_to_alarm": 2,
            },
            (540, 2, 2),
        ),
    ],
)
def test_what_is_not_given_follows_from_what_is(
    given: Mapping[str, Value], wanted: tuple[int, int, int]
) -> None:
    """A caller gets what it gives, and otherwise what goes with that and with the timeout."""
    assert window(scenario("errors_threshold", **given).alarm) == wanted


@pytest.mark.parametrize("name", [*SINGLE, "throttles"])
def test_a_chosen_window(name: str) -> None:
    """Callers who choose how far alarms of single invocations look back get exactly that."""
    made = scenario(name, timeout=900, alarm_evaluation_periods=2)
    assert window(made.alarm) == (60, 2, 1)


@pytest.mark.parametrize("timeout", [1, 60, 61, 900])
@pytest.mark.parametrize("breaching", [None, 1, 2, 9])
def test_every_period_is_within_the_limits(timeout: int, breaching: int | None) -> None:
    """A window that follows from a period breaks no limit of PutMetricAlarm, whatever the period.

    It spans more than a day, and is evaluated but once an hour, only if the breaching periods do.
    """
    record = CATALOG.alarms["errors_threshold"]
    values = INTERFACE.values({"timeout": timeout, "error_rate_datapoints_to_alarm": breaching})
    for period in PERIODS:
        values["error_rate_period"] = period
        m = record.datapoints_to_alarm.value(values) if record.datapoints_to_alarm else None
        n = record.evaluation_periods.value(values)
        assert isinstance(m, int)
        assert isinstance(n, int)
        if breaching is not None and m * period > (DAY if period < HOUR else WEEK):
            continue  # refused: what the caller gives is too much by itself
        assert 1 <= m <= n
        assert n * period <= max(DAY, m * period)
        assert n * period <= (DAY if period < HOUR else WEEK)


@pytest.mark.parametrize("timeout", [60, 900])
@pytest.mark.parametrize("period", [60, 120, 300, 540, 900, 960, 1800, 3540, 3600])
@pytest.mark.parametrize("breaching", [1, 2, 3])
def test_a_rate_over_a_chosen_period_rings(period: int, timeout: int, breaching: int) -> None:
    """Whatever period and number of breaching periods are given, the window goes with them."""
    given = {"error_rate_period": period, "error_rate_datapoints_to_alarm": breaching}
    assert always_rings(scenario("errors_threshold", timeout=timeout, **given))


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("errors_threshold", "error_rate_threshold"),
        ("duration", "duration_threshold_percent"),
        ("memory", "memory_utilization_threshold_percent"),
    ],
)
@pytest.mark.parametrize("percent", [99.9, 100])
def test_a_threshold_of_all_there_is(name: str, variable: str, percent: float) -> None:
    """At 100 percent, all that fails, the whole timeout and all memory raise an alarm."""
    made = scenario(name, **{variable: percent})
    assert made.can_breach
    assert always_rings(made)
    beyond = "GreaterThanOrEqualToThreshold" if percent == 100 else "GreaterThanThreshold"
    assert made.alarm.comparison == beyond


@pytest.mark.parametrize("period", [540, 1800])
@pytest.mark.parametrize("timeout", [60, 900])
def test_windows_of_published_callers(period: int, timeout: int) -> None:
    """Windows that callers of the published module have are taken, be they too short or not."""
    given: dict[str, Value] = {
        "function_name": "pay",
        "timeout": timeout,
        "alert_strategy": "threshold",
        "error_rate_period": period,
        "error_rate_evaluation_periods": 2,
        "error_rate_datapoints_to_alarm": 2,
    }
    values = INTERFACE.values(given)
    assert all(relation.holds(values) for relation in INTERFACE.relations)
    assert all(INTERFACE.allows(*each) for each in given.items())
    assert window(scenario("errors_threshold", **given).alarm) == (period, 2, 2)
