"""The alarms of the module: which exist, and what raises them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from alarm_states import AlarmStates, counterexample
from cases import PARAMETERS, SOURCES, Case
from suite import Client, invoke

PERCENT = 100

IMMEDIATE, THRESHOLD = "errors-immediate", "errors-threshold"


def test_alarms(case: Case, name: str, outputs: dict[str, Any], client: Client) -> None:
    """Exactly the alarms that were asked for exist, as documented, with their actions and tags."""
    alarms = _deployed(case, name, client)
    wanted = case.alarms(name)
    assert set(alarms) == set(wanted)
    topics = {outputs["sns_topic_arn"]} - {None}
    for kind, alarm in alarms.items():
        described = _unordered(alarm)
        for field, value in _unordered(wanted[kind]).items():
            assert described.get(field) == value, f"{kind}: {field}"
        assert alarm["ActionsEnabled"] is case.alarms_notify()
        over = alarm["AlarmActions"] if case.value("ok_notifications") else []
        assert alarm.get("OKActions", []) == over
        assert topics <= set(alarm["AlarmActions"])
        assert len(alarm["AlarmActions"]) == len(topics) + ("topic" in case.needs)
        found = client("cloudwatch").list_tags_for_resource(
            ResourceARN=alarm["AlarmArn"]
        )
        tags = {each["Key"]: each["Value"] for each in found["Tags"]}
        assert tags["function_name"] == name
        severity = case.value("alarm_severity") or case.value("tags").get("severity")
        assert tags.get("severity") == severity


def test_every_alarm_rings(case: Case, name: str, client: Client) -> None:
    """Whatever an alarm watches for raises it, whenever it starts and however late AWS knows it.

    An alarm whose window the case or the spec has chosen, although it is too short, is expected
    to fail: with a short window an alarm is over sooner, and who wants that gives it.
    """
    pytest.importorskip(
        "lambda_monitored_gen.alarms", reason="lambda-monitored-gen proves it"
    )
    function = client("lambda").get_function_configuration(FunctionName=name)
    records = {each["name"]: each for each in PARAMETERS["alarms"]}
    missed, chosen = [], []
    for kind, alarm in _deployed(case, name, client).items():
        record = records[kind]
        if not record["watches"]:
            continue
        if found := counterexample(
            alarm, record["watches"], function["Timeout"], case.rhythm(kind)
        ):
            given = [each for each in record["window"] if case.value(each) is not None]
            text = f"{kind} may not ring{f', with the chosen {given}' if given else ''}: {found}"
            (chosen if given else missed).append(text)
    assert not missed, "\n".join(missed)
    if chosen:
        pytest.xfail("; ".join(chosen))


def _deployed(case: Case, name: str, client: Client) -> dict[str, dict[str, Any]]:
    """What AWS says of the alarms of a function, by the ends of their names."""
    prefix = case.alarm_prefix(name)
    found = client("cloudwatch").describe_alarms(AlarmNamePrefix=prefix)
    return {
        each["AlarmName"].removeprefix(prefix): each for each in found["MetricAlarms"]
    }


def _unordered(alarm: dict[str, Any]) -> dict[str, Any]:
    """An alarm with its queries by their id, and dimensions by their name: AWS keeps no order."""
    return {**_by_name(alarm), "Metrics": _by_name(_by_id(alarm))}


def _by_name(described: Any) -> Any:
    if not isinstance(described, dict):
        return described
    named = {key: _by_name(value) for key, value in described.items()}
    if "Dimensions" in named:
        named["Dimensions"] = {
            each["Name"]: each["Value"] for each in named["Dimensions"]
        }
    return named


def _by_id(alarm: dict[str, Any]) -> dict[str, Any]:
    """The queries of an alarm, without what AWS adds that was left out."""
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
    alarm = case.alarm_prefix(name) + IMMEDIATE
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
    alarm = case.alarm_prefix(name) + THRESHOLD
    described = case.alarms()[THRESHOLD]
    period = next(
        each["MetricStat"]["Period"]
        for each in described["Metrics"]
        if "MetricStat" in each
    )
    succeeds, _, fails = SOURCES[case.source]
    failing, succeeding = _without_an_alarm(case)

    alarm_states.start_of_period(period)
    since = dt.datetime.now(dt.timezone.utc)
    # The healthy ones first: the share of errors never exceeds what it is in the end.
    for event in [succeeds] * succeeding + [fails] * failing:
        invoke(client, name, event)
    alarm_states.expect_quiet(alarm, since, period)

    rate = case.value("error_rate_threshold") / PERCENT
    invocations = case.value("error_rate_minimum_invocations")
    if rate < 1:
        # Enough to outweigh all earlier invocations, should they be in the same period.
        enough = math.floor((succeeding + 5) * rate / (1 - rate)) + 1
        invocations = max(invocations, enough)
    for breach in range(described["DatapointsToAlarm"]):
        # Where all have to fail, no period may have an earlier one.
        if breach or rate == 1:
            alarm_states.next_period(period)
        alarm_states.start_of_period(period)
        for _ in range(invocations):
            assert invoke(client, name, fails)["error"] == "Unhandled"
    alarm_states.expect(alarm, "ALARM")


def _without_an_alarm(case: Case) -> tuple[int, int]:
    """Count invocations that are enough to be judged, as many failing as raise no alarm.

    Returns:
        How many fail, and how many succeed.
    """
    invocations = case.value("error_rate_minimum_invocations")
    failing = math.floor(invocations * case.value("error_rate_threshold") / PERCENT)
    # At 100 percent all of them would raise it.
    failing = min(failing, invocations - 1)
    return failing, invocations - failing
