"""Which changes are made to a rendered module."""

import pytest
from hcl2.parser import parser

from tests.mutants.module.mutation import Mutant, mutants

MAIN = """\
# A comment with count = 1 is no argument.
locals {
  tags  = merge(var.tags, { owner = "platform" })
  table = { a = { version = 1 } }
}

data "aws_policies" "first" {
  policy {
    actions = ["s3:GetObject"]
  }
}

resource "aws_thing" "this" {
  count       = var.on && local.size > 2 ? 1 : 0
  name        = "${var.name}-thing"
  policy      = jsonencode({ Action = data.aws_policies.first.actions })
  tags        = local.tags
  private     = true
  description = "For people."

  nested {
    rule = [for each in var.names : each]
  }

  lifecycle {
    precondition {
      condition     = var.name != "x"
      error_message = "For people."
    }
  }
}
"""
VARIABLES = """\
variable "name" {
  type = string
}

variable "other" {
  type    = string
  default = null
}

variable "names" {
  type = list(string)
}
"""
OUTPUTS = """\
output "name" {
  description = "For people."
  value       = aws_thing.this[0].name
}
"""
FILES = {"main.tf": MAIN, "variables.tf": VARIABLES, "outputs.tf": OUTPUTS}
MUTANTS = mutants(FILES)
THING = "aws_thing.this"


def changes(address: str) -> set[tuple[str, str, str]]:
    """What is done to a block, without the lines of blocks as a whole."""
    return {
        (each.kind, each.was, each.now)
        for each in MUTANTS
        if each.address == address and "dropped" not in each.kind
    }


def dropped(address: str) -> list[str]:
    """The beginnings of what is dropped from a block."""
    found = [each for each in MUTANTS if each.address == address and "dropped" in each.kind]
    return [FILES[each.file][each.start : each.end].partition("\n")[0] for each in found]


def test_resource() -> None:
    """Numbers, texts, flags, signs, branches, lists and references are changed, each by itself."""
    count = "count = var.on && local.size > 2 ? 1 : 0"
    assert changes(THING) == {
        ("branches swapped", count, "count = var.on && local.size > 2 ? 0 : 1"),
        ("number", count, "count = var.on && local.size > 3 ? 1 : 0"),
        ("number", count, "count = var.on && local.size > 2 ? 2 : 0"),
        ("number", count, "count = var.on && local.size > 2 ? 1 : 1"),
        ("operator", count, "count = var.on || local.size > 2 ? 1 : 0"),
        ("operator", count, "count = var.on && local.size >= 2 ? 1 : 0"),
        ("string", 'name = "${var.name}-thing"', 'name = "${var.name}-thingx"'),
        ("reference swapped", 'name = "${var.name}-thing"', 'name = "${var.other}-thing"'),
        ("reference swapped", "tags = local.tags", "tags = var.tags"),
        (
            "map emptied",
            "policy = jsonencode({ Action = data.aws_policies.first.actions })",
            "policy = jsonencode({})",
        ),
        ("bool flipped", "private = true", "private = false"),
        ("list emptied", "rule = [for each in var.names : each]", "rule = []"),
    }


def test_what_is_dropped_of_a_resource() -> None:
    """The resource, its blocks and its arguments are dropped, but what only people read."""
    assert dropped(THING) == [
        'resource "aws_thing" "this" {',
        "nested {",
        "rule = [for each in var.names : each]",
        "lifecycle {",
        "precondition {",
        "count       = var.on && local.size > 2 ? 1 : 0",
        'name        = "${var.name}-thing"',
        "policy      = jsonencode({ Action = data.aws_policies.first.actions })",
        "tags        = local.tags",
        "private     = true",
    ]


def test_locals() -> None:
    """Arguments of calls are dropped one by one; rows of a table are changed value by value."""
    tags = 'tags = merge(var.tags, { owner = "platform" })'
    assert changes("locals") == {
        ("map emptied", tags, "tags = merge(var.tags, {})"),
        ("string", tags, 'tags = merge(var.tags, { owner = "platformx" })'),
        ("map emptied", "table = { a = { version = 1 } }", "table = {}"),
        ("number", "table = { a = { version = 1 } }", "table = { a = { version = 2 } }"),
    }
    assert [each.now for each in MUTANTS if each.kind == "argument of call dropped"] == [
        'tags = merge({ owner = "platform" })',
        "tags = merge(var.tags)",
    ]


def test_output() -> None:
    """An output is dropped, and loses its value."""
    found = [(each.kind, each.now) for each in MUTANTS if each.address == "output.name"]
    assert found == [
        ("output dropped", ""),
        ("value dropped", "value = null"),
        ("number", "value = aws_thing.this[1].name"),
    ]


def test_data() -> None:
    """Data sources are changed as resources are."""
    address = "data.aws_policies.first"
    assert ("list emptied", 'actions = ["s3:GetObject"]', "actions = []") in changes(address)
    assert dropped(address)[0].startswith("data ")


def test_variables_are_left() -> None:
    """What rules write is compared elsewhere with what they say in Python."""
    assert {each.file for each in MUTANTS} == {"main.tf", "outputs.tf"}
    assert not [each for each in MUTANTS if "!= " in each.was and each.kind == "operator"]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: f"{each.kind}: {each.now}")
def test_every_mutant_is_another_module(mutant: Mutant) -> None:
    """No mutant is the module itself, and each is HCL."""
    changed = mutant.applied(FILES[mutant.file])
    assert changed != FILES[mutant.file]
    parser().parse(changed)


def test_no_two_mutants_are_the_same() -> None:
    """Each makes a file that no other one makes."""
    made = [(each.file, each.applied(FILES[each.file])) for each in MUTANTS]
    assert len(set(made)) == len(made)
