"""Whether rules leave a value at all, so that a policy which nobody can satisfy is an error.

Only what is certain is reported: rules that leave a range, a length, a size or a choice may still
contradict each other in ways that nothing here sees, such as two patterns.
"""

import math
from collections.abc import Iterator, Sequence

from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rules import (
    Between,
    Except,
    HasKeys,
    JsonBytes,
    KeysAre,
    LengthBetween,
    OneOf,
    Re2Matches,
    RegexMatches,
    Rule,
    SizeBetween,
    ValuesAre,
)
from lambda_monitored_gen.rules.pattern_syntax import Lengths, count_characters

_TRIED = 10_000
"""Whole numbers that are tried, from the lowest; documented steps are 60 and 64."""


def leaves_a_value(rules: Sequence[Rule]) -> bool:
    """Tell whether some value may keep all rules; False only if none can."""
    choices = next((rule.values for rule in rules if isinstance(rule, OneOf)), None)
    if choices is not None:
        return any(_keeps(rules, value) for value in choices)
    exempt = [each for rule in rules if isinstance(rule, Except) for each in rule.values]
    if any(_keeps(rules, each) for each in exempt):
        return True
    rules = [rule.rule if isinstance(rule, Except) else rule for rule in rules]
    lowest, highest = text_lengths(rules)
    return lowest <= highest and _leaves_a_number(rules) and _leaves_a_size(rules)


def text_lengths(rules: Sequence[Rule]) -> Lengths:
    """The fewest and the most characters that all rules together allow."""
    every = [Lengths(0, math.inf)]
    for rule in rules:
        if isinstance(rule, LengthBetween):
            every.append(Lengths(rule.minimum, rule.maximum))
        elif isinstance(rule, (RegexMatches, Re2Matches)):
            every.append(count_characters(rule.pattern))
    return Lengths(max(each.lowest for each in every), min(each.highest for each in every))


def _leaves_a_number(rules: Sequence[Rule]) -> bool:
    ranges = [rule for rule in rules if isinstance(rule, Between)]
    if not ranges:
        return True
    low = max((each.minimum for each in ranges if each.minimum is not None), default=None)
    high = min((each.maximum for each in ranges if each.maximum is not None), default=None)
    return any(_keeps(rules, value) for value in _candidates(low, high))


def _candidates(low: float | None, high: float | None) -> Iterator[float]:
    if low is None:
        # Downwards, for want of a lowest.
        yield from (math.floor(high or 0) - step for step in range(_TRIED))
        return
    yield low
    if high is not None:
        yield (low + high) / 2
    last = math.ceil(low) + _TRIED
    yield from range(math.ceil(low), (last if high is None else min(last, math.floor(high))) + 1)


def _leaves_a_size(rules: Sequence[Rule]) -> bool:
    sizes = [rule for rule in rules if isinstance(rule, SizeBetween)]
    wanted = {key for rule in rules if isinstance(rule, HasKeys) for key in rule.keys}
    fewest = max((each.minimum for each in sizes), default=0)
    fewest = max(fewest, len(wanted))
    if any(each.maximum is not None and each.maximum < fewest for each in sizes):
        return False
    items = [rule.rule for rule in rules if isinstance(rule, ValuesAre)]
    if fewest and not leaves_a_value(items):
        return False
    keys = [rule.rule for rule in rules if isinstance(rule, KeysAre)]
    # As JSON, each item has four quotes, a colon and a comma, and braces are around all.
    least = fewest * (text_lengths(keys).lowest + text_lengths(items).lowest + 6) + 1
    return all(least <= rule.maximum for rule in rules if isinstance(rule, JsonBytes))


def _keeps(rules: Sequence[Rule], value: Value) -> bool:
    return all(next(rule.violations(value), None) is None for rule in rules)
