"""How `terraform test` calls a module, and what it asserts of the alarms."""

from typing import Any

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER
from lambda_monitored_gen.rendering.runs import Run, Runs, choose_runs
from lambda_monitored_gen.rules.regions import REGION
from lambda_monitored_gen.spec.model import Spec
from tests.module.unusual_specs import UNUSUAL
from tests.support.feature_sets import feature_sets, switches
from tests.support.specs import CALL, EXAMPLE_SPECS, example_spec, feature_specs, spec_of

ALL = switches(feature_sets()["all"])
SPECS = [*EXAMPLE_SPECS, *UNUSUAL, *feature_sets()]


def spec_named(name: str) -> Spec:
    if name in UNUSUAL:
        return spec_of(**UNUSUAL[name])
    return example_spec(name) if name in EXAMPLE_SPECS else feature_specs()[name]


def runs(**keys: Any) -> Runs:
    """The runs of a spec with every feature."""
    found = choose_runs(spec_of(**{"features": ALL, **keys}))
    assert found is not None
    return found


def existing(run: Run) -> set[str]:
    return {each.alarm.name for each in run.alarms if each.exists}


@pytest.mark.parametrize("name", SPECS)
def test_calls_are_allowed(name: str) -> None:
    """Whatever the spec, its module takes the calls of its tests, but those that it must refuse."""
    spec = spec_named(name)
    found = choose_runs(spec)
    assert found is not None
    for run in (found.full, *found.variations.values(), found.bare, found.silent):
        assert run.values.keys() == spec.interface.variables.keys()
        for variable, value in run.variables.items():
            nullable = spec.interface.variables[variable].nullable
            assert nullable if value is None else spec.interface.allows(variable, value), variable
        known = {**run.values, REGION: found.region}
        assert all(each.holds(known) for each in spec.interface.relations)
    for refusal in found.refusals:
        values = {**found.bare.values, **refusal.variables, REGION: found.region}
        broken = [each for each in spec.interface.relations if not each.holds(values)]
        assert broken == [refusal.relation]
        assert all(
            value is None or spec.interface.allows(variable, value)
            for variable, value in refusal.variables.items()
        )


def test_every_rule_across_variables_is_broken_once() -> None:
    """Without policies each such rule has a call that breaks it."""
    assert [each.relation for each in runs().refusals] == list(
        spec_of(features=ALL).interface.relations
    )


def test_full_values_are_their_own() -> None:
    """In the full run every variable that is no switch differs from its default, and is known."""
    given = runs().full.variables
    known = spec_of(features=ALL).interface.variables
    left = {name for name in known if name not in given}
    assert {name for name in left if not isinstance(CATALOG.variables[name].default, bool)} == {
        "schedule_interval_seconds",  # a rate says it itself
        "code_signing_config_arn",  # the module makes one, and must use it
        "lambda_insights_layer_arn",  # the module knows one, and must use it
        "dead_letter_target_arn",  # the module makes one, and must use it
        "dead_letter_target_type",
        "insights_log_kms_key_arn",  # suites have no key that AWS would take for it
        "log_format",  # levels are for JSON only
    }


def test_extreme_numbers() -> None:
    """In the extreme call numbers are as large as they can be, and the same alarms exist."""
    found = runs()
    extreme, derived = found.variations["extreme"], found.variations["derived"]
    assert extreme.values["timeout"] == 900
    assert extreme.values["duration_threshold_percent"] == 100
    assert existing(extreme) == existing(derived) == existing(found.full)
    assert derived.values["timeout"] not in {60, 900}


def test_windows_at_their_limits() -> None:
    """Of the longest period one is all that may count, of half a day two, whatever else is."""
    found = runs().variations
    for name, expected in (("longest_period", (1, 1)), ("half_a_day", (2, 2))):
        (rate,) = [each for each in found[name].alarms if each.alarm.name == "errors_threshold"]
        counts = rate.arguments["evaluation_periods"], rate.arguments["datapoints_to_alarm"]
        assert counts == expected, name
    whole = found["whole_periods"].values
    (rate,) = [
        each for each in found["whole_periods"].alarms if each.alarm.name == "errors_threshold"
    ]
    period = rate.queries["errors"]["metric"]
    assert isinstance(period, dict)
    assert (int(str(whole["timeout"])) + 180) % int(str(period["period"])) == 0


def test_other_alarms() -> None:
    """The alarms that the full call lacks exist in a call that follows it."""
    found = runs()
    missing = CATALOG.alarms.keys() - existing(found.full)
    assert missing == {"errors_immediate", "duration_anomaly", "recursion"}
    assert missing <= existing(found.variations["other_alarms"])


@pytest.mark.parametrize("alarm", CATALOG.alarms)
def test_each_half_of_a_condition_to_notify(alarm: str) -> None:
    """Each alarm is there with either of the two switches off by which alarms notify."""
    found = runs()
    states = {
        (each.values["alarm_actions_enabled"], each.values["single_alarms_notify"])
        for each in (found.full, *found.variations.values(), found.bare)
        if alarm in existing(each)
    }
    assert {(False, True), (True, False)} <= states


def test_a_switch_that_rules_allow_to_be_off() -> None:
    """Lambda Insights is off where errors are watched: a rule that asks for less leaves it free."""
    names = ("enable_error_alarms", "enable_lambda_insights")
    pairs = {tuple(each.values[name] for name in names) for each in runs().variations.values()}
    assert pairs == {(True, True), (True, False)}


def test_percentages_of_the_timeout_differ() -> None:
    """One of the two is all of it where the other is not, so none can be taken for the other."""
    found = runs().variations.values()
    names = ("duration_threshold_percent", "duration_p90_threshold_percent")
    pairs = {tuple(each.values[name] == 100 for name in names) for each in found}
    assert pairs == {(True, True), (True, False), (False, False)}


NUMBERS = sorted(
    {
        name
        for alarm in CATALOG.alarms.values()
        for name in alarm.ringing
        if CATALOG.variables[name].type is NUMBER
    }
)
"""Those without which an alarm does not exist."""


@pytest.mark.parametrize("label", feature_sets())
def test_no_two_switches_agree(label: str) -> None:
    """Any two switches are seen apart while the alarm of errors exists, but flags with rules.

    So an alarm that asked another switch than its own would be noticed.
    """
    spec = feature_specs()[label]
    found = choose_runs(spec)
    assert found is not None
    conditions = " ".join(
        each.expression
        for feature in spec.interface.features.values()
        for each in feature.function.preconditions
    )
    conditions += " ".join(each.condition() for each in spec.interface.relations)
    switches = [
        name
        for name, each in spec.interface.variables.items()
        if each.type is BOOL and (f"var.{name}" not in conditions or name == "enable_error_alarms")
    ]
    assert len(switches) >= 4
    switches += [name for name in NUMBERS if name in spec.interface.variables]
    seen = {
        name: tuple(bool(each.values[name]) for each in found.variations.values())
        for name in switches
    }
    assert len(set(seen.values())) == len(switches)
    assert set(seen["enable_error_alarms"]) == {True}


def test_bare_call() -> None:
    """The bare run gives what is required, and no more."""
    required = {
        name for name, each in spec_of(features=ALL).interface.variables.items() if each.required
    }
    assert runs().bare.variables.keys() == required


def test_every_alarm_exists_in_a_run() -> None:
    """Between them, the full and the bare run have each alarm; with switches off there is none."""
    found = runs()
    assert existing(found.full) | existing(found.bare) == CATALOG.alarms.keys()
    always = {name for name, each in CATALOG.alarms.items() if not each.ringing} - {"recursion"}
    assert existing(found.full) & existing(found.bare) == always
    assert existing(found.silent) == UNSWITCHED | {"recursion"}


UNSWITCHED = {
    "dead_letters",  # as long as the queue is the module's
    *(name for name, each in CATALOG.alarms.items() if each.exists.as_json() is True),
}
"""Alarms that callers cannot switch off, but by leaving out what they watch."""


def test_a_forbidden_strategy() -> None:
    """An alarm that a policy of the spec forbids exists in no run."""
    found = runs(
        policy={"alert_strategy": {"one_of": ["threshold"]}},
        defaults={"alert_strategy": "threshold"},
    )
    assert "errors_immediate" not in existing(found.full) | existing(found.bare)
    assert "errors_threshold" in existing(found.bare)


def test_alarms_are_computed_with_the_values_of_the_run() -> None:
    """A number that depends on variables is that of the run's own values."""
    (duration,) = [each for each in runs().full.alarms if each.alarm.name == "duration"]
    values = runs().full.values
    assert values["timeout"] != CATALOG.variables["timeout"].default
    assert duration.alarm.threshold is not None
    assert duration.arguments["threshold"] == duration.alarm.threshold.value(values)
    assert duration.dimensions == {"FunctionName": values["function_name"]}
    assert duration.queries == {}


def test_queries_of_an_alarm() -> None:
    """An alarm of metric math has queries instead of dimensions."""
    (rate,) = [each for each in runs().full.alarms if each.alarm.name == "errors_threshold"]
    assert rate.dimensions == {}
    assert "metric_name" not in rate.arguments
    assert rate.queries["error_rate"]["return_data"] is True
    metric = rate.queries["errors"]["metric"]
    assert isinstance(metric, dict)
    assert metric["metric_name"] == "Errors"
    assert metric["period"] == runs().full.values["error_rate_period"]


def test_an_alarm_that_does_not_exist_has_no_arguments() -> None:
    """Nothing is asserted of what must not exist."""
    (immediate,) = [each for each in runs().full.alarms if each.alarm.name == "errors_immediate"]
    assert not immediate.exists
    assert immediate.arguments == {}


def test_example_comes_first() -> None:
    """What an example gives is taken for the bare call, as callers see it in the README."""
    found = runs(examples=[{"name": "one", "values": {**CALL, "function_name": "of-example"}}])
    assert found.bare.values["function_name"] == "of-example"


@pytest.mark.parametrize(
    "policy",
    [
        {"function_name": {"matches": "^[[:digit:]]{7}x$"}},
        {"lambda_source_dir": {"matches": "^src$"}},
        {"source_code_files": {"min_items": 1, "each_matches": "^src/"}},
    ],
)
def test_no_values(policy: dict[str, Any]) -> None:
    """Without values that the policies allow there are no runs."""
    defaults = {"source_code_files": ["src/a.py"]} if "source_code_files" in policy else {}
    assert choose_runs(spec_of(policy=policy, defaults=defaults)) is None
