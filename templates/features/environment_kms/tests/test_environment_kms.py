"""The key of the environment."""

from __future__ import annotations

from typing import Any

import pytest
from suite import Client


@pytest.mark.cases(predicate=lambda case: "environment-key" in case.needs)
def test_environment_key(name: str, outputs: dict[str, Any], client: Client) -> None:
    """The function has the given key, with which its role may decrypt, and with no other."""
    found = client("lambda").get_function_configuration(FunctionName=name)
    key = found["KMSKeyArn"]
    assert key.split(":")[2] == "kms"
    policy = client("iam").get_role_policy(
        RoleName=outputs["lambda_role_name"], PolicyName=f"{name}-environment-key"
    )
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("kms:Decrypt", [key])
