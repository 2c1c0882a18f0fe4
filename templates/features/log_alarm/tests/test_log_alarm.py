"""The filter that counts lines of the log."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case
from suite import Client


def test_log_filter(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """The pattern is counted in the log group, in the metric that the alarm reads."""
    group = outputs["cloudwatch_log_group_name"]
    found = client("logs").describe_metric_filters(logGroupName=group)["metricFilters"]
    wanted = [case.value("log_alarm_pattern")] * case.value("enable_log_alarm")
    own = [each for each in found if each["filterName"] == f"{name}-log-lines"]
    assert [each["filterPattern"] for each in own] == wanted
    for each in own:
        (counted,) = each["metricTransformations"]
        alarm = case.alarms(name)["log-lines"]
        assert counted["metricNamespace"] == alarm["Namespace"]
        assert counted["metricName"] == alarm["MetricName"]
        assert counted["metricValue"] == "1"
        assert "defaultValue" not in counted


@pytest.mark.cases(predicate=lambda case: case.value("log_alarm_pattern") == "ERROR")
def test_default_pattern_matches(case: Case, client: Client, emulated: bool) -> None:
    """The word is found in what Lambda's Python logs as text and as JSON, and not elsewhere."""
    if emulated:
        pytest.skip("no emulator tells what a filter pattern matches")
    lines = [
        "[ERROR]\t2026-01-01T00:00:00.000Z\t1-2-3\tcaught",
        "[ERROR] ValueError: not caught\nTraceback (most recent call last):",
        '{"timestamp": "2026-01-01T00:00:00Z", "level": "ERROR", "message": "caught"}',
        '{"timestamp": "2026-01-01T00:00:00Z", "level": "INFO", "message": "fine"}',
        "START RequestId: 1-2-3 Version: $LATEST",
        "2026-01-01T00:00:00.000Z 1-2-3 Task timed out after 3.00 seconds",
    ]
    matches = client("logs").test_metric_filter(
        filterPattern=case.value("log_alarm_pattern"), logEventMessages=lines
    )["matches"]
    assert [each["eventMessage"] for each in matches] == lines[:3]
