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
from lambda_monitored_gen.rules.objects import AttributeIs, HasAttributes, NeedsOneOf
from lambda_monitored_gen.rules.policy import Except, HasKeys, Policy, bare, join_policies
from lambda_monitored_gen.rules.presence import (
    AtLeastOne,
    ExactlyOne,
    GivenExactlyWhen,
    NeedsSwitch,
    RequiredTogether,
)
from lambda_monitored_gen.rules.re2_patterns import Re2Matches
from lambda_monitored_gen.rules.regions import InRegion
from lambda_monitored_gen.rules.relations import (
    AtMost,
    AtMostVariable,
    Holds,
    Keeps,
    MaxEvaluationRange,
    MaxKeysIncluding,
    OnlyWhen,
    Relation,
    relation_breach,
    relation_source,
)
from lambda_monitored_gen.rules.scalars import (
    Between,
    CharactersFrom,
    JsonText,
    LengthBetween,
    NoneOf,
    OneOf,
    RegexDoesNotMatch,
    RegexMatches,
)
from lambda_monitored_gen.rules.services import OfService

__all__ = [
    "AtLeastOne",
    "AtMost",
    "AtMostVariable",
    "AttributeIs",
    "Between",
    "CharactersFrom",
    "ExactlyOne",
    "Except",
    "GivenExactlyWhen",
    "HasAttributes",
    "HasKeys",
    "Holds",
    "InRegion",
    "JsonBytes",
    "JsonText",
    "Keeps",
    "KeysAre",
    "KeysDifferBeyondCase",
    "LengthBetween",
    "MaxEvaluationRange",
    "MaxKeysIncluding",
    "NeedsOneOf",
    "NeedsSwitch",
    "NoneOf",
    "OfService",
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
    "bare",
    "join_policies",
    "message",
    "relation_breach",
    "relation_source",
    "state_requirement",
]
