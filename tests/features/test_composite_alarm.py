"""The feature `composite_alarm`: one alarm over all alarms of the module."""

import re

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.hcl.type_constraints import Value
from tests.features.modules import added, block, flat, module, values
from tests.support.feature_sets import feature_sets, switches
from tests.support.specs import spec_of

WORDS = ("composite", "single_alarm")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["composite_alarm"]
NAME, DESCRIPTION = (FEATURE.template_values[each] for each in ("full_name", "full_description"))
ALL = switches(feature_sets()["all"])

LONGEST: dict[str, Value] = {
    "function_name": "x" * 64,
    "alarm_name_prefix": "y" * 128,
    "runbook_url": "z" * 512,
}


def test_files() -> None:
    """It has a file of its own, and tests of both kinds."""
    assert added("composite_alarm") == {
        "composite_alarm.tf",
        "tests/composite_alarm.tftest.hcl",
        "tests/test_composite_alarm.py",
    }


def test_every_alarm_is_in_it() -> None:
    """Each alarm of the module is one of those that it is of, whatever feature it comes from."""
    on = module(*feature_sets()["all"])
    text = flat(on["composite_alarm.tf"])
    resources = re.findall('"aws_cloudwatch_metric_alarm" "([a-z_0-9]+)"', on["alarms.tf"])
    assert set(resources) == set(CATALOG.alarms)
    addresses = ", ".join(f"aws_cloudwatch_metric_alarm.{each}" for each in resources)
    assert f"single_alarms = concat( {addresses}, )" in text


def test_rule() -> None:
    """It is raised as long as one of the alarms is; without any there is no composite alarm."""
    text = module("composite_alarm")["composite_alarm.tf"]
    found = block(text, "resource", "aws_cloudwatch_composite_alarm", "any")
    assert "count = length(local.single_alarms) > 0 ? 1 : 0" in flat(text)
    names = "local.single_alarms[*].alarm_name"
    assert f'alarm_rule = join(" OR ", formatlist("ALARM(\\"%s\\")", {names}))' in flat(text)
    assert found["actions_enabled"] == "${var.alarm_actions_enabled}"
    assert found["alarm_actions"] == "${local.alarm_topic_arns}"
    assert found["ok_actions"] == "${local.ok_topic_arns}"
    assert found["tags"] == "${local.alarm_tags}"


def test_other_alarms_replace_it() -> None:
    """It is deleted before an alarm that it names, which AWS would not delete otherwise.

    <https://github.com/hashicorp/terraform-provider-aws/issues/34807>
    """
    text = flat(module("composite_alarm")["composite_alarm.tf"])
    assert '"single_alarms" { input = local.single_alarms[*].id }' in text
    assert "replace_triggered_by = [terraform_data.single_alarms]" in text


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("each", [True, False])
def test_who_sends_messages(*, told: bool, each: bool) -> None:
    """Single alarms send messages only if asked for, and none does if none shall."""
    with_it = spec_of(features=ALL).interface.alarms_notify
    without = spec_of(features={**ALL, "composite_alarm": False}).interface.alarms_notify
    given = values(alarm_actions_enabled=told, single_alarms_notify=each)
    assert with_it.value(given) is (told and each)
    assert without.value(given) is told
    assert with_it.hcl == "var.alarm_actions_enabled && var.single_alarms_notify"
    alarms = flat(module("composite_alarm")["alarms.tf"])
    assert alarms.count(f"actions_enabled = {with_it.hcl} ") == alarms.count("resource ") > 0
    assert f"actions_enabled = {without.hcl} " in flat(module()["alarms.tf"])


def test_one_message_by_default() -> None:
    """Who switches it on wants one message instead of several."""
    assert values()["single_alarms_notify"] is False
    readme = flat(module("composite_alarm")["README.md"])
    assert "Every alarm notifies" not in readme
    assert "Every alarm notifies" in flat(module()["README.md"])
    assert "raised while another one still is sends no message" in readme


def test_limits() -> None:
    """With all alarms that there can be, and the longest names, AWS takes name, text and rule.

    <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>
    """
    given = values(**LONGEST)
    names = [str(each.full_name.value(given)) for each in CATALOG.alarms.values()]
    assert len(names) <= 100
    assert len(" OR ".join(f'ALARM("{each}")' for each in names)) <= 10_240
    assert len(NAME.value(given)) <= 255
    assert len(DESCRIPTION.value(given)) <= 1024


def test_name() -> None:
    """No other alarm has its name, and it begins as theirs do."""
    given = values(alarm_name_prefix="prod/")
    assert NAME.value(given) == "prod/pay-any"
    assert NAME.value(given) not in {
        each.full_name.value(given) for each in CATALOG.alarms.values()
    }
