"""The keys of a spec, each declared once with its type, its rules and its description."""

from lambda_monitored_gen.catalog import ARCHITECTURES, CATALOG, DEFAULT_RUNTIMES, RUNTIMES
from lambda_monitored_gen.catalog.grants import GRANTS
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING, ListOf
from lambda_monitored_gen.rules import LengthBetween, OneOf, RegexMatches, SizeBetween, ValuesAre
from lambda_monitored_gen.spec.expectations import EXPECT
from lambda_monitored_gen.spec.known import Known
from lambda_monitored_gen.spec.sections import MODULE, NAME, ONE_LINE, TERRAFORM, TESTS
from lambda_monitored_gen.spec.shape import Field, Record, Records
from lambda_monitored_gen.spec.sharing import (
    EXTENDS,
    GENERATOR,
    GENERATOR_SOURCE,
    HEADER,
    OMIT,
    OWNED,
    TEMPLATES,
)
from lambda_monitored_gen.spec.variable_fields import DEFAULTS, POLICIES, VALUES

FORMAT = 1
"""The format of specs that this release reads."""

SPEC = Record(
    (
        Field(
            name="lmgen",
            shape=NUMBER,
            required=True,
            description="Format of this file; write `lmgen: 1`.",
            examples=(FORMAT,),
            rules=(OneOf((FORMAT,)),),
        ),
        EXTENDS,
        GENERATOR,
        GENERATOR_SOURCE,
        Field(
            name="module",
            shape=MODULE,
            required=True,
            description="Name, version and registry of the module.",
        ),
        Field(
            name="output",
            shape=STRING,
            description=(
                "Directory to render into, relative to this file; if left out, "
                "terraform-aws-<name> beside it."
            ),
            rules=(RegexMatches(ONE_LINE, "one line"), LengthBetween(1, 1000)),
            examples=(".", "../modules/lambda"),
        ),
        TEMPLATES,
        HEADER,
        OMIT,
        OWNED,
        Field(
            name="terraform",
            shape=TERRAFORM,
            description="Constraints on the versions that the module supports.",
        ),
        Field(
            name="runtimes",
            shape=ListOf(STRING),
            description="Runtimes that callers can choose.",
            rules=(SizeBetween(minimum=1), ValuesAre(OneOf(tuple(RUNTIMES)))),
            default=(list(DEFAULT_RUNTIMES),),
            examples=(list(DEFAULT_RUNTIMES[-2:]),),
        ),
        Field(
            name="architectures",
            shape=ListOf(STRING),
            description="Architectures that callers can choose.",
            rules=(SizeBetween(minimum=1), ValuesAre(OneOf(ARCHITECTURES))),
            default=(list(ARCHITECTURES),),
            examples=(["arm64"],),
        ),
        Field(
            name="features",
            description="Optional parts of the module: true to include, false to leave out.",
            shape=Record(
                tuple(
                    Field(
                        name=feature.name,
                        shape=BOOL,
                        description=feature.description,
                        default=(feature.default,),
                    )
                    for feature in CATALOG.features.values()
                ),
                noun="feature",
            ),
        ),
        Field(
            name="defaults",
            shape=DEFAULTS,
            description="Defaults of variables, instead of those of the catalog.",
        ),
        Field(
            name="required",
            shape=ListOf(STRING),
            description="Variables that get no default, so that every caller must give a value.",
            rules=(ValuesAre(Known(tuple(CATALOG.variables), "a variable")),),
            default=([],),
            examples=(["tags"],),
        ),
        Field(
            name="policy",
            description="Narrower rules than the documented ones; widening one is an error.",
            shape=POLICIES,
        ),
        Field(
            name="examples",
            description=(
                "Examples of how to call the module, rendered under examples/; if left out, one "
                "for each alert strategy and one with permissions."
            ),
            shape=Records(
                Record(
                    (
                        Field(
                            name="name",
                            shape=STRING,
                            required=True,
                            description="Name of the example's directory.",
                            rules=(
                                RegexMatches(NAME, "lower-case words joined by single hyphens"),
                                LengthBetween(1, 64),
                            ),
                            examples=("immediate-alerts",),
                        ),
                        Field(
                            name="description",
                            shape=STRING,
                            description="One line that says what the example shows.",
                            rules=(RegexMatches(ONE_LINE, "one line"), LengthBetween(1, 200)),
                            examples=("Tell the people on call about the first error",),
                        ),
                        Field(
                            name="grants",
                            shape=ListOf(STRING),
                            description=(
                                "What the function may do besides, with what it needs for that: "
                                + "; ".join(
                                    f"{each.name}, {each.description}" for each in GRANTS.values()
                                )
                                + "."
                            ),
                            rules=(
                                SizeBetween(maximum=len(GRANTS)),
                                ValuesAre(OneOf(tuple(GRANTS))),
                            ),
                        ),
                        Field(
                            name="values",
                            shape=VALUES,
                            required=True,
                            description="Values of variables in the example.",
                        ),
                        EXPECT,
                    )
                )
            ),
        ),
        Field(name="tests", shape=TESTS, description="The test matrix of the module."),
    )
)
"""The whole spec."""

NOT_SHARED = {
    "lmgen": "",
    EXTENDS.name: "",
    "output": "every spec would render into the same directory",
}
"""Keys that a spec does not have from a file that it extends, with the reason if it is an error.

What such a file extends has been merged into it, and each file has its own format.
"""
