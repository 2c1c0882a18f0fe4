"""Where events go that the function failed to handle."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Dimension, Metric, MetricMath
from lambda_monitored_gen.catalog.alarm_windows import (
    ALARM_EVALUATION_PERIODS,
    THROTTLE_EVALUATION_PERIODS,
)
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    RolePolicy,
    SuiteValues,
    Support,
)
from lambda_monitored_gen.catalog.model import Output, Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER, STRING
from lambda_monitored_gen.rules import Between, InRegion, OfService, OneOf, RegexMatches

_DEAD_LETTERS = (
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"
    "#invocation-dlq"
)
_SQS_ENCRYPTION = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-key-management.html"
)
_IS_OWN = Var("dead_letter_target_type").equals(None)

_QUEUE = (
    Dimension(
        "QueueName", "aws_sqs_queue.dead_letters[0].name", Text("{function_name}-dead-letters")
    ),
)
_DEPTH = MetricMath(
    id="dead_letters",
    label="Events in the dead-letter queue",
    # Who looks at a message hides it, and who consumes it may be faster than the next data point.
    expression=Text("visible + hidden + arrived"),
    metrics={
        "visible": Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", _QUEUE),
        "hidden": Metric("AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "Maximum", _QUEUE),
        "arrived": Metric("AWS/SQS", "NumberOfMessagesSent", "Sum", _QUEUE),
    },
)

FEATURE = Feature(
    name="dead_letter_queue",
    description=(
        "A dead-letter queue for asynchronous events that the function failed to handle: an SQS "
        "queue of the module's own, or an existing queue or topic; with alarms on what is in it, "
        "and on events that it did not get."
    ),
    satisfies=("CKV_AWS_116",),
    variables=(
        Variable(
            name="dead_letter_target_type",
            type=STRING,
            example="sqs",
            description=(
                "What dead_letter_target_arn is: sqs for a queue, sns for a topic. If null, the "
                "module makes a queue."
            ),
            group="Events",
            default=None,
            rules=(OneOf(("sqs", "sns")),),
            source=_DEAD_LETTERS,
        ),
        Variable(
            name="dead_letter_target_arn",
            type=STRING,
            example="arn:aws:sqs:us-east-1:123456789012:given-dead-letters",
            description=(
                "ARN of an existing SQS queue or SNS topic that gets the events which the function "
                "failed to handle. It may be made in the same apply. If null, a queue of the "
                "module's own gets them."
            ),
            group="Events",
            default=None,
            rules=(
                RegexMatches(
                    patterns.DEAD_LETTER_TARGET_ARN,
                    "the ARN of an SQS queue or an SNS topic that is not FIFO",
                ),
            ),
            source=_DEAD_LETTERS,
        ),
        Variable(
            name="dead_letter_kms_key_arn",
            type=STRING,
            example="arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
            description=(
                "ARN of a KMS key of yours for the events: the module's queue is encrypted with "
                "it; of an existing queue or topic, it is the key that this is encrypted with. The "
                "role may use it, as far as the key's own policy leaves that to policies of IAM, "
                "or contains the statements of kms_key_policy_json. If null, SQS encrypts the "
                "module's queue with a key of its own."
            ),
            group="Encryption",
            default=None,
            rules=(RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
            source=_SQS_ENCRYPTION,
        ),
        Variable(
            name="dead_letter_retention_seconds",
            type=NUMBER,
            example=345600,
            description="Seconds for which the module's queue keeps an event.",
            group="Events",
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
            name="dead_letter_queue_arn",
            description="ARN of the module's dead-letter queue; null where you brought the target.",
            value="one(aws_sqs_queue.dead_letters[*].arn)",
        ),
        Output(
            name="dead_letter_queue_url",
            description="URL of the module's dead-letter queue; null likewise.",
            value="one(aws_sqs_queue.dead_letters[*].url)",
        ),
        Output(
            name="dead_letter_queue_name",
            description="Name of the module's dead-letter queue; null likewise.",
            value="one(aws_sqs_queue.dead_letters[*].name)",
        ),
    ),
    alarms=(
        Alarm(
            name="dead_letters",
            description=Text(
                "Events that Lambda function {function_name} failed to handle are in its "
                "dead-letter queue."
            ),
            metric=_DEPTH,
            threshold=Literal(0),
            exists=_IS_OWN,
            raised=(
                "an event comes into the module's dead-letter queue, and as long as one is in it"
            ),
            given="unless `dead_letter_target_type` is given",
            remedy=(
                "Find in the log why the function failed, mend it, and send the events again, as "
                "described under Dead-letter queue."
            ),
            noun="dead letters",
            output="dead_letter_queue_alarm_arn",
            evaluation_periods=THROTTLE_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            # SQS has no data of a queue that nobody has used for six hours, whatever is in it.
            # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
            treat_missing_data="ignore",
        ),
        Alarm(
            name="dead_letter_errors",
            description=Text(
                "Lambda could not send an event that function {function_name} failed to handle to "
                "its dead-letter queue: the event is lost."
            ),
            metric=Metric("AWS/Lambda", "DeadLetterErrors", "Sum"),
            threshold=Literal(0),
            exists=Literal(value=True),
            raised="Lambda cannot send an event to the dead-letter queue or topic, and drops it",
            given="always",
            remedy=(
                "Look whether the queue or topic still exists, whether its policy and that of its "
                "key allow the role of the function, and whether events are larger than it takes."
            ),
            noun="dead-letter errors",
            output="dead_letter_errors_alarm_arn",
            # AWS does not say whether the stamp is that of the invocation which failed.
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
        ),
    ),
    relations=(
        OfService("dead_letter_target_arn", "dead_letter_target_type"),
        InRegion("dead_letter_kms_key_arn", "a key", patterns.REGION, _SQS_ENCRYPTION),
    ),
    policies=(RolePolicy("dead-letters"),),
    permissions=(
        "Lambda may send failed events to the dead-letter queue or topic, with its key if you give "
        "one"
    ),
    function=FunctionAdditions(depends_on=("aws_iam_role_policy.lambda_dead_letters",)),
    suite=SuiteValues(
        everything={"dead_letter_retention_seconds": 345600},
        support={
            "dead-letter-key": Support(
                label="KMS key of the dead-letter queue",
                resources={
                    "aws_kms_key.dead_letters": {
                        "description": "${var.prefix}",
                        "deletion_window_in_days": 7,
                    }
                },
                variables={"dead_letter_kms_key_arn": "aws_kms_key.dead_letters.arn"},
            )
        },
    ),
    controls={
        "8.16": "events that failed are kept, to be looked at and sent again",
    },
    costs="requests to the dead-letter queue",
    picture=Picture(
        boxes=(Box("dead_letters", 2, ("Dead letters", "failed events")),),
        arrows=(("function", "dead_letters"), ("dead_letters", "alarms")),
    ),
)
