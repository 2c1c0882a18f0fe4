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
  count = var.alarms
  name  = "other"

  dynamic "metric" {
    for_each = aws_alarm.one[*].arn

    content {
      id = metric.value
    }
  }

  lifecycle {
    ignore_changes = [name]
  }
}

resource "other_topic" "this" {
  name = "topic"
}

output "one" {
  value = aws_alarm.one.arn
}
""",
}
SLICES = Slices(FILES, by_argument=False)
BY_ARGUMENT = Slices(FILES, by_argument=True)


TOPIC = {"aws_topic.this", "local.name", "data.aws_region.here"}


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("var.name", set()),
        ("each.value.arn", set()),
        ("local.name", {"local.name"}),
        ('data.aws_region.here.name == "local"', {"data.aws_region.here"}),
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


EXISTS = {"aws_alarm.other", "aws_alarm.other.count", "aws_alarm.other.lifecycle"}


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("aws_alarm.other[0].name", {"aws_alarm.other.name", *EXISTS}),
        ("aws_alarm.other[*].arn", EXISTS),
        ("aws_alarm.other.count", EXISTS),
        ('aws_alarm.other["a"].metric[0].id', {"aws_alarm.other.metric", "aws_alarm.one", *EXISTS}),
        (
            "[for each in aws_alarm.other : each.name]",
            {"aws_alarm.other.metric", "aws_alarm.other.name", "aws_alarm.one", *EXISTS},
        ),
        (
            'aws_alarm.other[var.which["one"]].name',
            {"aws_alarm.other.metric", "aws_alarm.other.name", "aws_alarm.one", *EXISTS},
        ),
        ("output.one", {"output.one", "aws_alarm.one"}),
        ("other_topic.this.arn", {"other_topic.this"}),
    ],
)
def test_behind_by_argument(expression: str, parts: set[str]) -> None:
    """A mock makes up what is no argument, for as many as there are."""
    assert BY_ARGUMENT.behind(expression) == parts


def test_part_by_argument() -> None:
    """A change of an argument is in no other; one of the whole resource is in each of them."""
    found = {each.was: BY_ARGUMENT.part(each) for each in mutants(FILES)}
    assert found['name = "topic"'] == "other_topic.this"
    assert found["actions = [local.topic]"] == "aws_alarm.one.actions"
    assert found["id = metric.value"] == "aws_alarm.other.metric"
    whole = next(each for each in found if each.startswith('resource "aws_alarm" "one"'))
    assert found[whole] == "aws_alarm.one"
