"""Traces of X-Ray."""

from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    RolePolicy,
    SuiteValues,
)
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import OneOf

_MODE = Var("tracing_mode")

FEATURE = Feature(
    name="xray",
    description="Traces of X-Ray, with the permission to send them.",
    satisfies=("CKV_AWS_50",),
    variables=(
        Variable(
            name=_MODE.name,
            type=STRING,
            example="PassThrough",
            description=(
                "Whether Lambda traces invocations: Active traces those that a caller samples and "
                "some of the others, for which AWS charges; PassThrough hands the context of a "
                "trace on, and sends none."
            ),
            group="Function",
            default="Active",
            rules=(OneOf(("Active", "PassThrough")),),
            source="https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
        ),
    ),
    policies=(RolePolicy("tracing", _MODE.equals("Active")),),
    permissions="it may send traces to X-Ray, unless `tracing_mode` is PassThrough",
    function=FunctionAdditions(depends_on=("aws_iam_role_policy.lambda_tracing",)),
    suite=SuiteValues(everything={_MODE.name: "PassThrough"}),
    controls={
        "8.16": "traces show where time goes and what fails",
    },
    costs="traces of X-Ray, beyond those that are free",
    picture=Picture(
        boxes=(Box("traces", 2, ("X-Ray", "traces")),),
        arrows=(("function", "traces"),),
    ),
)
