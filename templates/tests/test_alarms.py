"""The alarms of the module: which exist, and what raises them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from alarm_states import AlarmStates
from cases import SOURCES, Case
from conftest import Client, invoke


def _watched(case: Case) -> bool:
    return bool(case.value("enable_error_alarms"))


def _immediate(case: Case) -> bool:
    return _watched(case) and case.value("alert_strategy") == "immediate"


def _threshold(case: Case) -> bool:
    return _watched(case) and case.value("alert_strategy") == "threshold"


def test_alarms(case: Case, name: str, outputs: dict[str, Any], client: Client) -> None:
    """Exactly the alarms that were asked for exist, with their numbers and actions."""
    found = client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{name}-")
    alarms = {each["AlarmName"].removeprefix(f"{name}-"): each for each in found["MetricAlarms"]}
    wanted = _wanted_alarms(case, name)
    assert set(alarms) == set(wanted)
    topics = {outputs["sns_topic_arn"]}
    for kind, alarm in alarms.items():
        assert {each: alarm.get(each) for each in wanted[kind]} == wanted[kind]
        assert alarm["TreatMissingData"] == "notBreaching"
        assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
        assert alarm["ActionsEnabled"]
        assert alarm["AlarmActions"] == alarm["OKActions"]
        assert topics <= set(alarm["AlarmActions"])
        assert len(alarm["AlarmActions"]) == 1 + ("topic" in case.needs)


def _wanted_alarms(case: Case, name: str) -> dict[str, dict[str, Any]]:
    wanted: dict[str, dict[str, Any]] = {}
    function = [{"Name": "FunctionName", "Value": name}]
    once = {"Namespace": "AWS/Lambda", "Dimensions": function, "Period": 60, "EvaluationPeriods": 1}
    if _immediate(case):
        wanted["errors-immediate"] = {
            **once,
            "MetricName": "Errors",
            "Statistic": "Sum",
            "Threshold": 0.0,
        }
    if _threshold(case):
        wanted["errors-threshold"] = {
            "Threshold": float(case.value("error_rate_threshold")),
            "EvaluationPeriods": case.value("error_rate_evaluation_periods"),
            "DatapointsToAlarm": case.value("error_rate_datapoints_to_alarm"),
        }
    if case.value("enable_throttle_alarms"):
        wanted["throttles"] = {
            **once,
            "MetricName": "Throttles",
            "Statistic": "Sum",
            "Threshold": 0.0,
        }
    if (percent := case.value("duration_threshold_percent")) is not None:
        wanted["duration"] = {
            **once,
            "MetricName": "Duration",
            "Statistic": "Maximum",
            # Of the timeout, in milliseconds.
            "Threshold": float(case.value("timeout") * 10 * percent),
        }
    if (percent := case.value("memory_utilization_threshold_percent")) is not None:
        wanted["memory"] = {
            **once,
            "Namespace": "LambdaInsights",
            "Dimensions": [{"Name": "function_name", "Value": name}],
            "MetricName": "memory_utilization",
            "Statistic": "Maximum",
            "Threshold": float(percent),
        }
    return wanted


@pytest.mark.cases(predicate=_immediate)
def test_one_error_raises_the_immediate_alarm(
    case: Case, name: str, client: Client, alarm_states: AlarmStates
) -> None:
    """After a run that succeeds the alarm is OK; one that fails raises it."""
    alarm = f"{name}-errors-immediate"
    succeeds, _, fails = SOURCES[case.source]
    invoke(client, name, succeeds)
    alarm_states.expect(alarm, "OK")
    assert invoke(client, name, fails)["error"] == "Unhandled"
    alarm_states.expect(alarm, "ALARM")


@pytest.mark.cases(predicate=_threshold)
def test_the_error_rate_raises_the_threshold_alarm(
    case: Case, name: str, client: Client, alarm_states: AlarmStates
) -> None:
    """Errors at the configured rate raise no alarm; errors above it do, in M of N periods."""
    alarm = f"{name}-errors-threshold"
    period = case.value("error_rate_period")
    succeeds, _, fails = SOURCES[case.source]
    failing, succeeding = _at_the_rate(case)

    alarm_states.start_of_period(period)
    since = dt.datetime.now(dt.timezone.utc)
    # The healthy ones first: the share of errors never exceeds what it is in the end.
    for event in [succeeds] * succeeding + [fails] * failing:
        invoke(client, name, event)
    alarm_states.expect_quiet(alarm, since, period)

    if case.value("error_rate_threshold") == 100:
        return  # no rate is above it
    # Enough to outweigh all runs before, should they be in the same period.
    rate = case.value("error_rate_threshold") / 100
    runs = max(
        case.value("error_rate_minimum_invocations"),
        math.floor((succeeding + 5) * rate / (1 - rate)) + 1,
    )
    for breach in range(case.value("error_rate_datapoints_to_alarm")):
        if breach:
            alarm_states.next_period(period)
        alarm_states.start_of_period(period)
        for _ in range(runs):
            assert invoke(client, name, fails)["error"] == "Unhandled"
    alarm_states.expect(alarm, "ALARM")


def _at_the_rate(case: Case) -> tuple[int, int]:
    """Count runs that are enough to be judged, as many of them failing as raise no alarm."""
    runs = case.value("error_rate_minimum_invocations")
    failing = math.floor(runs * case.value("error_rate_threshold") / 100)
    return failing, runs - failing
