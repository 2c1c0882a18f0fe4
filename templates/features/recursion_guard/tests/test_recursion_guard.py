"""Loops in which the function invokes itself."""

from __future__ import annotations

from cases import Case
from suite import Client


def test_recursion_guard(case: Case, name: str, client: Client) -> None:
    """Lambda does about loops what was asked for."""
    found = client("lambda").get_function_recursion_config(FunctionName=name)
    assert found["RecursiveLoop"] == case.value("recursive_loop")
