"""Options of a test run."""

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.support.levels",
    "tests.support.distribution",
    "tests.support.plugin",
]

collect_ignore = ["golden"]
"""Rendered modules have tests of their own, which are not tests of lmgen."""

# No chance, so that a run fails for its change alone; no deadline, which a busy machine misses.
settings.register_profile("lmgen", deadline=None, derandomize=True)
settings.load_profile("lmgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run rewrite what it would compare."""
    parser.addoption(
        "--regenerate",
        action="store_true",
        help="rewrite golden trees, snapshots and reference pages instead of comparing",
    )


@pytest.fixture(scope="session")
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether snapshots are to be rewritten."""
    return bool(request.config.getoption("--regenerate"))
