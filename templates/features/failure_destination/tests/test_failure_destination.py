"""Where records of failed invocations go."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case
from suite import Client


@pytest.mark.cases(predicate=lambda case: "failure-destination" in case.needs)
def test_failure_destination(
    name: str, outputs: dict[str, Any], client: Client
) -> None:
    """Records go to the given queue, to which alone the role may send."""
    found = client("lambda").get_function_event_invoke_config(FunctionName=name)
    destination = found["DestinationConfig"]["OnFailure"]["Destination"]
    policy = client("iam").get_role_policy(
        RoleName=outputs["lambda_role_name"], PolicyName=f"{name}-failure-destination"
    )
    send, key = policy["PolicyDocument"]["Statement"]
    assert (send["Action"], send["Resource"]) == ("sqs:SendMessage", destination)
    queue = client("sqs").get_queue_url(QueueName=destination.rpartition(":")[2])
    attributes = client("sqs").get_queue_attributes(
        QueueUrl=queue["QueueUrl"], AttributeNames=["QueueArn", "KmsMasterKeyId"]
    )["Attributes"]
    assert attributes["QueueArn"] == destination
    assert attributes["KmsMasterKeyId"] == key["Resource"]


@pytest.mark.cases(predicate=lambda case: "failure-destination" not in case.needs)
def test_no_failure_destination(case: Case, name: str, client: Client) -> None:
    """Without a destination nothing gets records."""
    assert case.value("failure_destination_arn") is None
    found = client("lambda").get_function_event_invoke_config(FunctionName=name)
    wanted = found.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    assert not wanted
