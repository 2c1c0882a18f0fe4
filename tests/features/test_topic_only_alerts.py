"""The feature `topic_only_alerts`: alarms go to topics without an email, and always to somebody."""

from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.suite import sample_values
from lambda_monitored_gen.terraform import TerraformError
from tests.features.modules import added, flat, module
from tests.support.feature_sets import switches
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import checked, codes, spec_of

WORDS = ("create_sns_topic", "topic_only_alerts", "alarms without an email")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["topic_only_alerts"]
ON = {"topic_only_alerts": True}

ROOT = """\
variable "emails" {
  type = list(string)
}

variable "make_topic" {
  type = bool
}

resource "aws_sns_topic" "pager" {
  name = "topic-only-pager"
}

module "lambda" {
  source = "./module"

  function_name     = "topic-only"
  lambda_source_dir = "${path.root}/lambda"
  alarm_emails      = var.emails
  alarm_topic_arns  = [aws_sns_topic.pager.arn]
  create_sns_topic  = var.make_topic
}
"""


def test_off_unless_asked_for() -> None:
    """Without it at least one email is required, so that a person learns of every alarm."""
    assert not FEATURE.default
    assert CATALOG.variables["alarm_emails"].required
    emails = spec_of().interface.variables["alarm_emails"]
    assert [each for rule in emails.rules for each in rule.violations([])]


def test_files() -> None:
    """It takes the place of a resource, and adds a test to the module's suite."""
    assert added("topic_only_alerts") == {"tests/test_topic_only_alerts.py"}


def test_emails_can_be_left_out() -> None:
    """No email is required, and what is one must still be an address."""
    emails = spec_of(features=ON).interface.variables["alarm_emails"]
    assert not emails.required
    assert [each for rule in emails.rules for each in rule.violations([])] == []
    assert [each for rule in emails.rules for each in rule.violations(["nobody"])]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, True),
        ({"alarm_topic_arns": []}, True),
        ({"alarm_emails": ["a@example.com"]}, False),
        ({"alarm_topic_arns": ["arn:aws:sns:us-east-1:123456789012:pager"]}, False),
        ({"alarm_emails": ["a@example.com"], "create_sns_topic": False}, True),
        (
            {
                "alarm_topic_arns": ["arn:aws:sns:us-east-1:123456789012:pager"],
                "create_sns_topic": False,
            },
            False,
        ),
        (
            {
                "alarm_topic_arns": ["arn:aws:sns:us-east-1:123456789012:pager"],
                "create_sns_topic": False,
                "sns_topic_name": "mine",
            },
            True,
        ),
    ],
)
def test_alarms_reach_somebody(given: dict[str, object], refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Nobody to tell, and emails or the name of a topic that is not made, are refused in a spec."""
    example = {"name": "one", "values": {"function_name": "pay", **given}}
    assert codes(checked(features=ON, examples=[example])) == ["relation"] * refused


def test_usage_tells_somebody() -> None:
    """The call in the README names somebody, though no variable of it is required."""
    assert sample_values(spec_of(features=ON)) == {
        "function_name": "payments",
        "lambda_source_dir": "${path.module}/lambda",
        "alarm_emails": ["oncall@example.com"],
    }
    assert 'alarm_emails = ["oncall@example.com"]' in flat(module("topic_only_alerts")["README.md"])


def test_policy_of_the_topic_goes_with_it() -> None:
    """A policy of the topic is made where the topic is, at its old address without this feature."""
    with_both = flat(module("topic_only_alerts", "topic_policy")["topic_policy.tf"])
    alone = flat(module("topic_policy")["topic_policy.tf"])
    count = "count = var.create_sns_topic ? 1 : 0 arn = local.topic_arn"
    assert f'"aws_sns_topic_policy" "alarms" {{ {count}' in with_both
    assert '"aws_sns_topic_policy" "alarms" { arn = local.topic_arn' in alone


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_topic_comes_and_goes(
    tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> None:
    """A module gets the feature without losing its topic, then goes without one, and back."""
    code = tmp_path / "lambda" / "main.py"
    code.parent.mkdir()
    code.write_text("def lambda_handler(event, context): return 'ran'\n")
    (tmp_path / "main.tf").write_text(ROOT.replace("  create_sns_topic  = var.make_topic\n", ""))
    render(spec_of(features=switches(frozenset())), tmp_path / "module")
    somebody = {"emails": ["a@example.com"], "make_topic": True}
    nobody = {"emails": [], "make_topic": False}
    cloudwatch = embedded_aws.endpoints.client("cloudwatch")
    sns = embedded_aws.endpoints.client("sns")

    def actions() -> list[list[str]]:
        alarms = cloudwatch.describe_alarms(AlarmNamePrefix="topic-only-")["MetricAlarms"]
        return [[arn.rpartition(":")[2] for arn in each["AlarmActions"]] for each in alarms]

    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    terraform.apply(somebody)
    topics = ["topic-only-alarms", "topic-only-pager"]
    assert [sorted(each) for each in actions()] == [topics]

    (tmp_path / "main.tf").write_text(ROOT)
    render(spec_of(features=switches(frozenset(ON))), tmp_path / "module")
    assert "0 to add, 0 to change, 0 to destroy" in terraform.plan(somebody).text  # it moves

    with pytest.raises(TerraformError, match="need create_sns_topic"):
        terraform.plan({**somebody, "make_topic": False})
    terraform.apply(nobody)
    assert actions() == [["topic-only-pager"]]
    arns = [each["TopicArn"] for each in sns.list_topics()["Topics"]]
    assert not [each for each in arns if each.endswith(":topic-only-alarms")]
    assert not terraform.plan(nobody).has_changes

    terraform.apply(somebody)
    assert [sorted(each) for each in actions()] == [topics]
    terraform.destroy(somebody)
    assert terraform.resources() == []


def test_defaults_may_leave_destinations_to_callers() -> None:
    """A spec may say that there are no emails by default; each call must have a topic then."""
    defaults: dict[str, Value] = {"alarm_emails": []}
    assert codes(checked(features=ON, defaults=defaults)) == []
    assert "value" in codes(checked(defaults=defaults))
    topics = {"alarm_topic_arns": ["arn:aws:sns:us-east-1:123456789012:alarms"]}
    for given, found in (({}, ["relation"]), (topics, [])):
        call = {"name": "one", "values": {"function_name": "pay", **given}}
        assert codes(checked(features=ON, defaults=defaults, examples=[call])) == found
