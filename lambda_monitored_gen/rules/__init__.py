"""Rules: what a value must be, stated once and spoken in several voices.

A rule tests a Python value, writes itself as a Terraform condition, as JSON Schema and as an
English sentence. The verdict of Python and of Terraform on one value must be the same; a test
asks Terraform itself.
"""

from lambda_monitored_gen.rules.base import Rule, Violation, message
from lambda_monitored_gen.rules.collections import Each, EachKey, Items, TotalBytes
from lambda_monitored_gen.rules.policy import Policy
from lambda_monitored_gen.rules.relations import (
    BothOrNeither,
    EvaluationSpan,
    NotAbove,
    Relation,
    RoomFor,
)
from lambda_monitored_gen.rules.scalars import (
    Between,
    Length,
    Matches,
    NoneOf,
    NotMatching,
    OneOf,
)

__all__ = [
    "Between",
    "BothOrNeither",
    "Each",
    "EachKey",
    "EvaluationSpan",
    "Items",
    "Length",
    "Matches",
    "NoneOf",
    "NotAbove",
    "NotMatching",
    "OneOf",
    "Policy",
    "Relation",
    "RoomFor",
    "Rule",
    "TotalBytes",
    "Violation",
    "message",
]
