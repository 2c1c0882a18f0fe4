"""How pytest-xdist shares the tests among processes: one by one, those that take longest first.

A file at a time, as `--dist loadfile` has it, lets one process work through a long file while the
others have ended. Files whose tests share what is expensive to set up stay together.
"""

from typing import Any

import pytest

from tests.support.levels import SLOWER

TOGETHER = (
    "tests/embedded_aws/test_embedded_aws.py",
    "tests/module/callers/test_callers.py",
    "tests/module/callers/test_callers_tests.py",
    "tests/module/callers/test_triggers.py",
    "tests/module/test_apply.py",
    "tests/mutants/module/test_batches.py",
    "tests/mutants/module/test_caught.py",
    "tests/module/test_defects.py",
    "tests/module/test_null_items.py",
    "tests/module/test_redeployment.py",
    "tests/module/upgrade/test_upgrade.py",
    "tests/simulation/test_html_in_browser.py",
)
"""Files whose tests look at one apply, at one run of `terraform test`, at copies of a module, or
through one browser.
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:  # noqa: ANN401 - xdist's
    """Replace the scheduler that `-n` has where nothing else is asked for."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import (  # type: ignore[import-untyped] # noqa: PLC0415 - only where it is
        LoadScopeScheduling,
    )

    class OneByOne(LoadScopeScheduling):  # type: ignore[misc] # as above
        # The largest scopes go first, which are these files; the sort leaves the others in order.
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in TOGETHER else nodeid

    return OneByOne(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under xdist, put first what takes longest, so that processes end at about the same time."""
    if hasattr(config, "workerinput"):
        items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    levels = [SLOWER.index(name) for name in SLOWER if item.get_closest_marker(name)]
    return -max(levels, default=-1)
