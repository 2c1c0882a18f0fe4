from pathlib import Path

import pytest

from tests.faults.injection import Fault, FaultBench, Outcome
from tests.support.specs import check_text, sound

OLD = """
lmgen: 1
module: {namespace: acme, name: old, version: 1.0.0}
examples:
  - {name: first, values: {function_name: first, alarm_emails: [a@example.com]}}
  - {name: second, values: {function_name: second, alarm_emails: [a@example.com]}}
  - {name: gone, values: {function_name: gone, alarm_emails: [a@example.com]}}
"""
NEW = """
lmgen: 1
module: {namespace: acme, name: new, version: 2.0.0}
features: {memory_alarm: false}
examples:
  - {name: second, values: {function_name: other, alarm_emails: [a@example.com]}}
  - {name: third, values: {function_name: third, alarm_emails: [a@example.com]}}
  - {name: fourth, values: {function_name: fourth, alarm_emails: [a@example.com]}}
"""


def new_bench(directory: Path) -> FaultBench:
    """A bench whose new spec adds, changes and removes files of the old one."""
    return FaultBench(directory, sound(check_text(OLD)), sound(check_text(NEW)))


pytestmark = [
    pytest.mark.faults,
    # A test runner has threads; the forked process renders, uses none of them, and ends.
    pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> FaultBench:
    return new_bench(tmp_path_factory.mktemp("bench"))


def outcomes(bench: FaultBench, fault: Fault) -> list[Outcome]:
    found = []
    step = 1
    while (outcome := bench.inject(fault, step)).reached:
        found.append(outcome)
        step += 1
    assert outcome.tree == "new", "a render without a fault must make the new tree"
    return found


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_at_any_step_leaves_the_old_or_the_new_tree(
    bench: FaultBench, fault: Fault
) -> None:
    """Wherever a render ends early, every file is whole and what is left can be mended."""
    found = outcomes(bench, fault)
    assert len(found) > 40
    for step, outcome in enumerate(found, 1):
        assert outcome.whole, step
        assert outcome.clean, step
        assert outcome.mended in {"old", "new"}, step
        assert outcome.reported or outcome.tree != "mixed", step
        if fault is not Fault.KILL:
            # Some errors cost nothing, as that of clearing the stage away at the end.
            assert outcome.tree == ("old" if outcome.failed else "new"), step


def test_a_killed_render_is_finished_by_the_next(bench: FaultBench) -> None:
    """Once the first file may have been replaced, recovery leads to the new tree."""
    mixed = [each for each in outcomes(bench, Fault.KILL) if each.tree == "mixed"]
    assert mixed
    assert {each.mended for each in mixed} == {"new"}
