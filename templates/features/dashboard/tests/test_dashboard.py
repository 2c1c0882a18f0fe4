"""The dashboard of a function."""

from __future__ import annotations

import json
from typing import Any

from cases import Case
from suite import Client

_COLUMNS = 24


def test_dashboard(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """It shows the state of each alarm and what the function does, each in a place of its own."""
    region = outputs["lambda_function_arn"].split(":")[3]
    called = case.value("dashboard_name") or f"{name}-{region}"
    assert outputs["dashboard_name"] == called.replace("{function_name}", name)
    found = client("cloudwatch").get_dashboard(DashboardName=outputs["dashboard_name"])
    assert found["DashboardArn"] == outputs["dashboard_arn"]
    widgets = json.loads(found["DashboardBody"])["widgets"]

    shown = [
        each["properties"]["alarms"] for each in widgets if each["type"] == "alarm"
    ]
    deployed = client("cloudwatch").describe_alarms(
        AlarmNamePrefix=case.alarm_prefix(name)
    )
    alarms = {each["AlarmArn"] for each in deployed["MetricAlarms"]}
    assert len(alarms) == len(case.alarms())
    assert len(shown) == bool(alarms)
    assert alarms <= {arn for arns in shown for arn in arns}

    graphs = [each["properties"] for each in widgets if each["type"] == "metric"]
    assert {each["region"] for each in graphs} == {region}
    for metric in (row for each in graphs for row in each.get("metrics", ())):
        assert "expression" in metric[-1] or metric[2:4] == ["FunctionName", name]
    for each in graphs:
        assert set(each.get("annotations", {}).get("alarms", ())) <= alarms

    fields = [
        (x, y)
        for each in widgets
        for x in range(each["x"], each["x"] + each["width"])
        for y in range(each["y"], each["y"] + each["height"])
    ]
    assert len(fields) == len(set(fields))
    assert max(x for x, _ in fields) < _COLUMNS
