"""Retries and age of asynchronous events."""

from __future__ import annotations

from cases import Case
from suite import Client


def test_event_age(case: Case, name: str, client: Client) -> None:
    """Lambda keeps an asynchronous event as long as asked for."""
    found = client("lambda").get_function_event_invoke_config(FunctionName=name)
    wanted = case.value("async_maximum_event_age_in_seconds")
    assert found["MaximumEventAgeInSeconds"] == wanted
