"""The function in a VPC."""

from __future__ import annotations

from typing import Any

import pytest
from suite import Client


@pytest.mark.cases(predicate=lambda case: "network" in case.needs)
def test_network(outputs: dict[str, Any], name: str, client: Client) -> None:
    """In a VPC the function is attached to the given subnets; its code may not use the API."""
    found = client("lambda").get_function_configuration(FunctionName=name)["VpcConfig"]
    assert found["SubnetIds"] == outputs["vpc_config_subnet_ids"] != []
    # Until it is destroyed.
    assert found["SecurityGroupIds"] == outputs["vpc_config_security_group_ids"] != []
    policy = client("iam").get_role_policy(
        RoleName=outputs["lambda_role_name"], PolicyName=f"{name}-vpc-access"
    )
    denied = [
        each
        for each in policy["PolicyDocument"]["Statement"]
        if each["Effect"] == "Deny"
    ]
    assert denied[0]["Condition"] == {
        "ArnEquals": {"lambda:SourceFunctionArn": outputs["lambda_function_arn"]}
    }
