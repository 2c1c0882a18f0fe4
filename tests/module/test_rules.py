"""Rules say in Terraform what they say in Python."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.catalog import CATALOG, Variable
from lambda_monitored_gen.hcl.type_constraints import BOOL, Value
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rules import Policy, Rule
from lambda_monitored_gen.spec.model import Spec
from tests.module.boundary_values import edges
from tests.module.terraform_verdicts import accepts, terraform_accepts, variables_tf
from tests.module.unusual_specs import UNUSUAL
from tests.support.plugin import TerraformIn
from tests.support.specs import EXAMPLE_SPECS, example_spec, spec_of

ENOUGH = 30
"""Values that each rule is judged by at least, where its type has so many."""

MOST = 120
"""Values that each policy is judged by at most."""

POLICIES: dict[str, dict[str, Any]] = {
    "bounds": {
        "timeout": {"min": 2.5, "max": 299.5},
        "memory_size": {"max": 1024},
        "error_rate_threshold": {"min": 0.1},
        "duration_threshold_percent": {"min": 1, "max": 99.9},
        "cloudwatch_log_retention_days": {"one_of": [365, 731]},
        "error_rate_period": {"one_of": [60, 300]},
    },
    "choices": {
        "alert_strategy": {"one_of": ["threshold"]},
        "enable_error_alarms": {"one_of": [True]},
        "enable_throttle_alarms": {"one_of": [False]},
        "description": {"one_of": ["pager", "${chat}", 'a\n"b"', "\u00e9\U0001f984"]},
        "alarm_topic_arns": {"each_one_of": ["arn:aws:sns:us-east-1:123456789012:pager"]},
    },
    "patterns": {
        "description": {"matches": r"^\w+(\s\w+)*[.!?]$"},
        "function_name": {"matches": "(?i)^pay[a-z]{2,9}(-prod)?$"},
        "handler": {"matches": r'^(?:main|app[0-9]?)\.[^"\\]+$'},
        "lambda_source_dir": {"matches": r"^.+$"},
        "requirements_file": {"matches": r"/|^[^/]*\.txt$"},
        "alarm_emails": {"each_matches": r"@example\.com$"},
        "tags": {"each_matches": r"^\S*$".replace(r"\S", r"[^\s]")},
        "environment_variables": {"each_matches": r"^[ -~]{0,5}?$"},
        "source_code_files": {"each_matches": r"(?i)[.](py|js|sik)$"},
        "s3_bucket": {"matches": r"^a|b$|\$\{|%\{|\d{2}"},
    },
    "sizes": {
        "description": {"min_length": 3, "max_length": 8},
        "s3_bucket": {"max_length": 20},
        "requirements_file": {"min_length": 1},
        "function_name": {"min_length": 2, "max_length": 10},
        "tags": {"min_items": 1, "max_items": 3},
        "alarm_emails": {"max_items": 2},
        "alarm_topic_arns": {"min_items": 2, "max_items": 2},
        "environment_variables": {"min_items": 1},
        "lambda_subnet_ids": {"min_items": 2, "max_items": 3},
    },
    "exceptions": {
        "timeout": {"min": 60, "max": 300, "except": [5, 900]},
        "error_rate_threshold": {"min": 10, "except": [2.5]},
        "cloudwatch_log_retention_days": {"min": 400, "except": [0]},
        "tags": {"required_keys": ["owner", "cost center"]},
        "environment_variables": {"required_keys": ["LOG_LEVEL"], "max_items": 3},
    },
    "not-null": {
        "kms_key_id": {"not_null": True, "min_length": 5},
        "description": {"not_null": True, "matches": "^[^\n]*$"},
    },
}


def policy_spec(name: str) -> Spec:
    """A spec that has nothing but policies; what they leave without a default is required."""
    policy = POLICIES[name]
    return spec_of(policy=policy, required=list(policy))


def documented() -> Iterator[tuple[str, Variable, Rule]]:
    for variable in CATALOG.variables.values():
        for number, rule in enumerate(variable.rules):
            yield f"{variable.name}-{number}-{type(rule).__name__}", variable, rule


def narrowed() -> Iterator[tuple[str, Variable, Rule]]:
    for name in POLICIES:
        for variable in policy_spec(name).interface.variables.values():
            rules = [rule for rule in variable.rules if isinstance(rule, Policy)]
            for number, rule in enumerate(rules):
                yield f"{name}-{variable.name}-{number}", variable, rule


RULES = {label: (variable, rule) for label, variable, rule in (*documented(), *narrowed())}


@lru_cache(maxsize=2)
def values_of(label: str) -> list[Value]:
    """The edges of a documented rule; of a policy, which is one of the same kinds, a share."""
    _, rule = RULES[label]
    values = edges(*RULES[label])
    if not isinstance(rule, Policy):
        return values
    # A share of the values may miss the few that a policy leaves.
    accepted = [each for each in values if accepts(rule, each)][:1]
    return [*accepted, *values[:: -(-len(values) // MOST)]]


@pytest.mark.terraform
@pytest.mark.parametrize("label", RULES)
def test_python_and_terraform_agree(label: str, tmp_path: Path, terraform_in: TerraformIn) -> None:
    """A rule's validation block accepts exactly the values that the rule accepts in Python."""
    variable, rule = RULES[label]
    values = values_of(label)
    answers = terraform_accepts(terraform_in(tmp_path), variable, rule, values)
    different = [
        (value, f"Terraform {'accepts' if there else 'refuses'}")
        for value, there in zip(values, answers, strict=True)
        if accepts(rule, value) != there
    ]
    assert different == []


@pytest.mark.parametrize("label", RULES)
def test_edges_are_enough(label: str) -> None:
    """Each rule is judged by at least 30 values, of which it accepts some and refuses some."""
    variable, rule = RULES[label]
    values = values_of(label)
    assert len(values) >= (2 if variable.type == BOOL else ENOUGH)
    accepted = [accepts(rule, value) for value in values]
    assert any(accepted)
    assert not all(accepted)


@pytest.mark.parametrize("name", [*EXAMPLE_SPECS, *POLICIES, *UNUSUAL])
def test_blocks_are_those_of_the_module(name: str) -> None:
    """The block that is judged alone is, to the letter, the one that the module has."""
    if name in EXAMPLE_SPECS:
        spec = example_spec(name)
    else:
        spec = policy_spec(name) if name in POLICIES else spec_of(**UNUSUAL[name])
    module = render_files(spec)["variables.tf"].content.decode()
    for variable in spec.interface.variables.values():
        for rule in variable.rules:
            text = variables_tf(variable._replace(rules=(rule,)))
            (block,) = re.findall(r"^  validation \{\n.*?^  \}\n", text, re.MULTILINE | re.DOTALL)
            assert block in module
