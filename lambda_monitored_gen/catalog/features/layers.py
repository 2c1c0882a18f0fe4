"""Layers of the caller's choice."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import Feature, FunctionAdditions, SuiteValues, Support
from lambda_monitored_gen.catalog.model import Condition, Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf
from lambda_monitored_gen.rules import InRegion, RegexMatches, SizeBetween, ValuesAre

_ADDING_LAYERS = "https://docs.aws.amazon.com/lambda/latest/dg/adding-layers.html"
_MOST = 5

_ZIP = (
    "UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAUAAAAcHl0aG9uL29mX2FfbGF5ZXIucHlQSwECFAMUAAAAAAAAACEA"
    "AAAAAAAAAAAAAAAAFAAAAAAAAAAAAAAApAEAAAAAcHl0aG9uL29mX2FfbGF5ZXIucHlQSwUGAAAAAAEAAQBCAAAA"
    "MgAAAAAA"
)
"""An empty Python module in a zip, of which the suite makes a layer."""

FEATURE = Feature(
    name="layers",
    description="Layers of your choice, beside those that other features attach.",
    variables=(
        Variable(
            name="layer_arns",
            type=ListOf(STRING),
            example=["arn:aws:lambda:us-east-1:123456789012:layer:shared-code:3"],
            description=(
                "ARNs of the versions of layers that the function has, in the order in which "
                "Lambda merges them: of two files of one path, it keeps that of the later layer."
            ),
            group="Function",
            default=[],
            rules=(
                SizeBetween(maximum=_MOST),
                ValuesAre(
                    RegexMatches(
                        patterns.LAYER_VERSION_ARN, "the ARN of a version of a Lambda layer"
                    )
                ),
            ),
            source=_ADDING_LAYERS,
        ),
    ),
    relations=(InRegion("layer_arns", "layers", patterns.REGION, _ADDING_LAYERS, of_list=True),),
    function=FunctionAdditions(
        layers=("var.layer_arns",),
        preconditions=(
            Condition(
                f"length(local.all_layer_arns) <= {_MOST}",
                f"A function has at most {_MOST} layers: layer_arns and those that the module "
                "attaches for other variables.",
                "Found: ${length(local.all_layer_arns)}.",
            ),
            # https://github.com/DataDog/serverless-plugin-datadog/issues/195 has AWS's message.
            Condition(
                "length(distinct(local.all_layer_names)) == length(local.all_layer_names)",
                "A function has one version of a layer: name each layer once in layer_arns, and "
                "none that the module attaches for another variable.",
                "Found: ${jsonencode(local.all_layer_names)}.",
            ),
        ),
    ),
    suite=SuiteValues(
        support={
            "layer": Support(
                label="layer",
                resources={
                    "aws_s3_bucket.layer": {"bucket_prefix": "layer-", "force_destroy": True},
                    "aws_s3_object.layer": {
                        "bucket": "${aws_s3_bucket.layer.bucket}",
                        "key": "layer.zip",
                        "content_base64": _ZIP,
                    },
                    "aws_lambda_layer_version.layer": {
                        "layer_name": "${var.prefix}-layer",
                        "s3_bucket": "${aws_s3_object.layer.bucket}",
                        "s3_key": "${aws_s3_object.layer.key}",
                    },
                },
                variables={"layer_arns": "tolist([aws_lambda_layer_version.layer.arn])"},
            )
        },
    ),
    picture=Picture(
        boxes=(Box("layers", 1, ("Layers",), yours=True),),
        arrows=(("layers", "function"),),
    ),
)
