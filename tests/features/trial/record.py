"""A queue for events that the function failed to handle."""

from lambda_monitored_gen.catalog.alarm import Alarm, Dimension, Metric
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    IamStatement,
    SuiteValues,
)
from lambda_monitored_gen.catalog.model import Output, Variable
from lambda_monitored_gen.hcl.expressions import Literal
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER
from lambda_monitored_gen.rules import Between

FEATURE = Feature(
    name="trial_queue",
    description="A queue for events that the function failed to handle, and an alarm for them.",
    variables=(
        Variable(
            name="failed_event_retention_seconds",
            type=NUMBER,
            example=86400,
            description="Seconds for which events that the function failed to handle are kept.",
            group="Function",
            default=1209600,
            rules=(Between(minimum=60, maximum=1209600, whole=True, unit="seconds"),),
            source=(
                "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"
                "API_SetQueueAttributes.html"
            ),
        ),
    ),
    outputs=(
        Output(
            name="failed_event_queue_arn",
            description="ARN of the queue with events that the function failed to handle.",
            value="aws_sqs_queue.failed_events.arn",
        ),
    ),
    alarms=(
        Alarm(
            name="failed_events",
            description=Text("Lambda function {function_name} has failed to handle events."),
            metric=Metric(
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                "Maximum",
                (
                    Dimension(
                        "QueueName",
                        "aws_sqs_queue.failed_events.name",
                        Text("{function_name}-failed-events"),
                    ),
                ),
            ),
            threshold=Literal(0),
            exists=Literal(value=True),
            raised="an event is in the queue of those that the function failed to handle",
            given="always",
            remedy="Read the event in the queue, mend what it failed of, and send it again.",
            noun="failed events",
            output="failed_event_alarm_arn",
        ),
    ),
    iam_statements=(
        IamStatement(
            "KeepFailedEvents", ("sqs:SendMessage",), ("aws_sqs_queue.failed_events.arn",)
        ),
    ),
    permissions="Lambda may put events that it failed to handle into their queue",
    function=FunctionAdditions(depends_on=("aws_sqs_queue.failed_events",)),
    suite=SuiteValues(everything={"failed_event_retention_seconds": 86400}),
)
