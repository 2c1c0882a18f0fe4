"""The schedule of the function."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cases import Case
from suite import Client


@pytest.mark.cases(predicate=lambda case: case.value("schedule_expression"))
def test_schedule(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """The schedule invokes the function as asked for, with a role that only its group can have."""
    scheduler = client("scheduler")
    found = scheduler.get_schedule(Name=name, GroupName=name)
    assert outputs["schedule_arn"] == found["Arn"]
    assert found["ScheduleExpression"] == case.value("schedule_expression")
    assert found["ScheduleExpressionTimezone"] == case.value("schedule_timezone")
    target = found["Target"]
    assert target["Arn"].startswith(outputs["lambda_function_arn"])
    assert target.get("Input") == case.value("schedule_input")
    role = target["RoleArn"].rpartition("/")[2]
    iam = client("iam")
    (trust,) = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"][
        "Statement"
    ]
    group = scheduler.get_schedule_group(Name=name)["Arn"]
    assert trust["Condition"]["ArnEquals"] == {"aws:SourceArn": group}
    policy = iam.get_role_policy(RoleName=role, PolicyName=f"{name}-invoke")
    document = policy["PolicyDocument"]
    statements = json.loads(document) if isinstance(document, str) else document
    allowed, *others = statements["Statement"]
    assert (allowed["Action"], allowed["Resource"]) == (
        "lambda:InvokeFunction",
        target["Arn"],
    )
    if "schedule-key" in case.needs:
        (decrypt,) = others
        assert decrypt["Resource"] == found["KmsKeyArn"]
        assert decrypt["Condition"] == {
            "StringEquals": {
                "kms:EncryptionContext:aws:scheduler:schedule:arn": found["Arn"]
            }
        }
    else:
        assert not others
        assert not found.get("KmsKeyArn")
