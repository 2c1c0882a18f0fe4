"""The policy of the topic."""

from __future__ import annotations

import json
from typing import Any

from cases import Case
from suite import Client


def test_topic_policy(case: Case, outputs: dict[str, Any], client: Client) -> None:
    """Alarms of the account may publish, nobody may without TLS, and given statements are there."""
    topic = outputs["sns_topic_arn"]
    attributes = client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    found = {
        each["Sid"]: each for each in json.loads(attributes["Policy"])["Statement"]
    }
    allow, deny = found["AllowAlarmsOfThisAccount"], found["DenyInsecureTransport"]
    assert (allow["Effect"], allow["Action"]) == ("Allow", "sns:Publish")
    assert allow["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allow["Condition"] == {
        "StringEquals": {"aws:SourceAccount": topic.split(":")[4]}
    }
    assert (deny["Effect"], deny["Action"]) == ("Deny", "sns:Publish")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    given = json.loads(case.value("sns_topic_policy") or '{"Statement": []}')[
        "Statement"
    ]
    assert {each["Sid"] for each in given} == set(found) - {allow["Sid"], deny["Sid"]}
