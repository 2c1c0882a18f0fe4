"""The feature `xray`: traces, and the permission to send them."""

import json

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, flat, module, values

WORDS = ("xray", "x-ray", "tracing")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["xray"]


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("xray") == {"xray.tf", "tests/test_xray.py"}


def test_off_unless_asked_for() -> None:
    """AWS charges for traces: an upgrade brings nobody any."""
    assert not FEATURE.default


def test_active_unless_said_otherwise() -> None:
    """Whoever has the feature has traces."""
    assert values()["tracing_mode"] == "Active"
    assert "tracing_config { mode = var.tracing_mode }" in flat(module("xray")["lambda.tf"])


def test_only_active_tracing_is_allowed_anything() -> None:
    """A function that only passes the context on may send nothing."""
    (policy,) = FEATURE.role_policies
    assert policy.exists.value(values()) is True
    assert policy.exists.value(values(tracing_mode="PassThrough")) is False
    text = flat(module("xray")["xray.tf"])
    assert 'count = var.tracing_mode == "Active" ? 1 : 0' in text
    assert f'name = "${{var.function_name}}-{policy.name}"' in text


def test_two_actions_and_no_more() -> None:
    """The role may send segments and telemetry, and read neither traces nor rules."""
    text = flat(module("xray")["xray.tf"])
    actions = text.partition("Action = ")[2].partition(" Resource")[0]
    assert json.loads(actions) == ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]


def test_function_waits_for_the_permission() -> None:
    """The first invocation may be traced already, and the last one still."""
    assert "aws_iam_role_policy.lambda_tracing," in flat(module("xray")["lambda.tf"])
