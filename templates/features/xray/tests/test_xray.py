"""Traces of the function."""

from __future__ import annotations

from cases import Case
from suite import Client


def test_tracing(case: Case, name: str, client: Client) -> None:
    """Lambda traces the function in the mode that was asked for."""
    function = client("lambda").get_function_configuration(FunctionName=name)
    assert function["TracingConfig"] == {"Mode": case.value("tracing_mode")}
