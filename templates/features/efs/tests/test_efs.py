"""The file system of the function."""

from __future__ import annotations

from typing import Any

import pytest
from cases import SUPPORT, Case
from suite import Client


@pytest.mark.cases(predicate=lambda case: "file-system" in case.needs | case.lacks)
def test_file_system(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """The function mounts the given file system by the access point that its role may use."""
    if "file-system" in case.lacks:
        pytest.skip(SUPPORT["file-system"]["lacking"])
    found = client("lambda").get_function_configuration(FunctionName=name)
    (mounted,) = found["FileSystemConfigs"]
    assert mounted["LocalMountPath"] == case.value("efs_mount_path")
    policy = client("iam").get_role_policy(
        RoleName=outputs["lambda_role_name"], PolicyName=f"{name}-efs"
    )
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"elasticfilesystem:AccessPointArn": mounted["Arn"]}
    }
    (system,) = statement["Resource"]
    assert ":file-system/fs-" in system
