"""The alarm over all alarms of a function."""

from __future__ import annotations

from typing import Any

import pytest
from cases import PARAMETERS, Case
from deployments import Deployment
from suite import Client


def test_composite_alarm(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """It is of all alarms that exist and tells whom they tell; without any it does not exist."""
    found = _composite(case, name, client)
    if not case.alarms():
        assert found is None
        assert outputs["composite_alarm_arn"] is None
        return
    assert found["AlarmArn"] == outputs["composite_alarm_arn"]
    assert found["AlarmRule"] == _rule(case, name)
    assert found["ActionsEnabled"] is case.value("alarm_actions_enabled")
    assert outputs["sns_topic_arn"] in found["AlarmActions"]
    assert len(found["AlarmActions"]) == 1 + ("topic" in case.needs)
    over = found["AlarmActions"] if case.value("ok_notifications") else []
    assert found.get("OKActions", []) == over


@pytest.mark.cases(
    predicate=lambda case: (
        "other-bucket" in case.needs
        and case.alarms()
        and "enable_error_alarms" in PARAMETERS["values"]["silent"]
    )
)
def test_alarms_come_and_go(
    case: Case, name: str, deployment: Deployment, client: Client
) -> None:
    """When an alarm goes, which AWS refuses while it is named, the composite alarm lets it go."""
    deployment.change(case, enable_error_alarms=False)
    remaining = [each for each in case.alarms() if not each.startswith("errors-")]
    found = _composite(case, name, client)
    assert (found is not None) == bool(remaining)
    assert "errors-" not in (found or {}).get("AlarmRule", "")
    deployment.change(case)
    assert _composite(case, name, client)["AlarmRule"] == _rule(case, name)


def _composite(case: Case, name: str, client: Client) -> dict[str, Any] | None:
    """What AWS says of the composite alarm of a function, if it has one."""
    alarms = client("cloudwatch").describe_alarms(
        AlarmNames=[f"{case.alarm_prefix(name)}any"], AlarmTypes=["CompositeAlarm"]
    )
    return next(iter(alarms["CompositeAlarms"]), None)


def _rule(case: Case, name: str) -> str:
    names = (f"{case.alarm_prefix(name)}{each}" for each in case.alarms())
    return " OR ".join(f'ALARM("{each}")' for each in names)
