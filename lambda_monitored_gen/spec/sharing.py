"""The keys of a spec by which many specs of one company are kept together."""

from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import LengthBetween, RegexMatches
from lambda_monitored_gen.spec.sections import ONE_LINE
from lambda_monitored_gen.spec.shape import Field, OneOrMore

FILES = OneOrMore(STRING)

EXTENDS = Field(
    name="extends",
    shape=FILES,
    description=(
        "File or files, relative to this one, with keys that many specs share; what stands here, "
        "or in a later file of the list, wins, and policies can only narrow."
    ),
)

TEMPLATES = Field(
    name="templates",
    shape=STRING,
    description=(
        "Directory of templates that replace or add to lmgen's own, relative to this file; "
        "--templates wins."
    ),
    rules=(RegexMatches(ONE_LINE, "one line"), LengthBetween(1, 1000)),
)
