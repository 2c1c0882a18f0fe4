"""What invokes the function, and what it reads from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cases import Case
from suite import Client


@pytest.mark.cases(predicate=lambda case: "triggers" in case.needs)
def test_event_source(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """The function reads from the queue, and its role may read from no other."""
    policy = client("iam").get_role_policy(
        RoleName=outputs["lambda_role_name"], PolicyName=f"{name}-triggers"
    )
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == [
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
    ]
    (queue,) = statement["Resource"]
    (found,) = client("lambda").list_event_source_mappings(EventSourceArn=queue)[
        "EventSourceMappings"
    ]
    assert found["FunctionArn"] == _target(case, outputs)
    assert found["State"] in {"Creating", "Enabling", "Enabled"}
    assert found["BatchSize"] == 5
    assert found["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.cases(predicate=lambda case: "triggers" in case.needs)
def test_permission(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """The topic may invoke the function, and nothing else may."""
    alias = case.value("alias_name")
    found = client("lambda").get_policy(
        FunctionName=name, **({"Qualifier": alias} if alias else {})
    )
    (statement,) = json.loads(found["Policy"])["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == "lambda:InvokeFunction"
    assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
    assert statement["Resource"] == _target(case, outputs)
    (condition,) = statement["Condition"].values()
    ((key, source),) = condition.items()
    assert key.lower() == "aws:sourcearn"
    assert ":sns:" in source
    assert source.endswith("-triggers")


def _target(case: Case, outputs: dict[str, Any]) -> str:
    """The ARN of what events go to: the alias, if the module has one, or the function."""
    alias = case.value("alias_name")
    return ":".join(filter(None, (outputs["lambda_function_arn"], alias)))
