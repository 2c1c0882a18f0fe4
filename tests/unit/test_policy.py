"""Policies narrow documented rules and can do nothing else."""

from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.suite import sample_values
from lambda_monitored_gen.rules import Policy, Rule
from lambda_monitored_gen.spec.diagnostics import Severity
from lambda_monitored_gen.spec.variable_fields import EXAMPLE_CODE_VALUE
from tests.support.specs import checked, codes, messages, spec_of

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = {"name": "one", "values": {"function_name": "one", "alarm_emails": ["a@example.com"]}}


def added(variable: str, policy: dict[str, Any], **keys: Any) -> list[Rule]:
    """The rules that a policy adds to a variable."""
    rules = spec_of(policy={variable: policy}, **keys).interface.variables[variable].rules
    return [rule.rule for rule in rules if isinstance(rule, Policy)]


@pytest.mark.parametrize(
    ("variable", "policy", "condition"),
    [
        (
            "timeout",
            {"max": 300},
            "var.timeout >= 1 && var.timeout <= 300 && floor(var.timeout) == var.timeout",
        ),
        (
            "timeout",
            {"min": 2, "max": 60},
            "var.timeout >= 2 && var.timeout <= 60 && floor(var.timeout) == var.timeout",
        ),
        (
            "timeout",
            {"min": 60, "except": [5]},
            (
                "(contains([5], var.timeout) ? true : var.timeout >= 60 && var.timeout <= 900 && "
                "floor(var.timeout) == var.timeout)"
            ),
        ),
        (
            "tags",
            {"required_keys": ["owner"]},
            (
                'length([for name in ["owner"] : name if '
                'try(var.tags[name] == null ? "" : var.tags[name], "") == ""]) == 0'
            ),
        ),
        ("memory_size", {"one_of": [128, 256]}, "contains([128, 256], var.memory_size)"),
        ("handler", {"matches": "^main"}, 'can(regex("^main", var.handler))'),
        ("tags", {"max_items": 5}, "length(var.tags) <= 5"),
        (
            "sns_topic_name",
            {"min_length": 3},
            'can(regex("^(?s:.{3,1000})$", var.sns_topic_name))',
        ),
        (
            "alarm_emails",
            {"each_matches": "@example[.]com$"},
            (
                "length([for item in var.alarm_emails : item if "
                '!can(regex("@example[.]com$", item))]) == 0'
            ),
        ),
        (
            "source_code_files",
            {"each_one_of": ["main.py"]},
            (
                "length([for item in var.source_code_files : item if "
                '!(item == null ? false : contains(["main.py"], item))]) == 0'
            ),
        ),
        ("enable_error_alarms", {"one_of": [True]}, "contains([true], var.enable_error_alarms)"),
    ],
)
def test_each_key_becomes_a_rule(variable: str, policy: dict[str, Any], condition: str) -> None:
    """Every key of a policy becomes a condition of the variable."""
    required = [variable] if "required_keys" in policy else []
    (rule,) = added(variable, policy, required=required)
    assert rule.condition(f"var.{variable}") == condition


@pytest.mark.parametrize(
    ("variable", "policy", "sentence"),
    [
        ("timeout", {"max": 300}, "must be a whole number of seconds from 1 to 300"),
        (
            "timeout",
            {"min": 30, "except": [5]},
            "must be a whole number of seconds from 30 to 900, or 5",
        ),
        ("memory_size", {"one_of": [128, 256]}, "must be 128 or 256"),
        (
            "cloudwatch_log_retention_days",
            {"min": 3000, "except": [0, 365]},
            "must be 0, 365, 3288 or 3653",
        ),
        ("error_rate_threshold", {"min": 2}, "must be a percentage from 2 to 100"),
        ("tags", {"min_items": 1}, "must have 1 to 50 items"),
    ],
)
def test_documented_and_narrowed_rule_are_one_sentence(
    variable: str, policy: dict[str, Any], sentence: str
) -> None:
    """Readers and callers get one sentence of a kind, which says all that holds."""
    documented = spec_of().interface.variables[variable].rules
    required = [variable] if variable == "tags" else []
    rules = (
        spec_of(policy={variable: policy}, required=required).interface.variables[variable].rules
    )
    assert f"{sentence} (policy of this module)" in [each.requirement for each in rules]
    assert len(rules) == len(documented)


def test_a_rule_of_another_kind_is_a_sentence_of_its_own() -> None:
    """A pattern of a policy says nothing of the documented pattern, which stays."""
    documented = spec_of().interface.variables["handler"].rules
    narrowed = (
        spec_of(policy={"handler": {"matches": "^main"}}).interface.variables["handler"].rules
    )
    assert narrowed[: len(documented)] == documented
    assert len(narrowed) == len(documented) + 1


def test_joined_rules_allow_what_both_allow() -> None:
    """A value keeps the joined rules if and only if it keeps the documented one and the policy."""
    policies = ({"min": 60}, {"max": 300}, {"min": 2.5, "max": 99}, {"one_of": [1, 60, 900]})
    documented = spec_of().interface
    for policy in policies:
        joined = spec_of(policy={"timeout": policy}, required=["timeout"]).interface
        for value in (0, 1, 1.5, 2, 3, 60, 99, 100, 300, 301, 900, 901):
            low, high = policy.get("min", 0), policy.get("max", 1000)
            own = value in policy["one_of"] if "one_of" in policy else low <= value <= high  # type: ignore[operator]
            assert joined.allows("timeout", value) == (documented.allows("timeout", value) and own)


def test_required_keys_are_in_usage_and_tests() -> None:
    """Without an example, the module's usage and its tests have a map with the wanted keys."""
    spec = spec_of(policy={"tags": {"required_keys": ["owner", "team"]}}, required=["tags"])
    samples = sample_values(spec)
    assert samples is not None
    assert {"owner", "team"} <= set(samples["tags"])  # type: ignore[arg-type]
    files = render_files(spec)
    assert "tests/module.tftest.hcl" in files
    assert b"owner" in files["README.md"].content.partition(b"## Quick start")[2][:1200]


def test_policies_reach_the_examples() -> None:
    """An example that AWS would take and the policy does not is an error at that value."""
    result = checked(
        policy={"alarm_emails": {"each_matches": "@example[.]org$"}}, examples=[EXAMPLE]
    )
    assert codes(result) == ["value"]
    assert "(policy of this module)" in result.diagnostics[0].message


@pytest.mark.parametrize(
    ("variable", "policy"),
    [
        ("timeout", {"max": 901}),
        ("timeout", {"min": 0}),
        ("timeout", {"one_of": [60, 1000]}),
        ("timeout", {"one_of": [1.5, 60]}),
        ("error_rate_period", {"max": 604_860}),
        ("error_rate_period", {"one_of": [60, 90]}),
        ("alarm_topic_arns", {"max_items": 5}),
        ("description", {"max_length": 257}),
        ("handler", {"min_length": 0}),
        ("kms_key_id", {"one_of": ["alias/x"]}),
        ("alarm_emails", {"each_one_of": ["nobody"]}),
        ("function_name", {"max_length": 1001}),
    ],
)
def test_widening_is_an_error(variable: str, policy: dict[str, Any]) -> None:
    """A policy that would allow more than AWS documents is refused and named as such."""
    assert "policy-widens" in codes(checked(policy={variable: policy}))


@pytest.mark.parametrize(
    ("variable", "policy"),
    [
        ("timeout", {"max": 900, "min": 1}),
        ("timeout", {"max": 60.5, "min": 59.5}),
        ("error_rate_period", {"min": 61, "max": 120}),
        ("description", {"max_length": 256}),
        ("function_name", {"min_length": 1, "max_length": 64}),
        ("alarm_emails", {"min_items": 1}),
        ("tags", {"max_items": 50}),
    ],
)
def test_the_documented_rule_itself_is_allowed(variable: str, policy: dict[str, Any]) -> None:
    """Saying again what AWS documents is no widening."""
    assert added(variable, policy)


@pytest.mark.parametrize(
    ("variable", "policy"),
    [
        ("timeout", {"min": 901}),
        ("memory_size", {"max": 127}),
        ("memory_size", {"one_of": [128], "min": 256}),
        ("alarm_topic_arns", {"min_items": 5}),
        ("handler", {"min_length": 129}),
        ("function_name", {"min_length": 65}),
        ("function_name", {"min_length": 60, "matches": "^[a-z]{1,50}$"}),
        ("handler", {"max_length": 10, "matches": "^.{20}"}),
        ("description", {"max_length": 3, "one_of": ["none"]}),
        ("description", {"matches": "^b", "one_of": ["a"]}),
        ("timeout", {"min": 1.2, "max": 1.8}),
        ("python_version", {"matches": "^ruby"}),
        ("alarm_emails", {"min_items": 1, "each_one_of": ["a@b.io"], "each_matches": "[.]com$"}),
        ("alarm_topic_arns", {"min_items": 1, "each_matches": "^.{1,9}$"}),
        ("environment_variables", {"min_items": 512}),
        ("environment_variables", {"min_items": 342, "each_matches": "^.{4}$"}),
        ("cloudwatch_log_retention_days", {"min": 366, "max": 399}),
        ("error_rate_period", {"min": 61, "max": 119}),
        ("error_rate_period", {"one_of": [60, 120], "min": 61, "max": 119}),
        ("timeout", {"min": 1.1, "max": 1.9}),
        ("tags", {"min_items": 2, "max_items": 1}),
    ],
)
def test_an_empty_choice_is_an_error(variable: str, policy: dict[str, Any]) -> None:
    """A policy that leaves callers no value is refused, though no default shows it."""
    result = checked(policy={variable: policy}, required=[variable])
    assert codes(result) == ["policy"]


@pytest.mark.parametrize(
    ("variable", "policy"),
    [
        ("environment_variables", {"min_items": 511}),
        ("source_code_files", {"each_matches": "^$"}),  # an empty list satisfies it
        ("error_rate_threshold", {"min": 1.2, "max": 1.8}),
        ("function_name", {"min_length": 64}),
    ],
)
def test_a_choice_of_one_is_enough(variable: str, policy: dict[str, Any]) -> None:
    """A policy that a single value satisfies is none that nobody can satisfy."""
    assert "policy" not in codes(checked(policy={variable: policy}, required=[variable]))


def test_the_code_of_examples_is_held_against_a_policy() -> None:
    """A policy has to allow the `lambda_source_dir` that lmgen renders into each example."""
    policy = {"lambda_source_dir": {"matches": "^/srv/"}}
    result = checked(policy=policy, examples=[EXAMPLE])
    assert codes(result) == ["policy"]
    assert "lambda_source_dir must be a match of ^/srv/" in result.diagnostics[0].message
    assert codes(checked(policy=policy)) == ["no-sample"]
    assert (
        codes(checked(policy={"lambda_source_dir": {"matches": "^[.]/"}}, examples=[EXAMPLE])) == []
    )
    template = (REPOSITORY / "templates/examples/@example/main.tf.j2").read_text("utf-8")
    assert f'= "{EXAMPLE_CODE_VALUE.replace(".", "${path.module}", 1)}"' in template


def test_default_outside_a_policy() -> None:
    """A policy that forbids the documented default asks for another one, or for none."""
    assert codes(checked(policy={"timeout": {"max": 30}})) == ["default-breaks-policy"]
    assert spec_of(policy={"timeout": {"max": 30}}, defaults={"timeout": 20})
    assert spec_of(policy={"timeout": {"max": 30}}, required=["timeout"])


def test_a_default_of_the_spec_is_held_against_its_policy() -> None:
    """A default of the spec that breaks its own policy is found at that default."""
    result = checked(policy={"timeout": {"max": 30}}, defaults={"timeout": 40})
    assert codes(result) == ["value"]
    assert (
        "defaults.timeout must be a whole number of seconds from 1 to 30 (policy"
        in result.diagnostics[0].message
    )


def test_null_passes_a_policy_unless_told() -> None:
    """Null is exempt from rules; `not_null` alone takes it away."""
    assert spec_of(policy={"kms_key_id": {"matches": ":123456789012:"}})
    assert "without a default" in messages(policy={"kms_key_id": {"not_null": True}})
    variable = spec_of(
        policy={"kms_key_id": {"not_null": True}}, required=["kms_key_id"]
    ).interface.variables["kms_key_id"]
    assert variable.required
    assert not variable.nullable


def test_not_null_where_null_is_no_value() -> None:
    """`not_null` is no key of a variable that is never null."""
    assert codes(checked(policy={"timeout": {"not_null": True}})) == ["unknown-key"]


def test_policy_of_runtimes() -> None:
    """A policy of the runtime is held against the spec's runtimes, not against all."""
    given = {"python_version": {"one_of": ["python3.13"]}}
    assert codes(checked(policy=given, runtimes=["python3.12"])) == ["policy-widens"]
    assert spec_of(policy=given, runtimes=["python3.13"])


def test_required_and_default() -> None:
    """A default of a required variable is never used, which is a warning at that default."""
    result = checked(defaults={"timeout": 30}, required=["timeout"])
    assert result.spec is not None
    assert result.spec.interface.variables["timeout"].required
    (found,) = result.diagnostics
    assert (found.code, found.severity) == ("required-default", Severity.WARNING)
    assert "'timeout'" in found.message
