"""When Lambda updates the runtime."""

from __future__ import annotations

import pytest
from cases import Case
from suite import Client


def test_runtime_management(
    case: Case, name: str, client: Client, emulated: bool
) -> None:
    """Lambda updates the runtime of the function when it was asked to."""
    if emulated:
        pytest.skip("no emulator has GetRuntimeManagementConfig")
    found = client("lambda").get_runtime_management_config(FunctionName=name)
    assert found["UpdateRuntimeOn"] == case.value("update_runtime_on")
    assert found.get("RuntimeVersionArn") == case.value("runtime_version_arn")
