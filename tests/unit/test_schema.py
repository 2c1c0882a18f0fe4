"""The JSON Schema of specs says what `lmgen validate` says, as far as it can."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rules import Between, OneOf, SizeBetween, ValuesAre
from lambda_monitored_gen.spec.document import load
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.schema import json_schema, shared_json_schema
from lambda_monitored_gen.spec.shape import combine
from tests.support.specs import MODULE, SMALLEST, checked

REPOSITORY = Path(__file__).parent.parent.parent
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
EXAMPLE = {"name": "one", "values": {"function_name": "one", "alarm_emails": ["a@example.com"]}}


def test_is_a_schema() -> None:
    """The schema is one, of draft-07, and goes through JSON."""
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize(
    "file", sorted((REPOSITORY / "examples").glob("*.yaml")), ids=lambda file: file.stem
)
def test_examples_are_valid(file: Path) -> None:
    """The specs that people copy satisfy the schema."""
    VALIDATOR.validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"output": "."},
        {"runtimes": ["python3.12"], "architectures": ["arm64"]},
        {"features": {"vpc": False}},
        {"defaults": {"timeout": 30, "kms_key_id": None}},
        {"required": ["tags"]},
        {
            "policy": {"timeout": {"max": 300}, "kms_key_id": {"not_null": True}},
            "required": ["kms_key_id"],
            "defaults": {},
        },
        {"examples": [EXAMPLE]},
        {"tests": {"provider_versions": ["~> 6.0"], "alert_strategies": ["immediate"]}},
        {"terraform": {"required_version": ">= 1.6"}},
    ],
    ids=lambda keys: "+".join(keys) or "smallest",
)
def test_good_specs(keys: dict[str, Any]) -> None:
    """What lmgen takes, the schema takes."""
    if "policy" in keys:
        keys = {**keys, "defaults": {"timeout": 60}}
    assert checked(**keys).diagnostics == ()
    VALIDATOR.validate({**SMALLEST, **keys})


@pytest.mark.parametrize(
    "keys",
    [
        {"lmgen": 2},
        {"lmgen": "1"},
        {"module": {"namespace": "acme", "name": "x"}},
        {"module": {"namespace": "acme", "name": "X", "version": "1.0.0"}},
        {"oops": 1},
        {"output": ""},
        {"runtimes": []},
        {"runtimes": ["python2.7"]},
        {"runtimes": "python3.12"},
        {"features": {"vpn": True}},
        {"features": {"vpc": "no"}},
        {"defaults": {"timout": 1}},
        {"defaults": {"timeout": 0}},
        {"defaults": {"timeout": 1.5}},
        {"defaults": {"timeout": "5"}},
        {"defaults": {"timeout": None}},
        {"defaults": {"tags": {"aws:x": ""}}},
        {"defaults": {"tags": {"a": 1}}},
        {"defaults": {"environment_variables": {"AWS_REGION": "x"}}},
        {"defaults": {"environment_variables": {"1A": "x"}}},
        {"defaults": {"alarm_emails": ["nobody"]}},
        {"defaults": {"alarm_topic_arns": ["arn:aws:sns:us-east-1:123456789012:x"] * 5}},
        {"required": ["nothing"]},
        {"policy": {"timeout": {}}},
        {"policy": {"timeout": {"minimum": 5}}},
        {"policy": {"kms_key_id": {"not_null": False}}},
        {"policy": {"timeout": {"one_of": []}}},
        {"examples": [{"name": "one"}]},
        {"examples": [{"name": "A b", "values": {}}]},
        {"examples": [{"name": "one", "values": {"lambda_source_dir": "."}}]},
        {"examples": {}},
        {"tests": {"architectures": ["mips"]}},
        {"terraform": {"aws_provider": 5}},
    ],
    ids=str,
)
def test_bad_specs(keys: dict[str, Any]) -> None:
    """What an editor can see, the schema refuses like lmgen does."""
    assert checked(**keys).diagnostics
    assert not VALIDATOR.is_valid({**SMALLEST, **keys})


@pytest.mark.parametrize(
    "keys",
    [
        *({key: None} for key in SPEC.by_name()),
        {"policy": {"timeout": None}},
        {"defaults": {"timeout": None}},
        {"defaults": {"kms_key_id": None}},
        {"examples": [None]},
        {"module": {**MODULE, "license": None}},
        {"tests": {"architectures": None}},
    ],
    ids=str,
)
def test_null(keys: dict[str, Any]) -> None:
    """A key without a value is the same to the schema and to lmgen: empty, or an error."""
    assert VALIDATOR.is_valid({**SMALLEST, **keys}) == (checked(**keys).spec is not None)


def test_every_variable_is_described() -> None:
    """Editors show a description for every variable, wherever it may be named."""
    for section in ("defaults", "policy"):
        properties = SCHEMA["properties"][section]["properties"]
        assert set(properties) == set(CATALOG.variables)
        assert all(each["description"] for each in properties.values())
    values = SCHEMA["properties"]["examples"]["items"]["properties"]["values"]["properties"]
    assert set(values) == set(CATALOG.variables) - {"lambda_source_dir"}


def test_combine_keeps_every_rule() -> None:
    """Two rules with one keyword must both hold: neither overwrites the other."""
    rules = (ValuesAre(OneOf(("a", "b"))), ValuesAre(OneOf(("b", "c"))), SizeBetween(minimum=1))
    schema = combine(
        {"type": "array", "items": {"type": "string"}}, (rule.json_schema() for rule in rules)
    )
    validator = jsonschema.Draft7Validator(schema)
    assert validator.is_valid(["b"])
    for bad in (["a"], ["c"], [], "b", [1]):
        assert not validator.is_valid(bad), bad


def test_combine_narrows_numbers() -> None:
    """A whole number is an integer to an editor, and stays within its bounds."""
    schema = combine({"type": "number"}, iter([Between(minimum=1, whole=True).json_schema()]))
    assert schema == {"type": "integer", "minimum": 1}


def test_a_spec_that_extends_may_leave_out_what_is_required() -> None:
    """Which keys another file has, a schema cannot see; without `extends` they are required."""
    keys = {"lmgen": 1, "module": {"name": "jobs"}}
    assert not VALIDATOR.is_valid(keys)
    assert VALIDATOR.is_valid({**keys, "extends": "../company.yaml"})
    assert VALIDATOR.is_valid({"lmgen": 1, "extends": ["a.yaml", "b.yaml"]})
    assert not VALIDATOR.is_valid({"extends": "../company.yaml"})
    assert not VALIDATOR.is_valid({"lmgen": 1, "extends": "a.yaml", "module": {"name": "A b"}})
    assert not VALIDATOR.is_valid({"lmgen": 1, "extends": "a.yaml", "examples": [{"name": "a"}]})


def test_shared_keys_have_a_schema() -> None:
    """A file that specs extend has the keys of a spec, none required, but not `output`."""
    schema = shared_json_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    shared = jsonschema.Draft7Validator(schema)
    assert shared.is_valid({})
    assert shared.is_valid({"module": {"namespace": "acme"}, "policy": {"timeout": {"max": 60}}})
    assert not shared.is_valid({"defaults": {"timout": 1}})
    assert not shared.is_valid({"output": "m"})
    assert not shared.is_valid({"examples": [{"name": "one"}]})


UNSEEN = {
    "complex-key": "how YAML is written",
    "control-characters": "how YAML is written",
    "duplicate-key": "how YAML is written",
    "duplicate-unicode-key": "how YAML is written",
    "recursive-alias": "how YAML is written",
    "default-not-offered": "another key decides",
    "example-handler": "another key decides",
    "long-value": "another key decides",
    "example-breaks-policy": "another key decides",
    "feature-off": "another key decides",
    "feature-on": "another key decides",
    "policy-breaks-default": "another key decides",
    "policy-contradicts-itself": "another key decides",
    "policy-leaves-nothing": "another key decides",
    "relations": "another key decides",
    "tags-too-many": "another key decides",
    "version-floors": "another key decides",
    "vpc-by-half": "another key decides",
    "extends-circle": "another file decides",
    "extends-values": "another file decides",
    "extends-widens": "another file decides",
    "policy-of-example-code": "what lmgen has beside the spec decides",
    "environment-too-large": "bytes are counted",
    "generator-source": "an address is read by its parts",
    "generator-specifier": "a specifier of versions is read by PEP 440",
    "version-constraints": "a constraint is read as Terraform does",
    "policy-patterns": "a pattern is read by RE2",
    "paths": "a path is read by its parts",
    "templates-path": "a path is read by its parts",
}
"""The specs of tests/bad_specs that JSON Schema takes, and why it cannot say what is wrong."""


def test_every_broken_spec_that_the_schema_can_see_is_invalid() -> None:
    """Of the broken specs that are YAML at all, the schema refuses each but those listed above."""
    folder = Path(__file__).parent.parent / "bad_specs"
    roots = {file.stem: load(str(file)).root for file in folder.glob("*.yaml")}
    read = {name: root.plain() for name, root in roots.items() if root is not None}
    taken = {name for name, spec in read.items() if VALIDATOR.is_valid(spec)}
    assert taken == set(UNSEEN)
    # The counts are here so that a spec which is no longer read does not go unnoticed.
    assert (len(read) - len(taken), len(taken), len(roots) - len(read)) == (49, 29, 13)


def test_defaults_and_examples_of_the_schema_are_valid() -> None:
    """What an editor inserts for a key is what lmgen takes there."""
    count = 0
    pending = [SCHEMA]
    while pending:
        each = pending.pop()
        shown = [*each.get("examples", []), *([each["default"]] if "default" in each else [])]
        validator = jsonschema.Draft7Validator(each)
        assert [value for value in shown if not validator.is_valid(value)] == []
        count += len(shown)
        pending += each.get("properties", {}).values()
        if isinstance(each.get("items"), dict):
            pending.append(each["items"])
    assert count > 3 * len(CATALOG.variables)


@pytest.mark.parametrize(
    ("policy", "valid"),
    [
        ({"timeout": {"max": 900}}, True),
        ({"timeout": {"max": 901}}, False),
        ({"timeout": {"min": 60, "except": [5]}}, True),
        ({"timeout": {"min": 60, "except": [0]}}, False),
        ({"cloudwatch_log_retention_days": {"min": 4000}}, False),
        ({"memory_size": {"one_of": [128, 100_000]}}, False),
        ({"tags": {"required_keys": ["owner"]}}, True),
        ({"tags": {"required_keys": []}}, False),
        ({"tags": {"max_items": 51}}, False),
        ({"alarm_emails": {"required_keys": ["owner"]}}, False),
    ],
    ids=str,
)
def test_policies_can_only_narrow_in_the_schema_too(
    policy: dict[str, Any],
    valid: bool,  # noqa: FBT001 - pytest hands it over by name
) -> None:
    """An editor marks a policy that would allow more than the documented rule of its variable."""
    assert VALIDATOR.is_valid({**SMALLEST, "policy": policy}) == valid
