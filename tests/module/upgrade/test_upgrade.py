"""Callers of the published module change its source, and lose nothing.

`configuration/published` is a stand-in with the addresses of `tests/facts`; its build resource has
another name than the new module's, and so becomes an orphan, as `null_resource` does.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from tests.module.applied import Planned, apply, plan
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import example_spec

CONFIGURATION = Path(__file__).parent / "configuration"
ADDRESSES = json.loads(
    (Path(__file__).parents[2] / "facts" / "published_addresses_1_1_0.json").read_text("utf-8")
)["resources"]
CALLERS = ("defaults", "everything", "long")

applied = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]


@dataclass(frozen=True)
class Upgrade:
    """All callers, before and after.

    Attributes:
        addresses: What the state of the published module has.
        before: What exists, by caller, before the source changes.
        planned: The plan for the change of the source.
        after: What exists after it.
        second: The plan after that.
    """

    addresses: list[str]
    before: dict[str, Any]
    planned: Planned
    after: dict[str, Any]
    second: Planned


@pytest.fixture(scope="module")
def upgrade(
    tmp_path_factory: pytest.TempPathFactory,
    terraform_on_aws_in: TerraformIn,
    embedded_aws: EmbeddedAws,
) -> Iterator[Upgrade]:
    """The published module, applied, upgraded, and destroyed at the end."""
    directory = tmp_path_factory.mktemp("upgrade")
    shutil.copytree(CONFIGURATION, directory, dirs_exist_ok=True)
    (directory / "lambda").mkdir()
    (directory / "lambda" / "main.py").write_text("def lambda_handler(event, context): return 0\n")
    terraform = terraform_on_aws_in(directory)
    terraform.init()
    terraform.apply()
    addresses = terraform.resources()
    before = _existing(embedded_aws, terraform.output()["callers"])

    render(example_spec("infrahouse"), directory / "rendered")
    root = directory / "main.tf"
    root.write_text(root.read_text("utf-8").replace('"./published"', '"./rendered"'), "utf-8")
    terraform.init(upgrade=True)
    planned = plan(terraform)
    apply(terraform)
    after = _existing(embedded_aws, terraform.output()["callers"])
    yield Upgrade(addresses, before, planned, after, plan(terraform))
    terraform.destroy()
    assert terraform.resources() == []


def _existing(aws: EmbeddedAws, callers: dict[str, dict[str, str]]) -> dict[str, Any]:
    """What other configurations may refer to, by caller."""
    client = aws.endpoints.client
    found = {}
    for name, caller in callers.items():
        listed = client("sns").list_subscriptions_by_topic(TopicArn=caller["topic"])
        attached = client("iam").list_attached_role_policies(RoleName=caller["role"])
        role = client("iam").get_role(RoleName=caller["role"])["Role"]
        found[name] = {
            **caller,
            "role_id": role["RoleId"],
            "subscriptions": sorted(each["SubscriptionArn"] for each in listed["Subscriptions"]),
            "policies": sorted(each["PolicyArn"] for each in attached["AttachedPolicies"]),
        }
    return found


def test_the_stand_in_has_the_published_addresses() -> None:
    """The old module declares each published resource, and besides them only the other build."""
    texts = {
        "": "\n".join(f.read_text("utf-8") for f in (CONFIGURATION / "published").glob("*.tf")),
        "module.lambda_bucket.": (CONFIGURATION / "published" / "bucket" / "main.tf").read_text(),
    }
    declared = {
        f"{prefix}{kind}.{name}"
        for prefix, text in texts.items()
        for kind, name in re.findall(r'^resource "(\w+)" "(\w+)"', text, re.MULTILINE)
    }
    published = {each["address"].partition("[")[0] for each in ADDRESSES}
    assert declared - {"terraform_data.build"} == published - {"null_resource.lambda_package"}


class TestUpgrade:
    """One apply of the old module, one of the new."""

    pytestmark = applied

    def test_only_the_package_is_replaced(self, upgrade: Upgrade) -> None:
        """The package has a new key, and the old build goes; no other resource is touched so."""
        assert upgrade.planned.lost == sorted(
            f"module.{caller}.{address}"
            for caller in CALLERS
            for address in ("aws_s3_object.lambda_package", "terraform_data.build")
        )

    @pytest.mark.parametrize("caller", CALLERS)
    def test_lines_of_the_plan(self, upgrade: Upgrade, caller: str) -> None:
        """The bucket and its settings move, one resource goes, one is replaced; `-s` shows all."""
        lines = upgrade.planned.lines(f"module.{caller}.")
        print(f"\n{caller}: {lines}")  # noqa: T201 - for who asks with -s
        assert (lines["moved"], lines["delete"], lines["delete/create"]) == (4, 1, 1)
        olds = [old for old in upgrade.planned.moved.values() if f"module.{caller}." in old]
        assert all(".module.lambda_bucket." in old for old in olds)

    @pytest.mark.parametrize("caller", CALLERS)
    def test_the_same_things_exist(self, upgrade: Upgrade, caller: str) -> None:
        """Function, role, bucket, topic, subscriptions and attached policies are the old ones."""
        assert upgrade.after[caller] == upgrade.before[caller]

    def test_the_state_had_policies_and_long_names(self, upgrade: Upgrade) -> None:
        """The callers have what an upgrade could lose."""
        assert len(upgrade.before["everything"]["policies"]) == 3
        assert len(upgrade.before["long"]["function"]) == 60
        assert len(upgrade.before["defaults"]["subscriptions"]) == 2
        assert "module.everything.aws_iam_role_policy.lambda_vpc_access[0]" in upgrade.addresses

    def test_a_second_plan_is_empty(self, upgrade: Upgrade) -> None:
        """One apply is enough."""
        assert upgrade.second.actions == {}
