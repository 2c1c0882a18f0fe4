"""Alarms without a topic of the module's own."""

from __future__ import annotations

from typing import Any

import pytest
from suite import Client


@pytest.mark.cases(predicate=lambda case: case.value("create_sns_topic") is False)
def test_no_topic(name: str, outputs: dict[str, Any], client: Client) -> None:
    """The module has made no topic, and says so."""
    assert outputs["sns_topic_arn"] is outputs["sns_topic_name"] is None
    pages = client("sns").get_paginator("list_topics").paginate()
    topics = [each["TopicArn"] for page in pages for each in page["Topics"]]
    assert not [each for each in topics if each.endswith(f":{name}-alarms")]
