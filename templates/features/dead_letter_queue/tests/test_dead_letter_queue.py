"""Where failed events go."""

from __future__ import annotations

import json
from typing import Any

from cases import Case
from suite import Client


def test_dead_letter_queue(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """Failed events go to the module's queue: encrypted, TLS only, kept as long as asked for."""
    found = client("lambda").get_function_configuration(FunctionName=name)
    assert found["DeadLetterConfig"]["TargetArn"] == outputs["dead_letter_queue_arn"]
    queue = client("sqs").get_queue_attributes(
        QueueUrl=outputs["dead_letter_queue_url"], AttributeNames=["All"]
    )["Attributes"]
    assert queue["QueueArn"] == outputs["dead_letter_queue_arn"]
    assert queue["QueueArn"].endswith(f":{outputs['dead_letter_queue_name']}")
    kept = case.value("dead_letter_retention_seconds")
    assert int(queue["MessageRetentionPeriod"]) == kept
    encrypted = "dead-letter-key" in case.needs
    assert bool(queue.get("KmsMasterKeyId")) is encrypted
    # moto says "true" beside a key, too.
    assert encrypted or queue["SqsManagedSseEnabled"] == "true"
    (statement,) = json.loads(queue["Policy"])["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", "sqs:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    policy = client("iam").get_role_policy(
        RoleName=outputs["lambda_role_name"], PolicyName=f"{name}-dead-letters"
    )
    allowed = policy["PolicyDocument"]["Statement"]
    assert allowed[0]["Resource"] == queue["QueueArn"]
    assert [each["Resource"] for each in allowed[1:]] == (
        [queue["KmsMasterKeyId"]] if encrypted else []
    )
