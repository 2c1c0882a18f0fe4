"""Alarms that are sent to topics of the caller's alone, without an email."""

from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.notifications import NOTIFICATIONS
from lambda_monitored_gen.catalog.outputs import OUTPUTS
from lambda_monitored_gen.hcl.type_constraints import BOOL
from lambda_monitored_gen.rules import AtLeastOne, NeedsSwitch, SizeBetween

(_EMAILS,) = (each for each in NOTIFICATIONS if each.name == "alarm_emails")
_OUTPUTS = {each.name: each for each in OUTPUTS}

FEATURE = Feature(
    name="topic_only_alerts",
    description=(
        "Alarms that are sent to existing topics, without an email, and without a topic of the "
        "module's own where none is wanted. Without it at least one email is required."
    ),
    variables=(
        Variable(
            name="create_sns_topic",
            type=BOOL,
            example=False,
            description=(
                "Whether the module makes an SNS topic, which alarm_emails are subscribed to. If "
                "false, alarms are sent to alarm_topic_arns alone."
            ),
            group="Notifications",
            default=True,
        ),
    ),
    replaces=(
        _EMAILS._replace(
            default=[],
            description=_EMAILS.description.replace(
                "At least one is required, so that no function runs unwatched.",
                "Without any, alarm_topic_arns must have an item, so that no function runs "
                "unwatched.",
            ),
            rules=tuple(each for each in _EMAILS.rules if not isinstance(each, SizeBetween)),
        ),
        _OUTPUTS["sns_topic_arn"]._replace(
            description="ARN of the module's SNS topic; null without one."
        ),
        _OUTPUTS["sns_topic_name"]._replace(
            description="Name of the module's SNS topic; null without one."
        ),
    ),
    relations=(
        AtLeastOne("alarm_emails", "alarm_topic_arns", "so that alarms reach somebody"),
        NeedsSwitch("create_sns_topic", ("alarm_emails", "sns_topic_name")),
        NeedsSwitch("create_sns_topic", ("sns_topic_policy",)),
    ),
    suite=SuiteValues(
        silent={"create_sns_topic": False, "alarm_emails": []},
    ),
)
