"""Values of variables that keep, or break, the rules across variables of a module."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, combinations, product
from typing import NamedTuple

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.catalog.relations import MODULE_TAGS
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rules import OneOf, OnlyWhen, RegexMatches, Relation, bare
from lambda_monitored_gen.rules.matching import shortest_match
from lambda_monitored_gen.spec.samples import allowed, find_sample

_MANY = {f"key{number}": "value" for number in range(50)}
_FULL = {**dict.fromkeys([*_MANY][:47], "value"), MODULE_TAGS[-1]: "value"}
"""As many tags as a function may have, whose own one among them leaves alarms no room."""

_LARGE = (2, 3600, 86400, 86401, 604_800)


class Refusal(NamedTuple):
    """A call that breaks a rule across variables, and no other.

    Attributes:
        relation: The rule.
        variables: What the call gives besides what is required.
    """

    relation: Relation
    variables: Mapping[str, Value]


def keep_relations(interface: Interface, values: Mapping[str, Value]) -> dict[str, Value]:
    """Change values until they keep all rules across variables, where that can be done.

    Args:
        interface: The interface of the module.
        values: Every variable with its value.
    """
    settled = dict(values)
    for relation in interface.relations:
        if not relation.holds(settled):
            held = [each for each in interface.relations if each.holds(settled)]
            changes = [*_changes(interface, relation.variables, settled, relation.holds)]
            harmless = (
                change
                for change in changes
                if all(each.holds({**settled, **change}) for each in held)
            )
            settled |= next(harmless, changes[0] if changes else {})
    return settled


def refusals(interface: Interface, values: Mapping[str, Value]) -> Iterator[Refusal]:
    """Find a call for each rule across variables that breaks it, and no other.

    Args:
        interface: The interface of the module.
        values: Every variable with its value in a call that keeps all rules.
    """
    for relation in interface.relations:
        gate = _gate(interface, relation, values)
        ready = {**values, **gate}
        others = [each for each in interface.relations if each is not relation]
        # What makes the rule matter may break it already.
        unchanged: list[dict[str, Value]] = [{}] if gate and _breaks(relation, ready) else []
        breaking = _changes(interface, relation.variables, ready, partial(_breaks, relation))
        for change in chain(unchanged, breaking):
            if all(each.holds({**ready, **change}) for each in others):
                yield Refusal(relation, dict(sorted({**gate, **change}.items())))
                break


def _gate(
    interface: Interface, relation: Relation, values: Mapping[str, Value]
) -> dict[str, Value]:
    """Find values with which a rule matters; empty where it does already, or never can."""
    if not isinstance(relation, OnlyWhen) or relation.when.value(values):
        return {}
    matters = relation.when
    return next(_changes(interface, matters.variables, values, matters.value), {})


def _breaks(relation: Relation, values: Mapping[str, Value]) -> bool:
    return not relation.holds(values)


def _changes(
    interface: Interface,
    variables: Sequence[str],
    values: Mapping[str, Value],
    wanted: Callable[[Mapping[str, Value]], object],
) -> Iterator[dict[str, Value]]:
    """Find other values for as few of these variables as make a call a wanted one."""
    choices = cache(lambda name: _choices(interface, name, values[name]))
    for count in range(1, len(variables) + 1):
        for names in combinations(variables, count):
            for combination in product(*map(choices, names)):
                change = dict(zip(names, combination, strict=True))
                if wanted({**values, **change}):
                    yield change


def _choices(interface: Interface, name: str, value: Value) -> list[Value]:
    """Other values of a variable, each of another kind."""
    variable = interface.variables[name]
    rules = bare(variable.rules)
    tried: list[Value] = [None, variable.example, find_sample(interface, name, unlike=value)]
    tried += [True, False, *_LARGE, _MANY, _FULL, []]
    tried += [each for rule in rules if isinstance(rule, OneOf) for each in rule.values]
    # A text of another form than the example.
    tried += [shortest_match(rule.pattern) for rule in rules if isinstance(rule, RegexMatches)]
    fitting = [
        each for each in tried if each is None or next(variable.type.mismatches(each), None) is None
    ]
    found: list[Value] = []
    for each in allowed(interface, name, fitting):
        if each not in (value, *found):
            found.append(each)
    return found
