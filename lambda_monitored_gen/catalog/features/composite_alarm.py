"""One alarm over all alarms of the module, which can be the only one that sends messages."""

from lambda_monitored_gen.catalog.alarm_labels import ALARM_PREFIX, RUNBOOK
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Output, Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.string_templates import Joined, Text
from lambda_monitored_gen.hcl.type_constraints import BOOL

SUFFIX = "any"
"""What its name in CloudWatch ends in."""

_NOTIFY = Var("single_alarms_notify")

FEATURE = Feature(
    name="composite_alarm",
    description=(
        "One alarm over all alarms of the function, so that people get one message for one "
        "incident, however many alarms it raises."
    ),
    variables=(
        Variable(
            name=_NOTIFY.name,
            type=BOOL,
            example=True,
            description=(
                "Whether each alarm sends messages of its own besides the composite alarm. If "
                "false, there is one message when the first of them rings and one when all are "
                "over; one that rings in between sends none."
            ),
            group="Notifications",
            default=False,
            source=(
                "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
                "API_PutCompositeAlarm.html"
            ),
        ),
    ),
    outputs=(
        Output(
            name="composite_alarm_arn",
            description="ARN of the composite alarm; null without any alarm.",
            value="one(aws_cloudwatch_composite_alarm.any[*].arn)",
        ),
    ),
    alarms_notify=_NOTIFY,
    template_values={
        "full_name": Joined(ALARM_PREFIX, Literal(SUFFIX)),
        "full_description": Joined(
            Text("An alarm of Lambda function {function_name} is raised."), RUNBOOK
        ),
    },
    suite=SuiteValues(everything={_NOTIFY.name: True}),
    controls={
        "5.24": "one message for one incident, however many alarms it raises",
    },
    costs="the composite alarm",
    picture=Picture(
        boxes=(Box("composite", 3, ("Composite alarm",)),),
        arrows=(("alarms", "composite"), ("composite", "topic")),
    ),
)
