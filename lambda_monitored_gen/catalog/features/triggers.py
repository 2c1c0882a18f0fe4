"""Who may invoke the function, and queues and streams that it reads from."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.alarm import Alarm, Metric
from lambda_monitored_gen.catalog.alarm_windows import ALARM_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    RolePolicy,
    SuiteValues,
    Support,
)
from lambda_monitored_gen.catalog.model import Condition, Variable
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.functions import NotEmpty
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING, ListOf, MapOf, ObjectOf
from lambda_monitored_gen.rules import (
    AttributeIs,
    Between,
    HasAttributes,
    KeysAre,
    NeedsOneOf,
    OneOf,
    RegexMatches,
    Rule,
    ValuesAre,
)

_PERMISSION = "https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html"
_MAPPING = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
_KEYS = KeysAre(RegexMatches(patterns.TRIGGER_NAME, "letters, digits, - and _, at most 64"))
_ITERATOR_AGE = Var("iterator_age_threshold_seconds")


def _each(rule: Rule, what: str) -> ValuesAre:
    return ValuesAre(rule, what, of_map=True)


def _source(attribute: str, rule: Rule) -> ValuesAre:
    return _each(AttributeIs(attribute, rule), "source")


FEATURE = Feature(
    name="triggers",
    description=(
        "Permissions to invoke the function, and queues and streams that it reads from, with what "
        "its role needs for them and an alarm on the age of a stream's records."
    ),
    variables=(
        Variable(
            name="invoke_permissions",
            type=MapOf(
                ObjectOf({"principal": STRING, "source_arn": STRING, "source_account": STRING})
            ),
            example={
                "uploads": {
                    "principal": "s3.amazonaws.com",
                    "source_arn": "arn:aws:s3:::uploads",
                    "source_account": "123456789012",
                },
                "topic": {
                    "principal": "sns.amazonaws.com",
                    "source_arn": "arn:aws:sns:us-east-1:123456789012:orders",
                },
            },
            description=(
                "Who may invoke the function, by names of your own, which must be known when "
                "Terraform plans. A service needs source_arn or source_account, or anybody could "
                "have it invoke the function. Of a bucket, whose ARN names no account, "
                "source_account is the module's own unless it is given."
            ),
            group="Events",
            default={},
            rules=(
                _KEYS,
                _each(HasAttributes(("principal",)), "permission"),
                _each(
                    AttributeIs(
                        "principal",
                        RegexMatches(
                            patterns.INVOKING_PRINCIPAL, "a service, an account or an ARN of IAM"
                        ),
                    ),
                    "permission",
                ),
                _each(
                    NeedsOneOf(
                        "principal", patterns.SERVICE_PRINCIPAL, ("source_arn", "source_account")
                    ),
                    "permission",
                ),
                _each(
                    AttributeIs(
                        "source_account", RegexMatches(patterns.ACCOUNT, "an account of 12 digits")
                    ),
                    "permission",
                ),
            ),
            source=_PERMISSION,
        ),
        Variable(
            name="event_sources",
            type=MapOf(
                ObjectOf(
                    {
                        "kind": STRING,
                        "arn": STRING,
                        "kms_key_arn": STRING,
                        "enabled": BOOL,
                        "batch_size": NUMBER,
                        "maximum_batching_window_in_seconds": NUMBER,
                        "filters": ListOf(STRING),
                        "report_batch_item_failures": BOOL,
                        "maximum_concurrency": NUMBER,
                        "starting_position": STRING,
                        "bisect_batch_on_function_error": BOOL,
                        "maximum_retry_attempts": NUMBER,
                        "maximum_record_age_in_seconds": NUMBER,
                        "parallelization_factor": NUMBER,
                    }
                )
            ),
            example={
                "orders": {
                    "kind": "sqs",
                    "arn": "arn:aws:sqs:us-east-1:123456789012:orders",
                    "batch_size": 10,
                    "report_batch_item_failures": True,
                },
                "clicks": {
                    "kind": "kinesis",
                    "arn": "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
                    "starting_position": "LATEST",
                    "bisect_batch_on_function_error": True,
                    "maximum_retry_attempts": 3,
                },
            },
            description=(
                "Queues and streams that the function reads from, by names of your own. Names and "
                "kind (sqs, kinesis or dynamodb) must be known when Terraform plans, the ARN need "
                "not be. Null and what is left out are Lambda's defaults; kms_key_arn is the key "
                "that the source is encrypted with, if that is a customer's."
            ),
            group="Events",
            default={},
            rules=(
                _KEYS,
                _each(HasAttributes(("kind", "arn")), "source"),
                _source("kind", OneOf(("sqs", "kinesis", "dynamodb"))),
                _source(
                    "arn",
                    RegexMatches(patterns.EVENT_SOURCE_ARN, "the ARN of a queue or a stream"),
                ),
                _source("kms_key_arn", RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key")),
                _source("starting_position", OneOf(("LATEST", "TRIM_HORIZON"))),
                _source("batch_size", Between(minimum=1, maximum=10_000, whole=True)),
                _source(
                    "maximum_batching_window_in_seconds",
                    Between(minimum=0, maximum=300, whole=True, unit="seconds"),
                ),
                _source("maximum_concurrency", Between(minimum=2, maximum=1000, whole=True)),
                _source("maximum_retry_attempts", Between(minimum=-1, maximum=10_000, whole=True)),
                _source(
                    "maximum_record_age_in_seconds",
                    Between(minimum=-1, maximum=604_800, whole=True, unit="seconds"),
                ),
                _source("parallelization_factor", Between(minimum=1, maximum=10, whole=True)),
            ),
            source=_MAPPING,
        ),
        Variable(
            name="iterator_age_threshold_seconds",
            type=NUMBER,
            example=60,
            description=(
                "Seconds above which the age of a stream's record raises an alarm when it is read. "
                "No alarm if null."
            ),
            group="Alarms",
            default=None,
            rules=(Between(minimum=0, maximum=604_800, unit="seconds"),),
            source=PUT_METRIC_ALARM,
        ),
    ),
    alarms=(
        Alarm(
            name="iterator_age",
            description=Text(
                "Lambda function {function_name} reads records of a stream that are older than "
                "{iterator_age_threshold_seconds} s."
            ),
            metric=Metric("AWS/Lambda", "IteratorAge", "Maximum"),
            threshold=_ITERATOR_AGE * 1000,
            exists=_ITERATOR_AGE.is_set(),
            raised="a record is older than `iterator_age_threshold_seconds` when it is read",
            given="when `iterator_age_threshold_seconds` is given",
            remedy=(
                "Look for a record that fails again and again, and for more data than the function "
                "reads: raise `parallelization_factor` or `batch_size`."
            ),
            noun="age of records",
            output="iterator_age_alarm_arn",
            control="8.6",
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=Literal(1),
            unit="milliseconds",
            ringing={"iterator_age_threshold_seconds": 60},
        ),
    ),
    policies=(RolePolicy("triggers", NotEmpty(Var("event_sources"))),),
    permissions="Lambda may read from the given `event_sources`, with the keys that you name",
    function=FunctionAdditions(
        depends_on=("aws_iam_role_policy.lambda_triggers",),
        preconditions=(
            Condition(
                "var.iterator_age_threshold_seconds == null || anytrue([for source in "
                'values(var.event_sources) : source.kind != "sqs"])',
                "iterator_age_threshold_seconds needs a stream among event_sources.",
            ),
        ),
    ),
    suite=SuiteValues(
        support={
            "triggers": Support(
                label="SQS queue and SNS topic that trigger the function",
                resources={
                    "aws_sqs_queue.triggers": {"name": "${var.prefix}-triggers"},
                    "aws_sns_topic.triggers": {"name": "${var.prefix}-triggers"},
                },
                variables={
                    "event_sources": (
                        '{ queue = { kind = "sqs", arn = aws_sqs_queue.triggers.arn, '
                        "batch_size = 5, report_batch_item_failures = true } }"
                    ),
                    "invoke_permissions": (
                        '{ topic = { principal = "sns.amazonaws.com", '
                        "source_arn = aws_sns_topic.triggers.arn } }"
                    ),
                },
            )
        },
    ),
    controls={
        "5.15": "each service and account that may invoke the function is named",
    },
    costs="polling of the event sources",
    picture=Picture(
        boxes=(Box("triggers", 0, ("Queues, streams", "and services"), yours=True),),
        arrows=(("triggers", "function"),),
    ),
)
