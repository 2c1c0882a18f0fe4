"""Turn the `policy` section into rules, and refuse what would widen a documented one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lambda_monitored_gen.catalog import Variable
from lambda_monitored_gen.hcl.type_constraints import MapOf, Value, format_value
from lambda_monitored_gen.rules import (
    Between,
    Except,
    HasKeys,
    KeysAre,
    LengthBetween,
    OneOf,
    Policy,
    Re2Matches,
    Rule,
    SizeBetween,
    ValuesAre,
    state_requirement,
)
from lambda_monitored_gen.rules.re2_patterns import (
    INSTALL,
    PatternError,
    Re2MissingError,
    compile_re2,
)
from lambda_monitored_gen.spec.decoder import format_path
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.satisfiable import leaves_a_value
from lambda_monitored_gen.spec.shape import OneOrMore

_PAIRS = (("min", "max"), ("min_length", "max_length"), ("min_items", "max_items"))
_LONGEST = 1000
"""Limit of RE2 on the count of a repetition, and so on the length that a condition can check."""


def build_rules(
    variable: Variable, keys: Mapping[str, Any], node: Node, collector: DiagnosticCollector
) -> tuple[Rule, ...]:
    """Build the rules of one variable's policy.

    Args:
        variable: As documented, with the runtimes and architectures of the spec.
        keys: The valid keys of its policy, such as `{"min": 1, "max": 60}`.
        node: The policy in the document, for places.
        collector: Receives a rule that widens, two that contradict each other, an invalid pattern.

    Returns:
        The rules to add, each marked as a policy.
    """
    # Each key by itself: a key with a diagnostic has no say in what follows.
    valid = {
        key: value
        for key, value in keys.items()
        if _is_valid(variable, key, value, node.at((key,)), collector)
    }
    # A minimum above its maximum, by the author's own numbers.
    for low, high in _PAIRS:
        if low in valid and high in valid and valid[low] > valid[high]:
            name = format_path("policy", (variable.name,))
            collector.add(
                "policy",
                node.at((low,)).mark,
                f"{name}: {low} {valid[low]} is above {high} {valid[high]}: no value is left",
            )
            return ()
    if valid.get("except") and not {"min", "max"} & set(valid):
        name = format_path("policy", (variable.name,))
        collector.add(
            "policy",
            node.at(("except",)).mark,
            f"{name}: except needs a min or max that it is an exception from",
            "To allow a few numbers only, list them under one_of.",
        )
        return ()
    # Together with the documented rules, as with `min: 4000` for days of which 3653 is the most, or
    # `min_length: 65` for a name whose pattern allows 64.
    rules = list(_build(variable, valid))
    every = (*variable.rules, *rules)
    if not leaves_a_value(every):
        requirements = "; ".join(state_requirement(variable.name, rule) for rule in every)
        collector.add(
            "policy",
            node.entry_mark,
            f"policy.{variable.name} leaves no value that callers could give: {requirements}",
        )
        return ()
    # Marked, so that Terraform's error message says whose rule it is.
    return tuple(Policy(rule) for rule in rules)


def _build(variable: Variable, keys: Mapping[str, Any]) -> Iterable[Rule]:
    if "min" in keys or "max" in keys:
        between = Between(minimum=keys.get("min"), maximum=keys.get("max"))
        yield Except(between, tuple(keys["except"])) if keys.get("except") else between
    if "one_of" in keys:
        yield OneOf(tuple(keys["one_of"]))
    yield from map(Re2Matches, OneOrMore.as_list(keys.get("matches", [])))
    if "min_length" in keys or "max_length" in keys:
        yield LengthBetween(keys.get("min_length", 0), keys.get("max_length", _LONGEST))
    if "min_items" in keys or "max_items" in keys:
        yield SizeBetween(minimum=keys.get("min_items", 0), maximum=keys.get("max_items"))
    if "required_keys" in keys:
        yield HasKeys(tuple(keys["required_keys"]))
    for pattern in OneOrMore.as_list(keys.get("each_matches", [])):
        yield _each(variable, Re2Matches(pattern))
    if "each_one_of" in keys:
        yield _each(variable, OneOf(tuple(keys["each_one_of"])))


def _each(variable: Variable, rule: Rule) -> Rule:
    of_map = isinstance(variable.type, MapOf)
    return ValuesAre(rule, of_map=of_map, omits_null=variable.omits_null)


def _is_valid(
    variable: Variable,
    key: str,
    value: Any,  # noqa: ANN401 - any spec value
    node: Node,
    collector: DiagnosticCollector,
) -> bool:
    name = format_path("policy", (variable.name, key))
    if key in {"matches", "each_matches"}:
        return not [
            pattern
            for index, pattern in enumerate(OneOrMore.as_list(value))
            if not _is_pattern(name, pattern, node.at((index,)), collector)
        ]
    widened = _widened(variable, key, value)
    if widened is not None:
        collector.add(
            "policy-widens",
            node.mark,
            f"{name}: {format_value(value)} would widen the documented rule, which a policy can "
            f"only narrow ({state_requirement(variable.name, widened)})",
            f"`lmgen explain {variable.name}` has the source of the rule.",
        )
    return widened is None


def _is_pattern(name: str, pattern: str, node: Node, collector: DiagnosticCollector) -> bool:
    try:
        compile_re2(pattern)
    except PatternError as error:
        collector.add(
            "policy-pattern",
            node.mark,
            f"{name}: {format_value(pattern)} is not a pattern that lmgen and Terraform read "
            f"alike: {error}",
            "The syntax is that of RE2: https://github.com/google/re2/wiki/Syntax.",
        )
        return False
    except Re2MissingError:
        collector.add(
            "policy-pattern",
            node.mark,
            f"{name}: to read a pattern as Terraform does, lmgen needs the library google-re2",
            INSTALL,
        )
        return False
    return True


def _widened(
    variable: Variable,
    key: str,
    value: Any,  # noqa: ANN401 - any spec value
) -> Rule | None:
    """The documented rule that a key of a policy widens; None for none."""
    for rule in variable.rules:
        low, high = _range(rule, key)
        if key.startswith("min") and low is not None and value < low:
            return rule
        if key.startswith("max") and high is not None and value > high:
            return rule
        if key in {"one_of", "except"} and any(_breaks(rule, each) for each in value):
            return rule
        if key == "required_keys" and _forbids_keys(rule, value):
            return rule
        if key == "each_one_of" and isinstance(rule, ValuesAre) and _breaks(rule, value):
            return rule
    return None


def _forbids_keys(rule: Rule, keys: Sequence[str]) -> bool:
    if isinstance(rule, SizeBetween):
        return rule.maximum is not None and len(keys) > rule.maximum
    return isinstance(rule, KeysAre) and _breaks(rule, dict.fromkeys(keys, "x"))


def _range(rule: Rule, key: str) -> tuple[float | None, float | None]:
    """The lowest and the highest value of a key that a documented rule allows."""
    unit = key.partition("_")[2]
    if unit == "length" and isinstance(rule, LengthBetween):
        return rule.minimum, rule.maximum
    if unit == "length":
        return None, _LONGEST
    if unit == "items" and isinstance(rule, SizeBetween):
        return rule.minimum, rule.maximum
    if key in {"min", "max"} and isinstance(rule, Between):
        return rule.minimum, rule.maximum
    if key in {"min", "max"} and isinstance(rule, OneOf):
        numbers = [value for value in rule.values if isinstance(value, (int, float))]
        return (min(numbers), max(numbers)) if numbers else (None, None)
    return None, None


def _breaks(rule: Rule, value: Value) -> bool:
    return next(rule.violations(value), None) is not None
