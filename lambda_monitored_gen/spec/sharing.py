"""The keys of a spec by which many specs of one company are kept together."""

from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf
from lambda_monitored_gen.rules import LengthBetween, RegexMatches, SizeBetween, ValuesAre
from lambda_monitored_gen.spec.header_lines import IsComment
from lambda_monitored_gen.spec.path_patterns import IsPathPattern
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
    examples=("../company.yaml", ["../company.yaml", "../team.yaml"]),
)

TEMPLATES = Field(
    name="templates",
    shape=STRING,
    description=(
        "Directory of templates that replace or add to lmgen's own, relative to this file; "
        "--templates wins."
    ),
    rules=(RegexMatches(ONE_LINE, "one line"), LengthBetween(1, 1000)),
    examples=("./templates",),
)

GENERATOR = Field(
    name="generator",
    shape=STRING,
    description="Which versions of lmgen may render this spec, such as >=0.2,<0.3 (PEP 440).",
    rules=(RegexMatches(ONE_LINE, "one line"), LengthBetween(1, 200)),
    examples=(">=0.2,<0.3",),
)

GENERATOR_SOURCE = Field(
    name="generator_source",
    shape=STRING,
    description=(
        "Where lmgen is installed from: pypi, or the address of an index, of a wheel, or of a git "
        "repository with a tag. Without it, no rendered file installs it."
    ),
    rules=(RegexMatches(ONE_LINE, "one line"), LengthBetween(1, 1000)),
    examples=("pypi",),
)

HEADER = Field(
    name="header",
    shape=ListOf(STRING),
    description=(
        "Lines such as a licence or an owner, which stand as comments at the top of every rendered "
        "file that can hold one."
    ),
    rules=(SizeBetween(maximum=50), ValuesAre(IsComment()), ValuesAre(LengthBetween(0, 200))),
    default=([],),
    examples=(["Copyright Acme, Inc."],),
)

OMIT = Field(
    name="omit",
    shape=ListOf(STRING),
    description="Files that are not rendered, such as docs/**; *, ? and ** are wildcards.",
    rules=(ValuesAre(IsPathPattern()),),
    default=([],),
    examples=(["docs/**"],),
)

OWNED = Field(
    name="owned",
    shape=ListOf(STRING),
    description=(
        "Files that are rendered where they are missing, and belong to the people of the module "
        "from then on: no render changes them, and no check compares them."
    ),
    rules=(ValuesAre(IsPathPattern()),),
    default=([],),
    examples=(["CHANGELOG.md"],),
)
