"""Rules: what a value must be, defined once and written in several languages.

A rule tests a Python value, and writes itself as a Terraform condition, as JSON Schema and as
English. `Rule` in `base.py` says who calls each method, and when. Python and Terraform must give
the same verdict on one value; a test asks Terraform itself.
"""

from lambda_monitored_gen.rules.base import (
    Rule,
    ShowsBreach,
    Violation,
    message,
    state_requirement,
)
from lambda_monitored_gen.rules.collections import (
    JsonBytes,
    KeysAre,
    KeysDifferBeyondCase,
    SizeBetween,
    ValuesAre,
)
from lambda_monitored_gen.rules.objects import AttributeIs
from lambda_monitored_gen.rules.policy import Policy
from lambda_monitored_gen.rules.re2_patterns import Re2Matches
from lambda_monitored_gen.rules.regions import InRegion
from lambda_monitored_gen.rules.relations import (
    AtLeastOne,
    AtMostVariable,
    ExactlyOne,
    MaxEvaluationRange,
    MaxKeysIncluding,
    NeedsSwitch,
    OnlyWhen,
    Relation,
    RequiredTogether,
    relation_breach,
    relation_source,
)
from lambda_monitored_gen.rules.scalars import (
    Between,
    CharactersFrom,
    LengthBetween,
    NoneOf,
    OneOf,
    RegexDoesNotMatch,
    RegexMatches,
)

__all__ = [
    "AtLeastOne",
    "AtMostVariable",
    "AttributeIs",
    "Between",
    "CharactersFrom",
    "ExactlyOne",
    "InRegion",
    "JsonBytes",
    "KeysAre",
    "KeysDifferBeyondCase",
    "LengthBetween",
    "MaxEvaluationRange",
    "MaxKeysIncluding",
    "NeedsSwitch",
    "NoneOf",
    "OneOf",
    "OnlyWhen",
    "Policy",
    "Re2Matches",
    "RegexDoesNotMatch",
    "RegexMatches",
    "Relation",
    "RequiredTogether",
    "Rule",
    "ShowsBreach",
    "SizeBetween",
    "ValuesAre",
    "Violation",
    "message",
    "relation_breach",
    "relation_source",
    "state_requirement",
]
