"""The signatures that Lambda wants."""

from __future__ import annotations

from typing import Any

import pytest
from cases import SUPPORT, Case
from suite import Client


@pytest.mark.cases(predicate=lambda case: "signing-profile" in case.needs | case.lacks)
def test_code_signing(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """The function has a configuration with the given profile and policy."""
    if "signing-profile" in case.lacks:
        pytest.skip(SUPPORT["signing-profile"]["lacking"])
    functions = client("lambda")
    arn = functions.get_function_code_signing_config(FunctionName=name)[
        "CodeSigningConfigArn"
    ]
    assert arn == outputs["code_signing_config_arn"]
    found = functions.get_code_signing_config(CodeSigningConfigArn=arn)[
        "CodeSigningConfig"
    ]
    (profile,) = found["AllowedPublishers"]["SigningProfileVersionArns"]
    assert "/signing-profiles/test_" in profile
    assert found["CodeSigningPolicies"] == {
        "UntrustedArtifactOnDeployment": case.value("untrusted_artifact_on_deployment")
    }
