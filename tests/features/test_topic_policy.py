"""The feature `topic_policy`: a policy of the topic that is narrower than AWS's, and extensible."""

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, block, flat, module

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
    policy = block(
        module("topic_policy")["topic_policy.tf"], "data", "aws_iam_policy_document", "sns_topic"
    )
    allow, deny = policy["statement"]
    assert allow["actions"] == deny["actions"] == ["sns:Publish"]
    assert [each["identifiers"] for each in allow["principals"]] == [["cloudwatch.amazonaws.com"]]
    assert [each["values"] for each in allow["condition"]] == [["${local.account_id}"]]
    assert deny["effect"] == "Deny"
    assert [(each["variable"], each["values"]) for each in deny["condition"]] == [
        ("aws:SecureTransport", ["false"])
    ]


def test_statements_of_callers_join() -> None:
    """What callers give is merged, also while it is unknown; null adds nothing."""
    text = flat(module("topic_policy")["topic_policy.tf"])
    assert "source_policy_documents = compact([var.sns_topic_policy])" in text
    assert "policy = data.aws_iam_policy_document.sns_topic.json" in text


def test_readme_says_whose_policy_it_is() -> None:
    """Readers learn that a topic has one policy, and where theirs goes."""
    text = flat(module("topic_policy")["README.md"])
    assert "`sns_topic_policy` adds" in text
    assert "a topic has one policy" in text
