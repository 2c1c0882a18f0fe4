"""Which parts of a module an expression can depend on."""

import pytest

from tests.mutants.module.mutation import mutants
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


TOPIC = {"aws_topic.this", "local.name", "data.aws_region.here"}


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("var.name", set()),
        ("each.value.arn", set()),
        ("local.name", {"local.name"}),
        ('aws_alarm.other.name == "local"', {"aws_alarm.other"}),
        ("aws_topic.this[0].arn", TOPIC),
        ('length(aws_topic.this.name) == "${local.name}"', TOPIC),
        ("output.one", {"output.one", "aws_alarm.one", "local.topic", *TOPIC}),
    ],
)
def test_behind(expression: str, parts: set[str]) -> None:
    """It depends on what it refers to, and on what that refers to."""
    assert SLICES.behind(expression) == parts


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


def test_part_at() -> None:
    """A block begins with its first letter; between blocks is none."""
    between = FILES["alarms.tf"].index("\n\n") + 1
    assert SLICES.part_at("alarms.tf", 0) == "aws_alarm.one"
    assert SLICES.part_at("alarms.tf", between) == ""
    assert SLICES.part_at("alarms.tf", between + 1) == "aws_alarm.other"
