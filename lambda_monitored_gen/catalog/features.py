"""The parts of the module that a spec can leave out, and the rules across variables."""

from lambda_monitored_gen.catalog.model import Feature
from lambda_monitored_gen.rules import (
    AtMostVariable,
    MaxEvaluationRange,
    MaxKeysIncluding,
    Relation,
    RequiredTogether,
)

FEATURES = (
    Feature(
        name="vpc",
        description=(
            "Attaching the function to subnets of a VPC, with network permissions for those alone."
        ),
        default=True,
    ),
    Feature(
        name="throttle_alarm",
        description="An alarm for runs that Lambda refused for lack of concurrency.",
        default=True,
    ),
    Feature(
        name="duration_alarm",
        description="An alarm for runs that come near the timeout.",
        default=True,
    ),
    Feature(
        name="memory_alarm",
        description="An alarm for memory in use, measured by Lambda Insights.",
        default=True,
    ),
)

MODULE_TAGS = ("created_by_module", "function_name", "module_version")
"""The tags that the module adds to the caller's."""

RELATIONS: tuple[Relation, ...] = (
    AtMostVariable("error_rate_datapoints_to_alarm", "error_rate_evaluation_periods"),
    MaxEvaluationRange("error_rate_period", "error_rate_evaluation_periods"),
    MaxKeysIncluding("tags", MODULE_TAGS, 50),
    RequiredTogether("lambda_subnet_ids", "lambda_security_group_ids"),
)
"""A relation exists where all its variables do."""
