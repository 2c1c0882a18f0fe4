"""Lambda Insights: the layers that AWS publishes, and what they take.

Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html>,
as of November 2025. The account numbers are AWS's own, and part of the layers' public ARNs.
"""

from typing import TypedDict

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.rules import InRegion


class Layer(TypedDict):
    """The newest version of the layer in one region.

    Attributes:
        account: The account that publishes it there, 12 digits.
        version: Its number.
    """

    account: str
    version: int


def _layers(*rows: tuple[str, str, int]) -> dict[str, Layer]:
    return {region: Layer(account=account, version=version) for region, account, version in rows}


LAYERS = {
    "arm64": _layers(
        ("af-south-1", "012438385374", 20),
        ("ap-east-1", "519774774795", 20),
        ("ap-northeast-1", "580247275435", 33),
        ("ap-northeast-2", "580247275435", 21),
        ("ap-northeast-3", "194566237122", 19),
        ("ap-south-1", "580247275435", 24),
        ("ap-south-2", "891564319516", 8),
        ("ap-southeast-1", "580247275435", 22),
        ("ap-southeast-2", "580247275435", 22),
        ("ap-southeast-3", "439286490199", 20),
        ("ca-central-1", "580247275435", 20),
        ("eu-central-1", "580247275435", 22),
        ("eu-north-1", "580247275435", 20),
        ("eu-south-1", "339249233099", 20),
        ("eu-south-2", "352183217350", 8),
        ("eu-west-1", "580247275435", 22),
        ("eu-west-2", "580247275435", 22),
        ("eu-west-3", "580247275435", 20),
        ("me-south-1", "285320876703", 20),
        ("sa-east-1", "580247275435", 20),
        ("us-east-1", "580247275435", 22),
        ("us-east-2", "580247275435", 24),
        ("us-gov-east-1", "122132214140", 5),
        ("us-gov-west-1", "751350123760", 5),
        ("us-west-1", "580247275435", 20),
        ("us-west-2", "580247275435", 22),
    ),
    "x86_64": _layers(
        ("af-south-1", "012438385374", 47),
        ("ap-east-1", "519774774795", 47),
        ("ap-northeast-1", "580247275435", 83),
        ("ap-northeast-2", "580247275435", 55),
        ("ap-northeast-3", "194566237122", 37),
        ("ap-south-1", "580247275435", 54),
        ("ap-south-2", "891564319516", 29),
        ("ap-southeast-1", "580247275435", 56),
        ("ap-southeast-2", "580247275435", 56),
        ("ap-southeast-3", "439286490199", 33),
        ("ap-southeast-4", "158895979263", 24),
        ("ap-southeast-5", "590183865173", 4),
        ("ap-southeast-7", "761018874580", 3),
        ("ca-central-1", "580247275435", 55),
        ("ca-west-1", "946466191631", 16),
        ("cn-north-1", "488211338238", 46),
        ("cn-northwest-1", "488211338238", 46),
        ("eu-central-1", "580247275435", 56),
        ("eu-central-2", "033019950311", 30),
        ("eu-north-1", "580247275435", 53),
        ("eu-south-1", "339249233099", 47),
        ("eu-south-2", "352183217350", 31),
        ("eu-west-1", "580247275435", 56),
        ("eu-west-2", "580247275435", 56),
        ("eu-west-3", "580247275435", 55),
        ("il-central-1", "459530977127", 23),
        ("me-central-1", "732604637566", 30),
        ("me-south-1", "285320876703", 47),
        ("mx-central-1", "879381266642", 3),
        ("sa-east-1", "580247275435", 55),
        ("us-east-1", "580247275435", 56),
        ("us-east-2", "580247275435", 56),
        ("us-gov-east-1", "122132214140", 24),
        ("us-gov-west-1", "751350123760", 24),
        ("us-west-1", "580247275435", 56),
        ("us-west-2", "580247275435", 56),
    ),
}
"""By architecture and region."""

LAYER_IN_REGION = InRegion(
    "lambda_insights_layer_arn",
    "a layer",
    patterns.REGION,
    "https://docs.aws.amazon.com/lambda/latest/dg/adding-layers.html",
)
"""Where the layer that a caller gives must be; one that is not attached may be anywhere."""

EXECUTION_POLICY = "CloudWatchLambdaInsightsExecutionRolePolicy"
"""AWS's own policy, with which the layer may write to its log group."""
