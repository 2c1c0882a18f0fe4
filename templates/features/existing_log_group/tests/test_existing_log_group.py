"""The log group that the function writes to."""

from __future__ import annotations

from typing import Any

from suite import Client


def test_existing_log_group(name: str, outputs: dict[str, Any], client: Client) -> None:
    """The function writes to the given log group, which the module has left as it was."""
    given = outputs["cloudwatch_log_group_name"]
    found = client("lambda").get_function_configuration(FunctionName=name)
    assert found["LoggingConfig"]["LogGroup"] == given == f"/lmgen/{name}"
    groups = client("logs").describe_log_groups(logGroupNamePrefix=given)["logGroups"]
    (group,) = [each for each in groups if each["logGroupName"] == given]
    assert "retentionInDays" not in group
