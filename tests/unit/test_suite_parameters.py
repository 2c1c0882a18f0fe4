"""What the suite of a module is told of its spec."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from lambda_monitored_gen.catalog import CATALOG, Feature
from lambda_monitored_gen.catalog.feature import IamStatement, RolePolicy, SuiteValues, Support
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.rendering.suite import sample_values, suite_parameters
from lambda_monitored_gen.spec.model import Spec
from tests.support.feature_sets import feature_sets, fullest_with, switches
from tests.support.specs import spec_of

CALL = {"function_name": "pay", "alarm_emails": ["a@example.com"]}
ALL = switches(feature_sets()["all"])
NONE = dict.fromkeys(CATALOG.features, False)

UNKNOWN = "^[[:digit:]]{7}x$"
"""Names that are longer than Lambda takes."""


def example(**values: Any) -> list[dict[str, Any]]:
    """The section `examples` with one that calls the module with these values."""
    return [{"name": "one", "values": {**CALL, **values}}]


def parameters(**keys: Any) -> dict[str, Any]:
    """The parameters of a spec with every feature and more keys, as the suite reads them."""
    made = spec_of(**{"features": ALL, **keys})
    document: dict[str, Any] = json.loads(json.dumps(suite_parameters(made)))
    return document


def with_features(*features: Feature) -> Spec:
    """A spec whose module has only these features."""
    plain = spec_of(features=NONE)
    present = {each.name: each for each in features}
    return plain._replace(interface=plain.interface._replace(features=present))


def test_everything_of_the_interface() -> None:
    """The suite knows every variable, output, feature and alarm of its module, and no other."""
    found = parameters()
    interface = spec_of(features=ALL).interface
    assert {*found["defaults"], *found["required"]} == set(interface.variables)
    assert found["outputs"] == sorted(interface.outputs)
    assert found["features"] == [name for name, on in ALL.items() if on]
    assert [each["name"] for each in found["alarms"]] == [each.suffix for each in interface.alarms]


@pytest.mark.parametrize("feature", CATALOG.features)
def test_a_feature_that_is_off_is_not_tried(feature: str) -> None:
    """Of a feature that is off the suite knows no variable, alarm, policy or support."""
    whole = switches(fullest_with(feature))
    record = CATALOG.features[feature]
    gone = {feature, *(each.name for each in CATALOG.features.values() if feature in each.requires)}
    on = parameters(features=whole)
    off = parameters(features={**whole, **dict.fromkeys(gone, False)})
    assert off["features"] == [name for name in on["features"] if name not in gone]
    assert not set(record.suite.support) & set(off["support"])
    assert {each.suffix for each in record.alarms}.isdisjoint(
        each["name"] for each in off["alarms"]
    )
    others = (each for name, each in CATALOG.features.items() if name not in gone)
    shared = {policy.name for each in others for policy in each.role_policies}
    assert ({each.name for each in record.role_policies} - shared).isdisjoint(
        each["name"] for each in off["policies"]
    )
    for case in ("everything", "silent"):
        assert not set(off["values"][case]) & {each.name for each in record.variables}


def test_values_of_features() -> None:
    """The case with everything switches each feature on, the silent one switches alarms off."""
    for name, feature in CATALOG.features.items():
        values = parameters(features=switches(fullest_with(name)))["values"]
        assert feature.suite.everything.items() <= values["everything"].items()
        assert feature.suite.silent.items() <= values["silent"].items()
    values = parameters()["values"]
    quiet = {**parameters()["defaults"], **values["silent"], "function_name": "x"}
    alarms = spec_of(features=ALL).interface.alarms
    assert {each.name for each in alarms if each.exists.value(quiet)} == {
        "dead_letters",  # as long as the queue is the module's
        *(each.name for each in alarms if each.exists.as_json() is True),
    }


def test_policies() -> None:
    """The role's policies are told with their conditions, AWS's own apart from inline ones."""
    assert parameters(features=NONE)["policies"] == [
        {"name": "logging", "managed": False, "exists": True}
    ]
    dummy = Feature(
        name="some_queue",
        description="A queue.",
        iam_statements=(IamStatement("Send", ("sqs:SendMessage",), ("x",)),),
        policies=(RolePolicy("SomePolicy", Var("timeout").is_set(), managed=True),),
    )
    assert suite_parameters(with_features(dummy))["policies"][1:] == [
        {"name": "some-queue", "managed": False, "exists": True},
        {"name": "SomePolicy", "managed": True, "exists": {"set": {"var": "timeout"}}},
    ]


def test_support() -> None:
    """What root modules make for features is told by the feature's own name for it."""
    support = Support("queue", {"aws_sqs_queue": {"name": "x"}}, {"queue": "aws_sqs_queue.test.id"})
    dummy = Feature("queue", "A queue.", suite=SuiteValues(support={"queue": support}))
    assert suite_parameters(with_features(dummy))["support"] == {
        "queue": {
            "label": "queue",
            "resources": {"aws_sqs_queue": {"name": "x"}},
            "variables": {"queue": "aws_sqs_queue.test.id"},
            "changed": False,
            "lacking": "",
        }
    }


def test_nothing_is_given_twice() -> None:
    """What a root module makes for a case is made once, and is no value of the case besides."""
    found = parameters()
    made = [name for each in found["support"].values() for name in each["variables"]]
    assert len(made) == len({*made})
    assert not {*made} & {*found["values"]["everything"], *found["values"]["common"]}


def test_defaults_that_null_would_undo() -> None:
    """Where null is a value of its own, each case gives the spec's default, if there is one."""
    assert "alarm_evaluation_periods" not in parameters()["values"]["common"]
    found = parameters(defaults={"alarm_evaluation_periods": 3.0, "memory_size": 512})
    assert json.dumps(found["values"]["common"]["alarm_evaluation_periods"]) == "3"
    assert found["values"]["common"]["memory_size"] == 256


def test_what_alarms_watch_and_who_chooses_their_windows() -> None:
    """The suite proves alarms itself: it knows what each is for, and what makes its window."""
    found = {each["name"]: (each["watches"], each["window"]) for each in parameters()["alarms"]}
    assert found["errors-immediate"] == ("failure", ["alarm_evaluation_periods"])
    assert found["errors-threshold"] == (
        "failure-rate",
        ["error_rate_datapoints_to_alarm", "error_rate_evaluation_periods", "error_rate_period"],
    )


def test_alarms_are_expressions() -> None:
    """An alarm whose numbers depend on variables is told as expressions over those."""
    (duration,) = (each for each in parameters()["alarms"] if each["name"] == "duration")
    assert duration["exists"] == {"set": {"var": "duration_threshold_percent"}}
    assert duration["described"]["Threshold"] == {
        "product": [
            {"product": [{"var": "timeout"}, 10]},
            {"var": "duration_threshold_percent"},
        ]
    }
    assert duration["described"]["Period"] == 60


@pytest.mark.parametrize(
    ("policy", "case", "gone"),
    [
        ({"timeout": {"max": 10}}, "common", "timeout"),
        ({"memory_size": {"min": 512}}, "common", "memory_size"),
        ({"error_rate_threshold": {"max": 10}}, "threshold", "error_rate_threshold"),
        ({"sns_topic_name": {"matches": "^pager$"}}, "everything", "sns_topic_name"),
        ({"duration_threshold_percent": {"max": 50}}, "everything", "duration_threshold_percent"),
        ({"enable_throttle_alarms": {"one_of": [True]}}, "silent", "enable_throttle_alarms"),
    ],
)
def test_what_a_policy_forbids_is_left_out(policy: Mapping[str, Any], case: str, gone: str) -> None:
    """A value of the suite that a policy of the spec refuses is not tried; the others are."""
    defaults = {"timeout": 5, "memory_size": 512}
    before = parameters(defaults=defaults)["values"][case]
    after = parameters(policy=policy, defaults=defaults)["values"][case]
    assert gone in before
    assert after == {name: value for name, value in before.items() if name != gone}


def test_prefix() -> None:
    """Functions of a test run are called after the sample where a policy allows no other name."""
    assert parameters()["prefix"] == "test"
    policy = {"function_name": {"matches": "^acme-"}}
    found = parameters(policy=policy, examples=example(function_name="acme-pay"))
    assert found["prefix"] == "acme-pay"


def test_no_sample() -> None:
    """Where no value for a required variable is known the suite is told so."""
    keys: dict[str, Any] = {"policy": {"function_name": {"matches": UNKNOWN}}}
    assert sample_values(spec_of(**keys)) is None
    found = parameters(**keys)
    assert found["required"] is None
    assert found["prefix"] == "test"


def test_own_bucket() -> None:
    """The suite lets the module make its bucket only where callers may leave theirs out."""
    assert parameters()["values"]["own_bucket"] is True
    one = {"s3_bucket": "some-bucket"}
    required = parameters(required=["s3_bucket"], examples=example(**one))
    assert required["values"]["own_bucket"] is True  # as null
    policy = {"s3_bucket": {"not_null": True}}
    assert parameters(policy=policy, defaults=one)["values"]["own_bucket"] is False


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ("defaults", {"defaults": {"error_rate_threshold": 2.0}}),
        (
            "required",
            {
                "required": ["error_rate_threshold"],
                "examples": example(error_rate_threshold=2.0),
            },
        ),
    ],
)
def test_whole_numbers(section: str, keys: Mapping[str, Any]) -> None:
    """A whole number with a fraction of zero is told as Terraform writes it: 2, not 2.0."""
    assert json.dumps(parameters(**keys)[section]["error_rate_threshold"]) == "2"
