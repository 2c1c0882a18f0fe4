"""CONTRIBUTING.md tells how to add a feature: whoever does as it says gets there.

A feature that lmgen does not have is added to a copy of the checkout, step by step. After each
step the tests of that copy are run, and name what is missing still.
"""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.trial import NAME, PLACES, take_step
from tests.features.trial.record import FEATURE
from tests.support.checkout import REPOSITORY, copy_checkout, failures, run_tests
from tests.support.feature_sets import feature_sets

TESTS = ("tests/module/test_features.py", "tests/unit/test_golden.py", "tests/unit/test_catalog.py")
SNAPSHOTS = ("tests/unit/test_golden.py",)
"""All snapshots that a feature changes; `make snapshots` rewrites those of all unit tests."""

WITH_IT = [
    label for label, on in feature_sets({**CATALOG.features, NAME: FEATURE}).items() if NAME in on
]

UNLISTED = {"test_features.py::test_rooms"}
WITHOUT_TESTS = {f"test_features.py::test_feature_has_tests_of_its_own[{NAME}]"}
WITHOUT_FILES = {
    f"test_features.py::test_variables_of_a_feature_are_used[{NAME}]",
    *(f"test_features.py::test_references_lead_somewhere[{label}]" for label in WITH_IT),
    "test_trial_queue.py::test_files",
    "test_trial_queue.py::test_events_are_kept",
}
WITHOUT_PARTS = {
    "test_trial_queue.py::test_function_sends_failed_events",
    "test_trial_queue.py::test_readme",
    "test_trial_queue.py::test_run_of_terraform_test",
}
WITHOUT_SNAPSHOTS = {
    "test_golden.py::test_full_module",
    f"test_golden.py::test_difference_of_a_feature[{NAME}]",
    "test_golden.py::test_every_feature_has_a_golden_difference",
}

MISSING = {
    "record": UNLISTED,
    "list": {
        *(name for name in WITHOUT_FILES if "trial_queue.py" not in name),
        *WITHOUT_TESTS,
        *WITHOUT_SNAPSHOTS,
    },
    "tests": WITHOUT_FILES | WITHOUT_PARTS | WITHOUT_SNAPSHOTS,
    "file": WITHOUT_PARTS | WITHOUT_SNAPSHOTS,
    "parts": WITHOUT_SNAPSHOTS,
}
"""For each step, the tests that fail when it is done."""


def section() -> str:
    """What CONTRIBUTING.md says of adding a feature."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition("\n## Add a feature\n")[2].partition("\n## ")[0]


def test_ten_steps() -> None:
    """The instructions are ten steps, and name each file that is added here."""
    steps = re.findall(r"^(\d+)\. ", section(), flags=re.MULTILINE)
    assert steps == [str(number) for number in range(1, 11)]
    named = {code.rpartition("/")[2] for code in re.findall("`([^`]+)`", section())}
    places = [place for places in PLACES.values() for place in places.values()]
    assert {Path(place.replace("failed_events", "<file>")).name for place in places} <= named
    for directory in {str(Path(place).parent) for place in places}:
        assert f"`{directory}/" in section()


@pytest.mark.checkout
def test_each_step(tmp_path: Path) -> None:
    """After each step exactly those tests fail that want a later one; in the end none does."""
    checkout = copy_checkout(tmp_path / "checkout")
    for step, missing in MISSING.items():
        take_step(checkout, step)
        assert run(checkout) == missing, step
    written = run_tests(checkout, *SNAPSHOTS, "--regenerate")
    assert written.returncode == 0, written.stdout
    assert run(checkout) == set()


def run(checkout: Path) -> set[str]:
    """The fast tests that concern a new feature, and fail."""
    own = f"tests/features/test_{NAME}.py"
    present = [own] if (checkout / own).is_file() else []
    tests = dict.fromkeys((*TESTS, *SNAPSHOTS, *present))
    return failures(checkout, *tests, "-m", "not terraform", "-k", "not interface")
