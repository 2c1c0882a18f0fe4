from pathlib import Path

import pytest

from tests.faults.injection import Fault, FaultBench, Outcome
from tests.support.specs import check_text, sound

OLD = """
lmgen: 1
module: {namespace: acme, name: one, version: 1.0.0}
examples:
  - {name: first, values: {function_name: first, alarm_emails: [a@example.com]}}
  - {name: second, values: {function_name: second, alarm_emails: [a@example.com]}}
  - {name: gone, values: {function_name: gone, alarm_emails: [a@example.com]}}
"""
NEW = """
lmgen: 1
module: {namespace: acme, name: one, version: 2.0.0}
features: {memory_alarm: false}
examples:
  - {name: second, values: {function_name: other, alarm_emails: [a@example.com]}}
  - {name: third, values: {function_name: third, alarm_emails: [a@example.com]}}
  - {name: fourth, values: {function_name: fourth, alarm_emails: [a@example.com]}}
"""
OTHER = """
lmgen: 1
module: {namespace: acme, name: one, version: 3.0.0}
features: {memory_alarm: false, vpc: false}
examples:
  - {name: first, values: {function_name: again, alarm_emails: [a@example.com]}}
"""


def new_bench(directory: Path) -> FaultBench:
    """A bench whose new spec adds, changes and removes files of the old one."""
    return FaultBench(directory, *(sound(check_text(text)) for text in (OLD, NEW, OTHER)))


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
def test_a_fault_at_any_step_leaves_whole_files_that_the_next_render_knows(
    bench: FaultBench, fault: Fault
) -> None:
    """Wherever a render ends early, no file is torn, a mixture is reported, and a render mends it.

    The next render needs no `--force`, also if the spec has changed meanwhile.
    """
    found = outcomes(bench, fault)
    assert len(found) > 40
    for step, outcome in enumerate(found, 1):
        assert outcome.whole, step
        assert outcome.reported or outcome.tree != "mixed", step
        assert outcome.ends, step
        assert outcome.ends_elsewhere, step
        if fault is not Fault.KILL and not outcome.failed:
            assert outcome.tree == "new", step
    # A full disk shows while staging, for renames need no room.
    ends = {"old", "new"} if fault is Fault.FULL else {"old", "mixed"}
    assert ends <= {outcome.tree for outcome in found}
