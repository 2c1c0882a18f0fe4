"""The permissions boundary of the role."""

from __future__ import annotations

from typing import Any

import pytest
from suite import Client


@pytest.mark.cases(predicate=lambda case: "boundary" in case.needs)
def test_permissions_boundary(outputs: dict[str, Any], client: Client) -> None:
    """The role has the given boundary."""
    role = client("iam").get_role(RoleName=outputs["lambda_role_name"])["Role"]
    arn = role["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert "-boundary-" in arn.split(":policy/")[1]
