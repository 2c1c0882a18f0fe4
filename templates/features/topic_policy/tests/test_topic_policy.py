"""The policy of the topic."""

from __future__ import annotations

import json
from typing import Any

from conftest import Client


def test_topic_policy(outputs: dict[str, Any], client: Client) -> None:
    """Alarms of the account may publish, and nobody may without TLS."""
    topic = outputs["sns_topic_arn"]
    attributes = client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    found = {each["Sid"]: each for each in json.loads(attributes["Policy"])["Statement"]}
    allow, deny = found["AllowAlarmsOfThisAccount"], found["DenyInsecureTransport"]
    assert (allow["Effect"], allow["Action"]) == ("Allow", "sns:Publish")
    assert allow["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allow["Condition"] == {"StringEquals": {"aws:SourceAccount": topic.split(":")[4]}}
    assert (deny["Effect"], deny["Action"]) == ("Deny", "sns:Publish")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
