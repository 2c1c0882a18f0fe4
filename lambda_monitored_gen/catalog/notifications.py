"""Variables of the logs, and of whom alarms notify."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING, ListOf
from lambda_monitored_gen.rules import OneOf, RegexMatches, SizeBetween, ValuesAre

PUT_METRIC_ALARM = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
)
_PUT_RETENTION_POLICY = (
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"
    "API_PutRetentionPolicy.html"
)

ACTIONS_ENABLED = "alarm_actions_enabled"
"""The variable without which alarms ring and tell nobody."""

LOG_RETENTION_DAYS = (
    *(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""CloudWatch Logs PutRetentionPolicy; 0 keeps logs indefinitely, as the provider spells it."""

LOGS = (
    Variable(
        name="cloudwatch_log_retention_days",
        type=NUMBER,
        example=731,
        description="Days for which CloudWatch keeps the logs; 0 keeps them indefinitely.",
        group="Logs",
        default=365,
        rules=(OneOf(LOG_RETENTION_DAYS),),
        source=_PUT_RETENTION_POLICY,
    ),
    Variable(
        name="keep_logs",
        type=BOOL,
        example=True,
        description=(
            "Whether the log group stays when the module is destroyed or function_name changes, "
            "for as long as its logs are kept. It counts once it has been applied. To have a log "
            "group again that has stayed, import it."
        ),
        group="Logs",
        default=False,
        source=(
            "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
            "cloudwatch_log_group#skip_destroy"
        ),
    ),
)

NOTIFICATIONS = (
    Variable(
        name="alarm_emails",
        type=ListOf(STRING),
        example=["oncall@example.com"],
        description=(
            "Email addresses that alarms are sent to. AWS asks each for a confirmation first. At "
            "least one is required, so that no function runs unwatched. They must be known when "
            "Terraform plans, and plans show them even where they are sensitive, because they are "
            "in the addresses of the subscriptions; one that is made in the same configuration "
            "can be subscribed to the output sns_topic_arn."
        ),
        group="Notifications",
        rules=(
            SizeBetween(minimum=1),
            ValuesAre(RegexMatches(patterns.EMAIL, "an email address such as oncall@example.com")),
        ),
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html",
    ),
    Variable(
        name="warn_of_unconfirmed_emails",
        type=BOOL,
        example=False,
        description=(
            "Whether plans and applies warn, by the check alarm_emails, while somebody of "
            "alarm_emails has not confirmed."
        ),
        group="Notifications",
        default=True,
    ),
    Variable(
        name=ACTIONS_ENABLED,
        type=BOOL,
        example=True,
        description=(
            "Whether alarms tell anybody. If false, they change their states where people can see "
            "it, and send no message."
        ),
        group="Notifications",
        default=True,
        source=PUT_METRIC_ALARM,
    ),
    Variable(
        name="ok_notifications",
        type=BOOL,
        example=False,
        description="Whether alarms send a message when they are over, too.",
        group="Notifications",
        default=True,
        source=PUT_METRIC_ALARM,
    ),
    Variable(
        name="alarm_topic_arns",
        type=ListOf(STRING),
        example=["arn:aws:sns:us-east-1:123456789012:pager"],
        description=(
            "Existing SNS topics, such as those of PagerDuty or Slack, that alarms are sent to "
            "besides the module's own. They must be in the region of the function. An alarm has at "
            "most five actions, so at most four."
        ),
        group="Notifications",
        default=[],
        rules=(
            SizeBetween(maximum=4),
            ValuesAre(RegexMatches(patterns.SNS_TOPIC_ARN, "the ARN of an SNS topic")),
        ),
        source=PUT_METRIC_ALARM,
    ),
    Variable(
        name="sns_topic_name",
        type=STRING,
        example="payments-alarms",
        description="Name of the module's SNS topic. If null, the function's name and '-alarms'.",
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
