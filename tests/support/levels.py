"""Keeps the fast tests fast: one that has none of the markers below must not start a process.

What the others start and do not end, because they fail, is ended with them.
"""

import os
import subprocess
from collections.abc import Iterator
from typing import NoReturn

import pytest

from tests.support.children import ended_children

SLOWER = ("process", "browser", "faults", "terraform", "provider", "index", "e2e", "checkout")
"""Markers of the tests that `make fast` leaves out; the later, the longer such a test takes."""


def _refuse(*_: object, **__: object) -> NoReturn:
    pytest.fail("this test starts a process: mark it with @pytest.mark.process")


@pytest.fixture(autouse=True)
def _no_process(request: pytest.FixtureRequest) -> Iterator[None]:
    if any(request.node.get_closest_marker(name) for name in SLOWER):
        with ended_children():
            yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", _refuse)
        patch.setattr(os, "fork", _refuse)
        yield
