"""Rules that a spec adds to the documented ones; they can only narrow them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lambda_monitored_gen.hcl import call, literal
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Scalar, Value
from lambda_monitored_gen.rules.base import Rule, ShowsBreach, Violation, join_words
from lambda_monitored_gen.rules.collections import SizeBetween
from lambda_monitored_gen.rules.scalars import Between, LengthBetween, OneOf


class Except(NamedTuple):
    """A rule of numbers, and a few numbers that need not keep it."""

    rule: Rule
    values: tuple[Scalar, ...]

    @property
    def requirement(self) -> str:
        return f"{self.rule.requirement}, or {join_words([literal(each) for each in self.values])}"

    def violations(self, value: Value) -> Iterator[Violation]:
        if value not in self.values:
            for found in self.rule.violations(value):
                yield found._replace(requirement=self.requirement)

    def condition(self, expression: str) -> str:
        exempt = call("contains", literal(self.values), expression)
        return f"({exempt} ? true : {self.rule.condition(expression)})"

    def json_schema(self) -> JsonSchema:
        return {"anyOf": [{"enum": list(self.values)}, self.rule.json_schema()]}


class HasKeys(NamedTuple):
    """A map has all of some keys, each with a value that is not empty."""

    keys: tuple[str, ...]

    @property
    def requirement(self) -> str:
        noun = "key" if len(self.keys) == 1 else "keys"
        return f"must have the {noun} {' and '.join(self.keys)}, with a value that is not empty"

    def violations(self, value: Value) -> Iterator[Violation]:
        if not isinstance(value, Mapping):
            return
        missing = [each for each in self.keys if value.get(each) in {None, ""}]
        if missing:
            yield Violation((), f"{self.requirement}, and lacks {' and '.join(missing)}", value)

    def condition(self, expression: str) -> str:
        return f"{call('length', self._missing(expression))} == 0"

    def breach(self, expression: str) -> str:
        return f'Missing: ${{join(", ", {self._missing(expression)})}}.'

    def _missing(self, expression: str) -> str:
        # `lookup` takes null for a value, and `coalesce` refuses an empty string.
        found = f'try({expression}[name] == null ? "" : {expression}[name], "")'
        return f'[for name in {literal(self.keys)} : name if {found} == ""]'

    def json_schema(self) -> JsonSchema:
        return {
            "required": list(self.keys),
            "properties": {each: {"minLength": 1} for each in self.keys},
        }


class Policy(NamedTuple):
    """A rule of the spec's author; its sentence says that it is one."""

    rule: Rule

    @property
    def requirement(self) -> str:
        return f"{self.rule.requirement} (policy of this module)"

    def violations(self, value: Value) -> Iterator[Violation]:
        for found in self.rule.violations(value):
            yield found._replace(requirement=f"{found.requirement} (policy of this module)")

    def condition(self, expression: str) -> str:
        return self.rule.condition(expression)

    def json_schema(self) -> JsonSchema:
        return self.rule.json_schema()

    def breach(self, expression: str) -> str:
        return self.rule.breach(expression) if isinstance(self.rule, ShowsBreach) else ""


def bare(rules: Iterable[Rule]) -> list[Rule]:
    """The rules as they are without whose they are and without exceptions from them."""
    own = (each.rule if isinstance(each, Policy) else each for each in rules)
    return [each.rule if isinstance(each, Except) else each for each in own]


def join_policies(documented: Sequence[Rule], policies: Sequence[Rule]) -> tuple[Rule, ...]:
    """Put policies over the documented rules that they narrow, so that each is stated once.

    Args:
        documented: Of the variable.
        policies: What the spec adds, none of which allows more than those do.

    Returns:
        Rules that together allow what both allow. A policy takes the place of the documented rule
        of its kind, with what that rule says besides, such as the unit.
    """
    rules = list(documented)
    for policy in policies:
        own = policy.rule if isinstance(policy, Policy) else policy
        for index, rule in enumerate(rules):
            if (joined := _narrowed(rule, own)) is not None:
                rules[index] = Policy(joined)
                break
        else:
            rules.append(policy)
    return tuple(rules)


def _narrowed(rule: Rule, own: Rule) -> Rule | None:
    """One rule that says what both say; None where they are of different kinds."""
    if isinstance(rule, OneOf) and isinstance(own, (Between, Except, OneOf)):
        return OneOf(tuple(each for each in rule.values if not any(own.violations(each))))
    if isinstance(rule, Between):
        return _narrowed_number(rule, own)
    if isinstance(rule, LengthBetween) and isinstance(own, LengthBetween):
        return LengthBetween(max(rule.minimum, own.minimum), min(rule.maximum, own.maximum))
    if isinstance(rule, SizeBetween) and isinstance(own, SizeBetween):
        most = [each.maximum for each in (rule, own) if each.maximum is not None]
        return SizeBetween(max(rule.minimum, own.minimum), min(most, default=None))
    return None


def _narrowed_number(rule: Between, own: Rule) -> Rule | None:
    if isinstance(own, OneOf):
        return own
    if isinstance(own, Except):
        inner = _narrowed_number(rule, own.rule)
        return None if inner is None else Except(inner, own.values)
    if not isinstance(own, Between):
        return None
    raised = own.minimum is not None and own.minimum != rule.minimum
    return rule._replace(
        minimum=own.minimum if raised else rule.minimum,
        maximum=rule.maximum if own.maximum is None else own.maximum,
        above=rule.above and not raised,
    )
