"""The size of the function's `/tmp`."""

from __future__ import annotations

from cases import Case
from suite import Client


def test_ephemeral_storage(case: Case, name: str, client: Client) -> None:
    """The function has as much of it as is given."""
    found = client("lambda").get_function_configuration(FunctionName=name)
    assert found["EphemeralStorage"]["Size"] == case.value("ephemeral_storage_size")
