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

    precondition {
      condition     = self.name != local.name
      error_message = "It needs another name."
    }
  }
}

resource "other_topic" "this" {
  name = local.name
}

output "one" {
  value = aws_alarm.one.arn
}
""",
}
SLICES = Slices(FILES)

TOPIC = {"aws_topic.this", "aws_topic.this.name", "local.name", "data.aws_region.here"}
OTHER = {f"aws_alarm.other{each}" for each in ("", ".count", ".lifecycle")}
ALL_OF_OTHER = {f"aws_alarm.other.{each}" for each in ("name", "metric", "condition")} | {
    *OTHER,
    "aws_alarm.one",
    "local.name",
}


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("var.name", set()),
        ("each.value.arn", set()),
        ("local.name", {"local.name"}),
        ("local.name.key", {"local.name"}),
        ('data.aws_region.here.name == "local"', {"data.aws_region.here"}),
        ("other_topic.this.arn", {"other_topic.this", "local.name"}),
        ("aws_topic.this[0].arn", {"aws_topic.this"}),
        ('length(aws_topic.this.name) == "${local.name}"', TOPIC),
        ("aws_topic.this", TOPIC),
        ("output.one", {"output.one", "aws_alarm.one"}),
        (
            "aws_alarm.one.actions",
            {"aws_alarm.one.actions", "aws_alarm.one", "local.topic"} | {"aws_topic.this"},
        ),
        ("aws_alarm.other[0].name", {"aws_alarm.other.name", *OTHER}),
        ("aws_alarm.other[*].arn", OTHER),
        ("length(aws_alarm.other)", OTHER),
        ("length(aws_alarm.other[*])", ALL_OF_OTHER),
        ("aws_alarm.other.count", OTHER),
        ('aws_alarm.other["a"].metric[0].id', {"aws_alarm.other.metric", "aws_alarm.one", *OTHER}),
        ("[for each in aws_alarm.other : each.name]", {"aws_alarm.other.name", *OTHER}),
        ("{ for key, it in aws_alarm.other : key => it.name }", {"aws_alarm.other.name", *OTHER}),
        ("[for each in aws_alarm.other : each]", ALL_OF_OTHER),
        ("[for each in concat(aws_alarm.other) : each.name]", ALL_OF_OTHER),
        ("length(concat(aws_alarm.other, []))", ALL_OF_OTHER),
        ('aws_alarm.other[var.which["one"]].name', ALL_OF_OTHER),
        ("aws_alarm.other", ALL_OF_OTHER),
    ],
)
def test_behind(expression: str, parts: set[str]) -> None:
    """It depends on what it refers to, and on what that refers to; mocks make up the rest."""
    assert SLICES.behind(expression) == parts


@pytest.mark.parametrize(
    ("was", "part", "block"),
    [
        ("topic = aws_topic.this.arn", "local.topic", "local.topic"),
        ('name = "other"', "aws_alarm.other.name", "aws_alarm.other"),
        ("id = metric.value", "aws_alarm.other.metric", "aws_alarm.other"),
        ("value = aws_alarm.one.arn", "output.one", "output.one"),
        ("name = local.name", "other_topic.this", "other_topic.this"),
    ],
)
def test_part(was: str, part: str, block: str) -> None:
    """A change of a local value is not one of others in its block, nor is one of an argument."""
    found = [each for each in mutants(FILES) if each.was == was]
    assert {SLICES.part(each) for each in found} == {part}
    assert {SLICES.block(each) for each in found} == {block}


def test_part_of_a_block() -> None:
    """One that is gone takes all of it along."""
    gone = {SLICES.part(each) for each in mutants(FILES) if each.kind == "resource dropped"}
    assert gone - {"data.aws_region.here"} == {
        "aws_topic.this",
        "aws_alarm.one",
        "aws_alarm.other",
        "other_topic.this",
    }


def test_block_at() -> None:
    """A block begins with its first letter; between blocks is none."""
    between = FILES["alarms.tf"].index("\n\n") + 1
    assert SLICES.block_at("alarms.tf", 0) == "aws_alarm.one"
    assert SLICES.block_at("alarms.tf", between) == ""
    assert SLICES.block_at("alarms.tf", between + 1) == "aws_alarm.other"
