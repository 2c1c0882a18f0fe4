"""The alias that events go to, and what is kept ready for it, on an AWS, emulated or real."""

from __future__ import annotations

from typing import Any

import pytest
from cases import PARAMETERS, SOURCES, Case
from deployments import Deployment
from suite import Client, invoke

MINIMUM_MEMORY = 128

FOLLOWS = "external_deployments" not in PARAMETERS["features"]
"""Where another pipeline deploys code, it says which version is live."""


def test_alias(case: Case, name: str, outputs: dict[str, Any], client: Client) -> None:
    """The alias is of the newest version, answers, and retries only where it is asked to."""
    alias = case.value("alias_name")
    found = client("lambda").get_alias(FunctionName=name, Name=alias)
    published = _versions(client, name)
    assert found["FunctionVersion"] == (published[-1] if FOLLOWS else published[0])
    assert outputs["lambda_alias_name"] == alias
    assert outputs["lambda_alias_arn"] == found["AliasArn"]
    assert f"{found['AliasArn']}/invocations" in outputs["lambda_alias_invoke_arn"]
    assert invoke(client, found["AliasArn"], SOURCES[case.source][0])["error"] is None
    settings = client("lambda").get_function_event_invoke_config(
        FunctionName=name, Qualifier=alias
    )
    wanted = case.value("async_maximum_retry_attempts") or 0
    assert settings["MaximumRetryAttempts"] == wanted


def test_provisioned_concurrency(case: Case, name: str, client: Client) -> None:
    """As many environments as asked for are kept ready for the alias, or none."""
    aws, wanted = client("lambda"), case.value("provisioned_concurrent_executions")
    given = {"FunctionName": name, "Qualifier": case.value("alias_name")}
    if wanted is None:
        with pytest.raises(
            aws.exceptions.ProvisionedConcurrencyConfigNotFoundException
        ):
            aws.get_provisioned_concurrency_config(**given)
        return
    found = aws.get_provisioned_concurrency_config(**given)
    assert found["RequestedProvisionedConcurrentExecutions"] == wanted
    assert found["Status"] == "READY"


@pytest.mark.cases(predicate=lambda case: "other-bucket" in case.needs)
def test_alias_follows_a_change(
    case: Case, name: str, deployment: Deployment, client: Client
) -> None:
    """A change publishes a version, and the alias goes to it, and to the one of the way back."""
    alias = case.value("alias_name")
    before = _versions(client, name)
    for change in ({"memory_size": MINIMUM_MEMORY}, {}):
        deployment.change(case, **change)
        after = _versions(client, name)
        assert int(after[-1]) > int(before[-1])
        found = client("lambda").get_alias(FunctionName=name, Name=alias)
        assert found["FunctionVersion"] == (after[-1] if FOLLOWS else after[0])
        before = after


def _versions(client: Client, name: str) -> list[str]:
    pages = client("lambda").get_paginator("list_versions_by_function")
    versions = [
        each["Version"]
        for page in pages.paginate(FunctionName=name)
        for each in page["Versions"]
    ]
    return sorted((each for each in versions if each != "$LATEST"), key=int)
