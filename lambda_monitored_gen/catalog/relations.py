"""The rules across variables that every module has, and the tags that it adds."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.alarm_windows import (
    ERROR_RATE_DATAPOINTS_TO_ALARM,
    ERROR_RATE_EVALUATION_PERIODS,
    ERROR_RATE_PERIOD,
)
from lambda_monitored_gen.catalog.error_alarms import RATE_IS_WATCHED
from lambda_monitored_gen.catalog.function import ROLE_TAGS
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.rules import (
    AtMostVariable,
    InRegion,
    MaxEvaluationRange,
    MaxKeysIncluding,
    OnlyWhen,
    Relation,
)

MODULE_TAGS = (*ROLE_TAGS, "module_version")
"""The tags that the module adds to the caller's, the last one to the function only."""


def _of_the_error_rate(relation: Relation) -> Relation:
    """Under another strategy there is no such alarm that AWS could refuse."""
    return OnlyWhen(RATE_IS_WATCHED, "with alert_strategy threshold", relation)


RELATIONS: tuple[Relation, ...] = (
    _of_the_error_rate(
        AtMostVariable(ERROR_RATE_DATAPOINTS_TO_ALARM, ERROR_RATE_EVALUATION_PERIODS)
    ),
    _of_the_error_rate(MaxEvaluationRange(ERROR_RATE_PERIOD, ERROR_RATE_EVALUATION_PERIODS)),
    MaxKeysIncluding("tags", MODULE_TAGS, 50),
    # Alarms have room for one more, unless the caller has a tag of the name of the function's own.
    OnlyWhen(
        Var("alarm_severity").is_set(),
        "with alarm_severity",
        MaxKeysIncluding("tags", (*ROLE_TAGS, "severity"), 50),
    ),
    # AWS says otherwise only by refusing: "Invalid region … specified. Only … is supported."
    InRegion("alarm_topic_arns", "topics", patterns.REGION, PUT_METRIC_ALARM, of_list=True),
    InRegion(
        "kms_key_id",
        "a key",
        patterns.REGION,
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    ),
)
"""A relation exists where all its variables do."""
