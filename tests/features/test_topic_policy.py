"""The feature `topic_policy`: a policy of the topic that is narrower than AWS's, and extensible."""

import hcl2

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, flat, module
from tests.unit.hcl_text import plain

WORDS = ("topic_policy", "policy of the topic")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["topic_policy"]


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("topic_policy") == {"topic_policy.tf", "tests/test_topic_policy.py"}


def test_off_unless_asked_for() -> None:
    """A topic has one policy, and published callers may have made it: the module's is optional."""
    assert not FEATURE.default


def test_alarms_of_the_account_may_publish_and_nobody_without_tls() -> None:
    """CloudWatch may publish for alarms of the account; what is not encrypted is denied to all."""
    (values,) = plain(hcl2.loads(module("topic_policy")["topic_policy.tf"]))["locals"]
    allow, deny = values["topic_statements"]
    assert allow["Action"] == deny["Action"] == "sns:Publish"
    assert allow["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allow["Condition"] == {"StringEquals": {"aws:SourceAccount": "${local.account_id}"}}
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_statements_of_callers_join() -> None:
    """What callers give is merged, also while it is unknown; null adds nothing."""
    text = flat(module("topic_policy")["topic_policy.tf"])
    assert 'given_topic_policy = jsondecode(coalesce(var.sns_topic_policy, "{}"))' in text
    assert "concat(local.given_topic_statements, local.topic_statements)" in text


def test_a_sid_is_there_once() -> None:
    """A statement of the caller's with the Sid of another one is refused when planning.

    <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
    """
    text = flat(module("topic_policy")["tests/module.tftest.hcl"])
    assert 'run "sid_of_the_module" { command = plan' in text
    assert "expect_failures = [aws_sns_topic_policy.alarms]" in text


def test_readme_says_whose_policy_it_is() -> None:
    """Readers learn that a topic has one policy, and where theirs goes."""
    text = flat(module("topic_policy")["README.md"])
    assert "`sns_topic_policy` adds" in text
    assert "a topic has one policy" in text
