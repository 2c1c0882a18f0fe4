"""The alarms of the module: which exist, and what raises them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from alarm_states import AlarmStates
from cases import SOURCES, Case
from conftest import Client, invoke

PERCENT = 100

IMMEDIATE, THRESHOLD = "errors-immediate", "errors-threshold"


def test_alarms(case: Case, name: str, outputs: dict[str, Any], client: Client) -> None:
    """Exactly the alarms that were asked for exist, as documented, with their actions."""
    found = client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{name}-")
    alarms = {each["AlarmName"].removeprefix(f"{name}-"): each for each in found["MetricAlarms"]}
    wanted = case.alarms(name)
    assert set(alarms) == set(wanted)
    topics = {outputs["sns_topic_arn"]}
    for kind, alarm in alarms.items():
        described = {**alarm, "Metrics": _by_id(alarm)}
        for field, value in {**wanted[kind], "Metrics": _by_id(wanted[kind])}.items():
            assert described.get(field) == value, f"{kind}: {field}"
        assert alarm["ActionsEnabled"]
        assert alarm["AlarmActions"] == alarm["OKActions"]
        assert topics <= set(alarm["AlarmActions"])
        assert len(alarm["AlarmActions"]) == len(topics) + ("topic" in case.needs)


def _by_id(alarm: dict[str, Any]) -> dict[str, Any]:
    """The queries of an alarm; AWS keeps no order of them, and adds what was left out."""
    fields = ("Expression", "Label", "MetricStat", "ReturnData")
    return {
        query["Id"]: {field: query[field] for field in fields if query.get(field)}
        for query in alarm.get("Metrics", ())
    }


@pytest.mark.cases(predicate=lambda case: IMMEDIATE in case.alarms())
def test_one_error_raises_the_immediate_alarm(
    case: Case, name: str, client: Client, alarm_states: AlarmStates
) -> None:
    """After an invocation that succeeds the alarm is OK; one that fails raises it."""
    alarm = f"{name}-{IMMEDIATE}"
    succeeds, _, fails = SOURCES[case.source]
    invoke(client, name, succeeds)
    alarm_states.expect(alarm, "OK")
    assert invoke(client, name, fails)["error"] == "Unhandled"
    alarm_states.expect(alarm, "ALARM")


@pytest.mark.cases(predicate=lambda case: THRESHOLD in case.alarms())
def test_the_error_rate_raises_the_threshold_alarm(
    case: Case, name: str, client: Client, alarm_states: AlarmStates
) -> None:
    """Errors at the configured rate raise no alarm; errors above it do, in M of N periods."""
    alarm = f"{name}-{THRESHOLD}"
    period = case.value("error_rate_period")
    succeeds, _, fails = SOURCES[case.source]
    failing, succeeding = _at_the_rate(case)

    alarm_states.start_of_period(period)
    since = dt.datetime.now(dt.timezone.utc)
    # The healthy ones first: the share of errors never exceeds what it is in the end.
    for event in [succeeds] * succeeding + [fails] * failing:
        invoke(client, name, event)
    alarm_states.expect_quiet(alarm, since, period)

    rate = case.value("error_rate_threshold") / PERCENT
    if rate == 1:
        return  # no rate is above it
    # Enough to outweigh all earlier invocations, should they be in the same period.
    invocations = max(
        case.value("error_rate_minimum_invocations"),
        math.floor((succeeding + 5) * rate / (1 - rate)) + 1,
    )
    for breach in range(case.value("error_rate_datapoints_to_alarm")):
        if breach:
            alarm_states.next_period(period)
        alarm_states.start_of_period(period)
        for _ in range(invocations):
            assert invoke(client, name, fails)["error"] == "Unhandled"
    alarm_states.expect(alarm, "ALARM")


def _at_the_rate(case: Case) -> tuple[int, int]:
    """Count invocations that are enough to be judged, as many failing as raise no alarm."""
    invocations = case.value("error_rate_minimum_invocations")
    failing = math.floor(invocations * case.value("error_rate_threshold") / PERCENT)
    return failing, invocations - failing
