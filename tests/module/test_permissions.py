"""What modules allow the roles that they make, as a list that people review.

The list is `tests/golden/permissions.txt`. What AWS takes as a resource of an action is in
`tests/facts/service_authorization.json`, from
<https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html>.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.rendering.files import render_files
from tests.module.test_scanners import end_of
from tests.support.feature_sets import feature_sets
from tests.support.modules import terraform_files
from tests.support.specs import feature_specs
from tests.unit.snapshots import compare

TESTS = Path(__file__).parents[1]
REFERENCE: dict[str, list[str]] = json.loads(
    (TESTS / "facts/service_authorization.json").read_text(encoding="utf-8")
)["actions"]
"""The types of resources that an action can be limited to; none where it must be `*`."""

WHOLE = [label for label in feature_sets() if label.startswith("all")]


class Grant(NamedTuple):
    """A statement that allows something to a role.

    Attributes:
        file: Where it is rendered.
        sid: Its name.
        actions: What it allows.
        resource: On what, as HCL.
        reason: Why it is no narrower: what comments say of it.
        text: All of it.
    """

    file: str
    sid: str
    actions: tuple[str, ...]
    resource: str
    reason: str
    text: str

    @property
    def wide(self) -> bool:
        """Whether it allows its actions on everything."""
        return self.resource in {'"*"', '["*"]'}


def closing(text: str, start: int) -> int:
    """Where the bracket at `start` is closed."""
    depth, position = 0, start
    while True:
        if text[position] == '"':
            position = end_of(text, position)
            continue
        depth += {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return position
        position += 1


def argument(text: str, name: str) -> str:
    """The value of an argument of an object, without line breaks; empty where it has none."""
    found = re.search(rf"^\s*{name}\s+= ", text, re.MULTILINE)
    if not found:
        return ""
    position = found.end()
    while position < len(text) and text[position] not in "\n#":
        if text[position] == '"':
            position = end_of(text, position)
        elif text[position] in "{[(":
            position = closing(text, position) + 1
        else:
            position += 1
    return " ".join(text[found.end() : position].split())


def grants(path: str, text: str) -> Iterator[Grant]:
    """The statements of policies in a file that allow something to whoever has the policy."""
    for found in re.finditer(r'^\s*Sid\s+= ("[^"]+")', text, re.MULTILINE):
        start = text.rindex("{", 0, found.start())
        whole = text[start : closing(text, start) + 1]
        if argument(whole, "Effect") != '"Allow"' or argument(whole, "Principal"):
            continue
        above = re.search(r"((?:^\s*#[^\n]*\n)+)\s*\Z", text[:start], re.MULTILINE)
        comments = [*(above.group(1).splitlines() if above else ()), *whole.splitlines()]
        reasons = [each.partition("# ")[2].strip() for each in comments if "# " in each]
        yield Grant(
            path,
            found.group(1).strip('"'),
            tuple(re.findall(r'"([a-z0-9-]+:[A-Za-z]+)"', argument(whole, "Action"))),
            argument(whole, "Resource"),
            " ".join(reasons),
            whole,
        )


def all_grants() -> list[Grant]:
    """Those of modules with every feature."""
    found: dict[tuple[str, str, str], Grant] = {}
    for label in WHOLE:
        for path, text in terraform_files(render_files(feature_specs()[label])).items():
            for each in grants(path, text):
                found.setdefault((each.sid, each.resource, str(each.actions)), each)
    return sorted(found.values())


def test_reviewed(*, regenerate: bool) -> None:
    """The list of actions, resources and reasons is the one that was reviewed."""
    rows = [
        f"{each.sid}\n"
        + "".join(
            f"  {action} on {', '.join(REFERENCE.get(action, ['?'])) or 'all'}\n"
            for action in each.actions
        )
        + f"  = {each.resource}\n"
        + (f"  # {each.reason}\n" if each.reason else "")
        for each in all_grants()
    ]
    compare("\n".join(rows), TESTS / "golden/permissions.txt", regenerate=regenerate)


def test_actions_exist() -> None:
    """Every action is one that AWS knows, and none is a pattern."""
    for each in all_grants():
        assert each.actions, each
        assert "*" not in argument(each.text, "Action"), each
        assert set(each.actions) <= REFERENCE.keys(), each


def test_all_is_allowed_only_where_nothing_narrower_is() -> None:
    """Where AWS takes a narrower resource the policy names one; elsewhere it says why not."""
    for each in all_grants():
        narrower = [action for action in each.actions if REFERENCE[action]]
        assert not (each.wide and narrower), each
        assert not each.wide or each.reason, each


def test_statements_are_seen() -> None:
    """Statements with and without lists, conditions and comments are read; others are left out."""
    text = """
      Statement = [
        # Because of it.
        {
          Sid      = "One"
          Effect   = "Allow"
          Action   = ["sqs:SendMessage", "sns:Publish"]
          Resource = "*" # and more
        },
        {
          Sid       = "Two"
          Effect    = "Deny"
          Action    = "sqs:SendMessage"
          Resource  = "*"
        },
        {
          Sid       = "Three"
          Effect    = "Allow"
          Action    = "sqs:SendMessage"
          Resource  = concat(["${local.a}:{x}"], [
            for id in local.ids : "arn:${id}"
          ])
          Condition = { ArnLike = { "ec2:Subnet" = local.arns } }
        },
      ]
    """
    one, three = grants("x.tf", text)
    assert (one.sid, one.actions, one.wide) == ("One", ("sqs:SendMessage", "sns:Publish"), True)
    assert one.reason == "Because of it. and more"
    assert three.resource == 'concat(["${local.a}:{x}"], [ for id in local.ids : "arn:${id}" ])'
    assert not three.wide
