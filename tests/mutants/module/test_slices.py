"""Which parts of a module an expression can depend on."""

import pytest

from tests.mutants.module.mutation import Mutant, mutants
from tests.mutants.module.slices import Slices

FILES = {
    "main.tf": """\
locals {
  name  = var.name
  topic = aws_topic.this.arn
}

data "aws_region" "here" {}

resource "aws_topic" "this" {
  name = "${local.name}-${data.aws_region.here.name}"
}
""",
    "alarms.tf": """\
resource "aws_alarm" "one" {
  name    = "${local.name}-one"
  actions = [local.topic]
}

resource "aws_alarm" "other" {
  name = "other"
}

output "one" {
  value = aws_alarm.one.arn
}
""",
}
SLICES = Slices(FILES)


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("var.name", set()),
        ("each.value.arn", set()),
        ("local.name", {"local.name"}),
        ('aws_alarm.other.name == "local"', {"aws_alarm.other"}),
        ("output.one", {"output.one"} | {"aws_alarm.one", "local.name", "local.topic"}),
        ("aws_topic.this[0].arn", set()),
        ('length(aws_topic.this.name) == "${local.name}"', {"local.name"}),
    ],
)
def test_behind(expression: str, parts: set[str]) -> None:
    """It depends on what it refers to, and on what that refers to."""
    topic = {"aws_topic.this", "local.name", "data.aws_region.here"}
    whole = parts | topic if "topic" in expression or "output" in expression else parts
    assert SLICES.behind(expression) == whole


@pytest.mark.parametrize(
    ("was", "part"),
    [
        ("topic = aws_topic.this.arn", "local.topic"),
        ('name = "other"', "aws_alarm.other"),
        ("value = aws_alarm.one.arn", "output.one"),
    ],
)
def test_part(was: str, part: str) -> None:
    """A change of a local value is not one of others in its block."""
    found = {SLICES.part(each) for each in mutants(FILES) if each.was == was}
    assert found == {part}


def test_no_part() -> None:
    """Nothing is between blocks."""
    assert SLICES.part(Mutant("", "", "", "", "alarms.tf", 0, 0, "")) == "aws_alarm.one"
    between = FILES["alarms.tf"].index("\n\n") + 1
    assert not SLICES.part_at("alarms.tf", between)
