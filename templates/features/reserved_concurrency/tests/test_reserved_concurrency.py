"""What is reserved for the function, on an AWS, emulated or real."""

from __future__ import annotations

from cases import Case
from suite import Client


def test_reserved_concurrency(case: Case, name: str, client: Client) -> None:
    """The function has the concurrency that is reserved for it, or shares that of the account."""
    found = client("lambda").get_function_concurrency(FunctionName=name)
    assert found.get("ReservedConcurrentExecutions") == case.value(
        "reserved_concurrent_executions"
    )
