"""Options of a test run."""

import pytest

pytest_plugins = [
    "tests.support.levels",
    "tests.support.distribution",
    "tests.support.plugin",
]

collect_ignore = ["golden"]
"""Rendered modules have tests of their own, which are not tests of lmgen."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run rewrite what it would compare."""
    parser.addoption(
        "--regenerate",
        action="store_true",
        help="rewrite the snapshots of bad specs and the golden trees instead of comparing",
    )


@pytest.fixture(scope="session")
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether snapshots are to be rewritten."""
    return bool(request.config.getoption("--regenerate"))
