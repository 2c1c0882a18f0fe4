"""Variables of the logs, the alarms and whom they notify."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING, ListOf
from lambda_monitored_gen.rules import Between, OneOf, RegexMatches, SizeBetween, ValuesAre

_PUT_METRIC_ALARM = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
)
_PUT_RETENTION_POLICY = (
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"
    "API_PutRetentionPolicy.html"
)

LOG_RETENTION_DAYS = (
    *(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""CloudWatch Logs PutRetentionPolicy; 0 keeps logs for ever, as the provider spells it."""

ALARM_PERIODS = (60, 120, 300, 600, 900, 1800, 3600, 21600, 86400)
"""Whole minutes, which AWS/Lambda metrics have; longer ones fit an alarm's range of a day."""

STRATEGIES = ("immediate", "threshold")
"""When errors raise an alarm."""

LOGS = (
    Variable(
        name="cloudwatch_log_retention_days",
        type=NUMBER,
        example=731,
        description="Days for which CloudWatch keeps the logs; 0 keeps them for ever.",
        group="Logs",
        default=365,
        rules=(OneOf(LOG_RETENTION_DAYS),),
        source=_PUT_RETENTION_POLICY,
    ),
)

NOTIFICATIONS = (
    Variable(
        name="alarm_emails",
        type=ListOf(STRING),
        example=["oncall@example.com"],
        description=(
            "Email addresses that alarms are sent to. AWS asks each for a confirmation first. At "
            "least one is required, so that no function runs unwatched."
        ),
        group="Notifications",
        rules=(
            SizeBetween(minimum=1),
            ValuesAre(RegexMatches(patterns.EMAIL, "an email address such as oncall@example.com")),
        ),
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html",
    ),
    Variable(
        name="alarm_topic_arns",
        type=ListOf(STRING),
        example=["arn:aws:sns:us-east-1:123456789012:pager"],
        description=(
            "Existing SNS topics, such as those of PagerDuty or Slack, that alarms are sent to "
            "besides the module's own. An alarm has at most five actions, so at most four."
        ),
        group="Notifications",
        default=[],
        rules=(
            SizeBetween(maximum=4),
            ValuesAre(RegexMatches(patterns.SNS_TOPIC_ARN, "the ARN of an SNS topic")),
        ),
        source=_PUT_METRIC_ALARM,
    ),
    Variable(
        name="sns_topic_name",
        type=STRING,
        example="payments-alarms",
        description="Name of the module's SNS topic. When null: the function's, then '-alarms'.",
        group="Notifications",
        default=None,
        rules=(
            RegexMatches(
                patterns.SNS_TOPIC_NAME, "1 to 256 ASCII letters, digits, hyphens and underscores"
            ),
        ),
        source="https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
    ),
)

ALARMS = (
    Variable(
        name="enable_error_alarms",
        type=BOOL,
        example=True,
        description="Whether an alarm watches the errors of the function.",
        group="Alarms",
        default=True,
    ),
    Variable(
        name="alert_strategy",
        type=STRING,
        example="threshold",
        description=(
            "When errors raise the alarm: 'immediate' on the first one, 'threshold' when their "
            "rate stays above error_rate_threshold."
        ),
        group="Alarms",
        default="immediate",
        rules=(OneOf(STRATEGIES),),
    ),
    Variable(
        name="error_rate_threshold",
        type=NUMBER,
        example=1,
        description="Percentage of failed runs above which a period counts as breaching.",
        group="Alarms",
        default=5,
        rules=(Between(minimum=0, maximum=100, unit="percent"),),
        source=_PUT_METRIC_ALARM,
    ),
    Variable(
        name="error_rate_period",
        type=NUMBER,
        example=300,
        description=(
            "Length in seconds of one period of the error rate. It should be no shorter than the "
            "interval between runs: of a job that runs every five minutes, two one-minute periods "
            "in a row never have data, so the alarm could never be raised."
        ),
        group="Alarms",
        default=60,
        rules=(OneOf(ALARM_PERIODS),),
        source=_PUT_METRIC_ALARM,
    ),
    Variable(
        name="error_rate_minimum_invocations",
        type=NUMBER,
        example=20,
        description=(
            "Runs that a period needs before its error rate counts; below it the rate is taken as "
            "0. With 1, one error in one run is a rate of 100 percent."
        ),
        group="Alarms",
        default=1,
        rules=(Between(minimum=1, whole=True, unit="runs"),),
    ),
    Variable(
        name="error_rate_evaluation_periods",
        type=NUMBER,
        example=3,
        description="Number of latest periods that the error rate is judged by.",
        group="Alarms",
        default=2,
        rules=(Between(minimum=1, whole=True, unit="periods"),),
        source=_PUT_METRIC_ALARM,
    ),
    Variable(
        name="error_rate_datapoints_to_alarm",
        type=NUMBER,
        example=2,
        description="Number of those periods that must breach to raise the alarm.",
        group="Alarms",
        default=2,
        rules=(Between(minimum=1, whole=True, unit="periods"),),
        source=_PUT_METRIC_ALARM,
    ),
    Variable(
        name="enable_throttle_alarms",
        type=BOOL,
        example=False,
        description="Whether an alarm watches for runs refused for lack of concurrency.",
        group="Alarms",
        default=True,
        feature="throttle_alarm",
    ),
    Variable(
        name="duration_threshold_percent",
        type=NUMBER,
        example=80,
        description=(
            "Percentage of timeout that the longest run of a minute must exceed to raise an "
            "alarm. When null: no such alarm."
        ),
        group="Alarms",
        default=None,
        rules=(Between(minimum=0, above=True, maximum=100, unit="percent"),),
        feature="duration_alarm",
        source=_PUT_METRIC_ALARM,
    ),
    Variable(
        name="memory_utilization_threshold_percent",
        type=NUMBER,
        example=90,
        description=(
            "Percentage of memory_size in use that raises an alarm. It attaches Lambda Insights, a "
            "layer which AWS charges for. When null: no such alarm and no layer."
        ),
        group="Alarms",
        default=None,
        rules=(Between(minimum=0, above=True, maximum=100, unit="percent"),),
        feature="memory_alarm",
        source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-insights.html",
    ),
    Variable(
        name="lambda_insights_layer_arn",
        type=STRING,
        example="arn:aws:lambda:us-east-1:123456789012:layer:LambdaInsightsExtension:56",
        description=(
            "ARN of the version of the Lambda Insights layer to attach for the memory alarm. When "
            "null: the one that the module knows for the region and the architecture."
        ),
        group="Alarms",
        default=None,
        rules=(RegexMatches(patterns.LAYER_VERSION_ARN, "the ARN of a version of a Lambda layer"),),
        feature="memory_alarm",
        source=(
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
            "Lambda-Insights-extension-versions.html"
        ),
    ),
)
