"""What a spec makes of the catalog."""

import pytest

from lambda_monitored_gen.catalog import ARCHITECTURES, CATALOG, DEFAULT_RUNTIMES, RUNTIMES, Feature
from lambda_monitored_gen.catalog.interface import build
from lambda_monitored_gen.hcl.version_constraints import parse_version
from lambda_monitored_gen.rules import JsonBytes, OneOf, Policy, SizeBetween
from tests.support.feature_sets import feature_sets

SETS = feature_sets()
ALL = SETS["all"]


@pytest.mark.parametrize("label", SETS)
def test_features_off_leave_nothing(label: str) -> None:
    """A feature that is off takes its variables, outputs and rules with it, and nothing else."""
    features = SETS[label]
    interface = build(features=features)
    removed = {name for on in features for name in CATALOG.features[on].removes}
    for records, catalog in (
        (interface.variables, CATALOG.variables),
        (interface.outputs, CATALOG.outputs),
    ):
        wanted = [
            name
            for name, each in catalog.items()
            if name not in removed and (not each.feature or each.feature in features)
        ]
        assert list(records) == wanted
    others = {name: each for name, each in CATALOG.features.items() if name not in features}
    foreign = {relation for each in others.values() for relation in each.relations}
    for relation in CATALOG.relations:
        there = relation not in foreign and {*relation.variables} <= {*interface.variables}
        assert (relation in interface.relations) == there


def test_catalog_is_the_default() -> None:
    """With nothing said, every variable is as documented, the runtimes being narrower."""
    interface = build(features=ALL)
    for name, variable in interface.variables.items():
        if name != "python_version":
            assert variable == CATALOG.variables[name]
    assert interface.variables["python_version"].rules == (OneOf(DEFAULT_RUNTIMES),)
    assert interface.variables["python_version"].default == "python3.12"


@pytest.mark.parametrize(
    ("runtimes", "default"),
    [
        (("python3.12",), "python3.12"),
        (("python3.11", "python3.12"), "python3.12"),
        (("python3.9", "python3.11"), "python3.11"),
        (("python3.14", "python3.13"), "python3.14"),
    ],
)
def test_callers_choose_among_the_runtimes_of_the_spec(
    runtimes: tuple[str, ...], default: str
) -> None:
    """Callers may choose the spec's runtimes only; a default outside moves to the newest."""
    variable = build(features=ALL, runtimes=runtimes).variables["python_version"]
    assert variable.rules == (OneOf(tuple(name for name in RUNTIMES if name in runtimes)),)
    assert variable.default == default


@pytest.mark.parametrize(
    ("architectures", "default"),
    [(("x86_64",), "x86_64"), (("arm64",), "arm64"), (("arm64", "x86_64"), "x86_64")],
)
def test_callers_choose_among_the_architectures_of_the_spec(
    architectures: tuple[str, ...], default: str
) -> None:
    """Callers may choose the spec's architectures only; a default outside moves."""
    variable = build(features=ALL, architectures=architectures).variables["architecture"]
    assert variable.rules == (
        OneOf(tuple(name for name in ARCHITECTURES if name in architectures)),
    )
    assert variable.default == default


@pytest.mark.parametrize(
    ("newest", "floor"),
    [
        ("python3.9", (5, 24, 0)),
        ("python3.11", (5, 31, 0)),
        ("python3.12", (5, 32, 0)),
        ("python3.13", (5, 76, 0)),
        ("python3.14", (6, 20, 0)),
    ],
)
def test_provider_floor(newest: str, floor: tuple[int, int, int]) -> None:
    """The oldest provider is the core's, or the one that knows the newest runtime or feature."""
    everything = build(features=ALL, runtimes=(newest, "python3.9"))
    of_features = (parse_version(each.aws_provider) for each in everything.features.values())
    assert everything.aws_provider_floor == max(floor, *of_features)
    assert build(features=frozenset(), runtimes=("python3.9", newest)).aws_provider_floor == floor


def test_terraform_floor() -> None:
    """The core needs Terraform 1.5."""
    assert build(features=frozenset()).terraform_floor == (1, 5, 0)


def test_a_default_of_the_spec_replaces_that_of_the_catalog() -> None:
    """A default of the spec replaces the catalog's and leaves nullability as it was."""
    interface = build(features=ALL, defaults={"timeout": 30, "description": "x"})
    assert interface.variables["timeout"].default == 30
    assert not interface.variables["timeout"].nullable
    assert interface.variables["description"].default == "x"
    assert interface.variables["description"].nullable


def test_default_for_a_required_variable() -> None:
    """A default makes a required variable optional."""
    interface = build(features=ALL, defaults={"alarm_emails": ["oncall@example.com"]})
    assert not interface.variables["alarm_emails"].required
    assert not interface.variables["alarm_emails"].nullable


def test_a_required_variable_has_no_default() -> None:
    """A required variable has no default; null stays a value where it was one."""
    interface = build(features=ALL, required=frozenset({"tags", "kms_key_id"}))
    assert interface.variables["tags"].required
    assert not interface.variables["tags"].nullable
    assert interface.variables["kms_key_id"].required
    assert interface.variables["kms_key_id"].nullable


def test_a_feature_replaces_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature may have variables and outputs of the core be other ones; the spec shapes those."""
    emails = CATALOG.variables["alarm_emails"]._replace(default=(), rules=())
    topic = CATALOG.outputs["sns_topic_arn"]._replace(value="null")
    made_up = Feature("made_up", "Made up.", replaces=(emails, topic), removes=("s3_bucket_arn",))
    monkeypatch.setitem(CATALOG.features, "made_up", made_up)
    on = build(features=frozenset({"made_up"}), policy={"alarm_emails": (SizeBetween(minimum=2),)})
    assert made_up.replaces_core
    assert on.outputs["sns_topic_arn"].value == "null"
    assert "s3_bucket_arn" not in on.outputs
    assert on.variables["alarm_emails"] == emails._replace(rules=(SizeBetween(minimum=2),))
    assert build(features=frozenset()).outputs["sns_topic_arn"].value != "null"


def test_not_null() -> None:
    """`not_null` takes null away from callers."""
    interface = build(
        features=ALL, required=frozenset({"kms_key_id"}), not_null=frozenset({"kms_key_id"})
    )
    assert interface.variables["kms_key_id"].required
    assert not interface.variables["kms_key_id"].nullable


def test_policies_are_added() -> None:
    """A policy stands after the documented rules, or in the place of the one that it narrows."""
    size, other = Policy(SizeBetween(minimum=1)), Policy(JsonBytes(100))
    variable = build(features=ALL, policy={"tags": (size, other)}).variables["tags"]
    documented = CATALOG.variables["tags"].rules
    assert documented[0] == SizeBetween(maximum=50)
    assert variable.rules == (Policy(SizeBetween(1, 50)), *documented[1:], other)


def test_what_callers_leave_out_has_its_default() -> None:
    """What callers leave out has its default, or null where there is none."""
    values = build(features=frozenset()).values({"timeout": 5})
    assert values["timeout"] == 5
    assert values["memory_size"] == 128
    assert values["alarm_emails"] is None
    assert "lambda_subnet_ids" not in values
