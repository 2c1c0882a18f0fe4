"""Many changes in one run of the tests."""

from collections.abc import Sequence
from itertools import count

import pytest

from tests.mutants.module.batches import answers_together, batches, culprit, tells_more
from tests.mutants.module.conftest import find
from tests.mutants.module.mutation import Mutant, mutants
from tests.mutants.module.slices import Slices
from tests.mutants.module.workshop import Answer, Workshop

FILES = {
    "main.tf": "\n".join(
        f'resource "aws_alarm" "n{number}" {{\n  name = "{number}"\n}}\n' for number in range(6)
    )
    + 'resource "aws_board" "all" {\n'
    + "".join(f"  a{number} = aws_alarm.n{number}.arn\n" for number in range(6))
    + "}\n"
}

NUMBERS = count()


def together(workshop: Workshop, changes: Sequence[Mutant]) -> dict[Mutant, Answer]:
    bench = workshop.bench(f"bench-{next(NUMBERS)}")
    return answers_together(workshop, Slices(workshop.files), changes, bench)


def test_no_change_is_in_the_slice_of_another() -> None:
    """Each change can be told from the others by assertions about its own part."""
    slices = Slices(FILES)
    found = list(batches(slices, mutants(FILES)))
    assert found
    for batch in found:
        blocks = [slices.block(each) for each in batch]
        assert len(set(blocks)) == len(blocks)
        for each in batch:
            behind = slices.behind(slices.part(each))
            assert not any(slices.part(other) in behind for other in batch if other != each)
    assert any("aws_board.all" in map(slices.block, batch) for batch in found)


def test_likely_errors_share_batches() -> None:
    """A resource that is gone makes tests wrong that name it, which then tell of nothing else."""
    slices = Slices(FILES)
    kinds = [{each.kind for each in batch} for batch in batches(slices, mutants(FILES))]
    gone = {"resource dropped"}
    assert gone in kinds
    assert {"string", "argument dropped", "reference swapped"} == set().union(
        *(each for each in kinds if each != gone)
    )


@pytest.mark.parametrize(
    ("gained", "tried", "more"),
    [(320, 32, True), (96, 32, True), (95, 32, False), (0, 1, False), (0, 0, False)],
)
def test_another_round(gained: int, tried: int, *, more: bool) -> None:
    """It ends, and before that as soon as trials one by one take less time."""
    assert tells_more(gained, tried) is more


def test_culprit() -> None:
    """Terraform's places are those of the changed file."""
    slices = Slices(FILES)
    dropped = [each for each in mutants(FILES) if each.kind == "resource dropped"][:2]
    assert [each.address for each in dropped] == ["aws_alarm.n0", "aws_alarm.n1"]
    changed = dropped[0].applied(dropped[1].applied(FILES["main.tf"]))
    start = {"byte": changed.index('"n2"')}
    diagnostic = {"range": {"filename": "main.tf", "start": start}}
    assert culprit(diagnostic, slices, dropped[::-1]) == "aws_alarm.n2"


def test_culprit_in_a_test() -> None:
    """What is wrong in a test is said by its lines, and without a place nothing is."""
    place = {"filename": "tests/full.tftest.hcl", "start": {"byte": 0}}
    snippet = {"code": "aws_alarm.n3[0].name"}
    slices = Slices(FILES)
    assert culprit({"range": place, "snippet": snippet}, slices, []) == snippet["code"]
    assert culprit({}, slices, []) == ""


@pytest.mark.provider
@pytest.mark.usefixtures("requires_provider")
def test_what_is_wrong_hides_nothing(workshop: Workshop) -> None:
    """What Terraform refuses is known by itself, and what is caught beside it."""
    alarm = "aws_cloudwatch_metric_alarm."
    looks = {
        (f"{alarm}throttles", "number", "threshold"): Answer.CAUGHT,
        (f"{alarm}errors_immediate", "argument dropped", "tags"): Answer.CAUGHT,
        (f"{alarm}errors_threshold", "argument dropped", "alarm_name"): Answer.INVALID,
        (f"{alarm}duration", "argument dropped", "evaluation_periods"): Answer.INVALID,
        (f"{alarm}memory", "argument dropped", "tags"): Answer.CAUGHT,
        ("aws_lambda_function_event_invoke_config.this", "number", "maximum_retry"): Answer.CAUGHT,
        ("output.s3_bucket_arn", "value dropped", "value"): Answer.CAUGHT,
    }
    expected = {find(workshop, *look): answer for look, answer in looks.items()}
    assert together(workshop, list(expected)) == expected


@pytest.mark.provider
@pytest.mark.usefixtures("requires_provider")
def test_two_that_may_be_wrong(workshop: Workshop) -> None:
    """Of two that may have made an error one waits: the other has made it, or hides none."""
    alarm = "aws_cloudwatch_metric_alarm."
    wrong = [
        find(workshop, f"{alarm}errors_threshold", "argument dropped", "alarm_name"),
        find(workshop, f"{alarm}errors_threshold", "argument dropped", "comparison_operator"),
    ]
    caught = [
        find(workshop, f"{alarm}throttles", "number", "threshold"),
        find(workshop, f"{alarm}errors_immediate", "argument dropped", "tags"),
        find(workshop, f"{alarm}memory", "argument dropped", "tags"),
        find(workshop, "aws_lambda_function_event_invoke_config.this", "number", "maximum_retry"),
        find(workshop, "output.s3_bucket_arn", "value dropped", "value"),
    ]
    expected = {wrong[0]: Answer.INVALID, **dict.fromkeys(caught, Answer.CAUGHT)}
    assert together(workshop, [*wrong, *caught]) == expected


@pytest.mark.provider
@pytest.mark.usefixtures("requires_provider")
def test_nothing_is_concluded_of_two(workshop: Workshop) -> None:
    """Where an assertion depends on two of them, it does not say that a survivor is caught."""
    caught = find(workshop, "aws_cloudwatch_metric_alarm.throttles", "number", "threshold = ")
    survivor = find(workshop, "aws_lambda_function.this", "argument dropped", "depends_on = ")
    assert survivor not in together(workshop, [caught, survivor])


@pytest.mark.provider
@pytest.mark.usefixtures("requires_provider")
def test_survivor_is_not_caught(workshop: Workshop) -> None:
    """What no mock can show is not said to be caught."""
    survivor = find(workshop, "aws_lambda_function.this", "argument dropped", "depends_on = ")
    assert not together(workshop, [survivor])
