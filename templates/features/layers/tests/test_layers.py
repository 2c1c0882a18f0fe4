"""The layers of the function."""

from __future__ import annotations

import pytest
from suite import Client


@pytest.mark.cases(predicate=lambda case: "layer" in case.needs)
def test_layers(name: str, client: Client) -> None:
    """The function has the given layer."""
    found = client("lambda").get_function_configuration(FunctionName=name)["Layers"]
    names = [each["Arn"].split(":")[6] for each in found]
    assert len([each for each in names if each.endswith("-layer")]) == 1, names
