"""The rules across variables that every module has, and the tags that it adds."""

from lambda_monitored_gen.catalog.error_alarms import ERROR_ALARMS
from lambda_monitored_gen.rules import (
    AtMostVariable,
    MaxEvaluationRange,
    MaxKeysIncluding,
    Relation,
    RequiredWhere,
)

MODULE_TAGS = ("created_by_module", "function_name", "module_version")
"""The tags that the module adds to the caller's."""

_RATE_ALARM = next(each for each in ERROR_ALARMS if each.name == "errors_threshold")


def _of_rate_alarm(relation: Relation) -> Relation:
    """Ask for a relation only where the alarm exists: others' callers may leave anything there."""
    return RequiredWhere("with the alarm of the error rate", _RATE_ALARM.exists, relation)


RELATIONS: tuple[Relation, ...] = (
    _of_rate_alarm(
        AtMostVariable("error_rate_datapoints_to_alarm", "error_rate_evaluation_periods")
    ),
    _of_rate_alarm(MaxEvaluationRange("error_rate_period", "error_rate_evaluation_periods")),
    MaxKeysIncluding("tags", MODULE_TAGS, 50),
)
"""A relation exists where all its variables do."""
