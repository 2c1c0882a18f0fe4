"""The rules across variables that every module has, and the tags that it adds."""

from lambda_monitored_gen.rules import (
    AtMostVariable,
    MaxEvaluationRange,
    MaxKeysIncluding,
    Relation,
)

MODULE_TAGS = ("created_by_module", "function_name", "module_version")
"""The tags that the module adds to the caller's."""

RELATIONS: tuple[Relation, ...] = (
    AtMostVariable("error_rate_datapoints_to_alarm", "error_rate_evaluation_periods"),
    MaxEvaluationRange("error_rate_period", "error_rate_evaluation_periods"),
    MaxKeysIncluding("tags", MODULE_TAGS, 50),
)
"""A relation exists where all its variables do."""
