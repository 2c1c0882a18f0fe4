"""Where records of failed asynchronous invocations go."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Metric
from lambda_monitored_gen.catalog.alarm_windows import ALARM_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    RolePolicy,
    SuiteValues,
    Support,
)
from lambda_monitored_gen.catalog.model import Condition, Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import OfService, OneOf, RegexMatches

_DESTINATIONS = (
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"
    "#invocation-async-destinations"
)
_EXISTS = Var("failure_destination_type").is_set()

FEATURE = Feature(
    name="failure_destination",
    description=(
        "An on-failure destination: a queue, topic, function, event bus or bucket that gets a "
        "record of each failed asynchronous invocation; with an alarm on records that it did not "
        "get."
    ),
    variables=(
        Variable(
            name="failure_destination_type",
            type=STRING,
            example="sqs",
            description=(
                "What failure_destination_arn is: sqs for a queue, sns for a topic, lambda for a "
                "function, events for an EventBridge bus, s3 for a bucket. If null, failed "
                "invocations leave no record."
            ),
            group="Events",
            default=None,
            rules=(OneOf(("sqs", "sns", "lambda", "events", "s3")),),
            source=_DESTINATIONS,
        ),
        Variable(
            name="failure_destination_arn",
            type=STRING,
            example="arn:aws:sqs:us-east-1:123456789012:failed-invocations",
            description=(
                "ARN of what gets a record of each asynchronous invocation that failed. It may be "
                "made in the same apply. If null, nothing does."
            ),
            group="Events",
            default=None,
            rules=(
                RegexMatches(
                    patterns.DESTINATION_ARN,
                    "the ARN of an SQS queue or SNS topic that is not FIFO, a Lambda function, an "
                    "EventBridge bus or an S3 bucket",
                ),
            ),
            source=_DESTINATIONS,
        ),
        Variable(
            name="failure_destination_kms_key_arn",
            type=STRING,
            example="arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
            description=(
                "ARN of the KMS key of yours that the queue, topic or bucket is encrypted with. "
                "The role may use it, as far as the key's own policy leaves that to policies of "
                "IAM, or contains the statements of kms_key_policy_json. If null, the "
                "role may use no key for records."
            ),
            group="Encryption",
            default=None,
            rules=(RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
            source=(
                "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
                "sqs-key-management.html"
            ),
        ),
    ),
    alarms=(
        Alarm(
            name="failure_destination",
            description=Text(
                "Lambda could not send the record of a failed invocation of function "
                "{function_name} to its destination."
            ),
            metric=Metric("AWS/Lambda", "DestinationDeliveryFailures", "Sum"),
            threshold=Literal(0),
            exists=_EXISTS,
            raised="Lambda cannot send a record to the failure destination",
            given="with `failure_destination_type` and `failure_destination_arn`",
            remedy=(
                "Look whether the destination still exists, whether its policy and that of its key "
                "allow the role of the function, and whether records are larger than it takes."
            ),
            noun="records",
            output="failure_destination_alarm_arn",
            # AWS does not say whether the stamp is that of the invocation which failed.
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            ringing={
                "failure_destination_type": "sqs",
                "failure_destination_arn": "arn:aws:sqs:us-east-1:123456789012:failed-invocations",
            },
        ),
    ),
    relations=(OfService("failure_destination_arn", "failure_destination_type"),),
    policies=(RolePolicy("failure-destination", _EXISTS),),
    permissions=(
        "Lambda may send records of failed invocations to the given destination, with its key if "
        "you give one"
    ),
    function=FunctionAdditions(
        depends_on=("aws_iam_role_policy.lambda_failure_destination",),
        preconditions=(
            Condition(
                "var.failure_destination_type != null || "
                "var.failure_destination_kms_key_arn == null",
                "failure_destination_kms_key_arn needs failure_destination_type.",
            ),
        ),
        invoke_arguments=("destination_config",),
    ),
    suite=SuiteValues(
        support={
            "failure-destination": Support(
                label="SQS queue for records of failed invocations, with its KMS key",
                resources={
                    "aws_kms_key.failure_destination": {
                        "description": "${var.prefix}",
                        "deletion_window_in_days": 7,
                    },
                    "aws_sqs_queue.failure_destination": {
                        "name": "${var.prefix}-failed-invocations",
                        "kms_master_key_id": "${aws_kms_key.failure_destination.arn}",
                    },
                },
                variables={
                    "failure_destination_type": '"sqs"',
                    "failure_destination_arn": "aws_sqs_queue.failure_destination.arn",
                    "failure_destination_kms_key_arn": "aws_kms_key.failure_destination.arn",
                },
            )
        }
    ),
    controls={
        "8.16": "each failed asynchronous invocation leaves a record at the destination",
    },
    costs="what the failure destination charges for each record",
    picture=Picture(
        boxes=(Box("failures", 2, ("On failure", "your destination"), yours=True),),
        arrows=(("function", "failures"),),
    ),
)
