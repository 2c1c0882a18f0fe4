"""A few changes of each kind, of which `terraform test` must catch all.

`make tf-mutants` tries all there are.
"""

from pathlib import Path

import pytest

from tests.mutants.module.conftest import find
from tests.mutants.module.workshop import Answer, Workshop, applied

pytestmark = [pytest.mark.provider, pytest.mark.usefixtures("requires_provider")]

CAUGHT = {
    ("aws_lambda_function.this", "argument dropped", "timeout = "),
    ("aws_cloudwatch_metric_alarm.errors_immediate", "argument dropped", "tags = "),
    ("aws_cloudwatch_log_group.lambda", "reference swapped", "tags = "),
    ("aws_cloudwatch_metric_alarm.errors_threshold", "string", "expression = "),
    ("aws_cloudwatch_metric_alarm.throttles", "branches swapped", "count = "),
    ("aws_iam_role_policy.lambda_logging", "list emptied", "Action = "),
    ("aws_s3_bucket_public_access_block.lambda_package", "bool flipped", "block_public_acls = "),
    ("aws_lambda_function_event_invoke_config.this", "number", "maximum_retry_attempts = "),
}
"""Block, kind, and what the changed line begins with."""


@pytest.fixture(scope="module", name="bench")
def _bench(workshop: Workshop) -> Path:
    return workshop.bench("bench")


@pytest.mark.parametrize(("address", "kind", "beginning"), sorted(CAUGHT))
def test_caught(address: str, kind: str, beginning: str, workshop: Workshop, bench: Path) -> None:
    """A module with the change fails its own tests."""
    mutant = find(workshop, address, kind, beginning)
    assert workshop.try_out(mutant, bench) is Answer.CAUGHT


def test_invalid(workshop: Workshop, bench: Path) -> None:
    """What Terraform refuses by itself is told from what tests catch."""
    mutant = find(workshop, "aws_lambda_function.this", "argument dropped", "role = ")
    assert workshop.try_out(mutant, bench) is Answer.INVALID


def test_survivor(workshop: Workshop, bench: Path) -> None:
    """A module whose change no mock can show passes its tests."""
    address = "aws_lambda_function.this"
    mutant = find(workshop, address, "argument dropped", "depends_on = ")
    assert workshop.try_out(mutant, bench, workshop.tests.near(mutant)) is Answer.SURVIVED


def test_a_bench_is_left_as_it_was(workshop: Workshop, bench: Path) -> None:
    """A change is only there for its trial, and never in the module that others are copied from."""
    mutant = workshop.mutants[0]
    with applied([mutant], workshop.files, bench):
        assert (bench / mutant.file).read_text() == mutant.applied(workshop.files[mutant.file])
        assert (workshop.module / mutant.file).read_text() == workshop.files[mutant.file]
    assert (bench / mutant.file).read_text() == workshop.files[mutant.file]
