"""Options of a test run."""

from importlib.util import find_spec

import pytest
from hypothesis import settings

from tests.support.children import heed_interrupts

pytest_plugins = [
    "tests.support.levels",
    "tests.support.distribution",
    "tests.support.plugin",
]

collect_ignore = ["golden"]
"""Rendered modules have tests of their own, which are not tests of lmgen."""

if find_spec("mutmut") is None:  # `make mutants` installs it, and runs these tests
    collect_ignore.append("mutants/test_operators.py")

# No chance, so that a run fails for its change alone; no deadline, which a busy machine misses.
settings.register_profile("lmgen", deadline=None, derandomize=True)
settings.load_profile("lmgen")

heed_interrupts()


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
