"""Values that keep the rules of a variable, for the usage and the tests of a module."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import cast

from lambda_monitored_gen.catalog import Variable
from lambda_monitored_gen.catalog.grants import ENVIRONMENT, GRANTS, POLICIES
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.type_constraints import Value, format_value
from lambda_monitored_gen.rules import (
    Between,
    HasKeys,
    KeysAre,
    LengthBetween,
    OneOf,
    Re2Matches,
    RegexMatches,
    Rule,
    SizeBetween,
    ValuesAre,
    bare,
)
from lambda_monitored_gen.rules.matching import shortest_match
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector, Severity
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.variable_fields import EXAMPLE_CODE

_FIXTURE = "tests/fixtures/package"
FILES: Mapping[str, tuple[Value, ...]] = {
    EXAMPLE_CODE: (f"./{_FIXTURE}", _FIXTURE),
    "source_code_files": (["*.py"], ["main.py"], []),
    "requirements_file": (f"./{_FIXTURE}/requirements.txt", "none", None),
    "package_file": ("./tests/fixtures/package.zip",),
    "package_inputs": ([f"./{_FIXTURE}/*.toml"], []),
}
"""Values that name files which every module has, by variable: `terraform test` packages them."""

_POLICY = "arn:aws:iam::123456789012:policy/example"

_TEXTS = 100
"""How many texts are varied for each pattern, so that several patterns do not multiply them."""


def find_sample(
    interface: Interface, name: str, preferred: Iterable[Value] = (), *, unlike: Value = None
) -> Value:
    """Find a value that a variable of the module can have.

    Args:
        interface: The interface of the module.
        name: Name of the variable.
        preferred: Values to try first.
        unlike: A value to have only where there is no other, such as the default.

    Returns:
        The value; None when none is known.
    """
    variable = interface.variables[name]
    found = None
    for value in _candidates(variable, preferred):
        if value is not None and interface.allows(name, value):
            if value != unlike:
                return value
            found = value
    return found


def granted_samples(
    grants: Iterable[str], values: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """What an example with grants gives the variables that these add to.

    Args:
        grants: Names of `GRANTS`.
        values: What it gives them besides.
    """
    found = [GRANTS[name] for name in grants]
    added = {
        POLICIES: {each.label: _POLICY for each in found},
        ENVIRONMENT: {each.variable: each.name for each in found},
    }
    return {
        name: {**cast("Mapping[str, Value]", (values or {}).get(name) or {}), **more}
        for name, more in added.items()
        if more
    }


def required_samples(interface: Interface, given: Mapping[str, Value]) -> dict[str, Value]:
    """Find a value for each required variable.

    Args:
        interface: The interface of the module.
        given: Values of an example, which are taken as they are.

    Returns:
        The values by variable; None for those of which none is known.
    """
    return {
        name: given[name] if name in given else find_sample(interface, name)
        for name, variable in interface.variables.items()
        if variable.required
    }


def report_missing_samples(
    root: Node,
    examples: Sequence[Mapping[str, Value]],
    interface: Interface,
    collector: DiagnosticCollector,
) -> None:
    """Warn of policies for which no value is known, because tests are left out for lack of it.

    Args:
        root: The document's top node, for places.
        examples: The values of the spec's examples.
        interface: The interface of the module.
        collector: Receives the warnings.
    """
    samples = required_samples(interface, examples[0] if examples else {})
    missing = {
        name: f"Add an example with a value of {name}."
        for name, value in samples.items()
        if value is None and name not in FILES and not interface.variables[name].nullable
    }
    for name, values in FILES.items():
        if name in interface.variables and not allowed(interface, name, values):
            known = ", ".join(format_value(value) for value in values if value)
            missing[name] = f"Let it allow one of {known}, which the tests have."
    for name, hint in missing.items():
        policy = root.at(("policy", name))
        collector.add(
            "no-sample",
            policy.entry_mark,
            f"policy.{name}: lmgen knows no value that it allows, so the module is rendered "
            "without the files of `terraform test`",
            hint,
            Severity.WARNING,
        )


def allowed(interface: Interface, name: str, values: Iterable[Value]) -> list[Value]:
    """Keep the values that a variable of the module can have, null where that is one.

    Args:
        interface: The interface of the module.
        name: Name of the variable.
        values: In the order in which they are kept.
    """
    nullable = interface.variables[name].nullable
    return [each for each in values if (nullable if each is None else interface.allows(name, each))]


def _candidates(variable: Variable, preferred: Iterable[Value]) -> Iterator[Value]:
    known: list[Value] = [*preferred, variable.example]
    if not variable.required:
        known.append(cast("Value", variable.default))
    rules = bare(variable.rules)
    yield from known
    if isinstance(variable.example, Mapping):
        yield from _maps(rules, variable.example)
    elif isinstance(variable.example, Sequence) and not isinstance(variable.example, str):
        yield from _lists(rules, variable.example)
    else:
        yield from _scalars(rules, known)


def _scalars(rules: Sequence[Rule], known: Sequence[Value]) -> list[Value]:
    """Make values of what rules say: choices, bounds, matches, lengths."""
    found: list[Value] = list(known)
    for rule in rules:
        if isinstance(rule, OneOf):
            found += rule.values
        elif isinstance(rule, Between):
            ends = [each for each in (rule.minimum, rule.maximum) if each is not None]
            found += [end + step for end in ends for step in (0, 1, -1)]
        elif isinstance(rule, (RegexMatches, Re2Matches)):
            match = shortest_match(rule.pattern)
            texts = [each for each in found if isinstance(each, str)][:_TEXTS]
            # More may stand before and after what matches, such as the rest of an ARN.
            found += [f"{match}{each[cut:]}" for each in texts for cut in range(len(each))]
            found += [match]
            found += [f"{each[:cut]}{match}" for each in texts for cut in range(len(each), 0, -1)]
    for rule in rules:
        if isinstance(rule, LengthBetween):
            texts = [each for each in found if isinstance(each, str)]
            found += [each[: rule.maximum].ljust(rule.minimum, each[-1:] or "a") for each in texts]
    return found


def _items(rules: Sequence[Rule], known: Sequence[Value]) -> list[Value]:
    """Make values of which each keeps the rules for items, with variants where few are known."""
    own = [each.rule for each in rules if isinstance(each, ValuesAre)]
    found = _scalars(own, known)
    found += [f"{letter}{each}" for each in found if isinstance(each, str) for letter in "abcdef"]
    kept = [each for each in found if all(not any(rule.violations(each)) for rule in own)]
    return list(dict.fromkeys(kept))


def _sizes(rules: Sequence[Rule]) -> list[int]:
    least = max((each.minimum for each in rules if isinstance(each, SizeBetween)), default=0)
    return sorted({least, max(1, least), 2 * least}, key=lambda size: size == 0)


def _lists(rules: Sequence[Rule], example: Sequence[Value]) -> Iterator[Value]:
    items = _items(rules, example)
    yield from (items[:size] for size in _sizes(rules))


def _maps(rules: Sequence[Rule], example: Mapping[str, Value]) -> Iterator[Value]:
    items = _items(rules, list(example.values()))
    own = [each.rule for each in rules if isinstance(each, KeysAre)]
    wanted = [key for each in rules if isinstance(each, HasKeys) for key in each.keys]
    keys = [*wanted, *(str(each) for each in _scalars(own, list(example)))]
    if wanted:
        yield {**dict.fromkeys(wanted, items[0] if items else "x"), **example}
        yield dict.fromkeys(wanted, items[0] if items else "x")
    for size in _sizes(rules):
        numbered = chain(keys, (f"{key}_{number}" for number in range(size) for key in keys[:1]))
        yield dict.fromkeys(list(dict.fromkeys(numbered))[:size], items[0] if items else "")
