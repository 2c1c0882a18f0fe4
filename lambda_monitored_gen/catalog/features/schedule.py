"""Invocations by EventBridge Scheduler, and an alarm for one that is missed."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.alarm import MINUTE, ONCE, Alarm, Metric, MetricMath, Rhythm
from lambda_monitored_gen.catalog.alarm_windows import INGESTION
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues, Support
from lambda_monitored_gen.catalog.model import Output, Variable
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Literal, Local, Var
from lambda_monitored_gen.hcl.functions import Call, RateSeconds
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING
from lambda_monitored_gen.rules import (
    AtMost,
    Between,
    Holds,
    InRegion,
    JsonText,
    OnlyWhen,
    RegexMatches,
)

_TYPES = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"
_CREATE = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html"
_FLEXIBLE = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html"
_ENCRYPTION = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html"
_RETRY = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html"

_SCHEDULE, _GIVEN = Var("schedule_expression"), Var("schedule_interval_seconds")
_FLEXIBILITY = Var("schedule_flexible_window_minutes")
_EXISTS = _SCHEDULE.is_set() & Var("enable_missed_run_alarm")
_WORDS = "with a schedule and enable_missed_run_alarm"

INTERVAL = Local(
    "schedule_interval_seconds", Call("coalesce", _GIVEN, RateSeconds(_SCHEDULE), Literal(0))
)
"""Seconds between two invocations that are due, at most; 0 where nobody has said it."""

LATE = Local("schedule_late_seconds", MINUTE + Call("coalesce", _FLEXIBILITY, Literal(0)) * MINUTE)
"""Seconds after which an invocation has begun that was due: those of the flexible window, and some
of the minute that Scheduler and Lambda's queue take."""

PERIOD = Local(
    "missed_run_period",
    INTERVAL + LATE + Call("ceil", (Var("timeout") + INGESTION) / MINUTE) * MINUTE,
)
"""From the stamp of an invocation that was not late to the first evaluation that knows the next
one, which was; decision 0101."""

FEATURE = Feature(
    name="schedule",
    description=(
        "Invocations by EventBridge Scheduler, with a role of their own, and an alarm for one that "
        "is missed."
    ),
    variables=(
        Variable(
            name="schedule_expression",
            type=STRING,
            example="cron(30 3 * * ? *)",
            description=(
                "When EventBridge Scheduler invokes the function: a rate such as rate(5 minutes), "
                "or a cron expression of six fields. No schedule if null."
            ),
            group="Events",
            default=None,
            rules=(
                RegexMatches(
                    patterns.RECURRING_SCHEDULE,
                    "a rate(...) or a cron(...) as EventBridge Scheduler has it, such as "
                    "cron(30 3 * * ? *)",
                ),
            ),
            source=_TYPES,
        ),
        Variable(
            name="schedule_timezone",
            type=STRING,
            example="Europe/Berlin",
            description="Time zone in which a cron expression is read.",
            group="Events",
            default="UTC",
            rules=(RegexMatches(patterns.TIME_ZONE, "a time zone such as Europe/Berlin"),),
            source=_CREATE,
        ),
        Variable(
            name="schedule_interval_seconds",
            type=NUMBER,
            example=90_000,
            description=(
                "Longest time between two invocations of a cron expression, in seconds: the alarm "
                "for a missed one follows from it. Of a daily one, 86400 in UTC and 90000 in a "
                "time zone where a day has 25 hours once a year. If null, a rate says it itself."
            ),
            group="Events",
            default=None,
            rules=(Between(minimum=60, maximum=604_800, multiple_of=60, unit="seconds"),),
            source=PUT_METRIC_ALARM,
        ),
        Variable(
            name="schedule_flexible_window_minutes",
            type=NUMBER,
            example=15,
            description=(
                "Minutes within which Scheduler may begin an invocation that is due. If null, in "
                "the minute in which it is due."
            ),
            group="Events",
            default=None,
            rules=(Between(minimum=1, maximum=1440, whole=True, unit="minutes"),),
            source=_FLEXIBLE,
        ),
        Variable(
            name="schedule_input",
            type=STRING,
            example='{"full":true}',
            description=(
                "Event of scheduled invocations, as JSON. If null, the one that Scheduler makes."
            ),
            group="Events",
            default=None,
            rules=(JsonText(),),
            source="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html",
        ),
        Variable(
            name="schedule_maximum_event_age_in_seconds",
            type=NUMBER,
            example=3600,
            description=(
                "Seconds for which Scheduler tries again, up to 185 times, when Lambda does not "
                "take an event."
            ),
            group="Events",
            default=86_400,
            rules=(Between(minimum=60, maximum=86_400, whole=True, unit="seconds"),),
            source=_RETRY,
        ),
        Variable(
            name="schedule_kms_key_arn",
            type=STRING,
            example="arn:aws:kms:us-east-1:123456789012:key/456789ab-89ab-cdef-0123-456789abcdef",
            description=(
                "ARN of a symmetric KMS key of your own that encrypts the event in "
                "schedule_input, in the region of the function. The policy of the key must leave "
                "its use to policies of IAM, or contain the statements of kms_key_policy_json. If "
                "null, Scheduler encrypts the event with its own key."
            ),
            group="Encryption",
            default=None,
            rules=(RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
            source=_ENCRYPTION,
        ),
        Variable(
            name="enable_missed_run_alarm",
            type=BOOL,
            example=False,
            description="Whether an alarm watches for an invocation that is due and does not come.",
            group="Alarms",
            default=True,
        ),
    ),
    outputs=(
        Output(
            name="schedule_arn",
            description="ARN of the schedule; null without one.",
            value="one(aws_scheduler_schedule.this[*].arn)",
        ),
    ),
    alarms=(
        Alarm(
            name="missed_run",
            description=Text(
                "Lambda function {function_name} was not invoked when its schedule "
                "{schedule_expression} was due."
            ),
            metric=MetricMath(
                id="runs",
                label="Invocations",
                expression=Text("FILL(invocations, 0)"),
                metrics={"invocations": Metric("AWS/Lambda", "Invocations", "Sum")},
            ),
            threshold=Literal(1),
            exists=_EXISTS,
            raised="no invocation has begun since one was due by `schedule_expression`",
            given="with `schedule_expression` and `enable_missed_run_alarm`",
            remedy=(
                "Look at the metrics of the schedule's group in AWS/Scheduler: they count what "
                "Scheduler could not deliver, and why."
            ),
            noun="invocations",
            output="missed_run_alarm_arn",
            period=PERIOD,
            evaluation_periods=ONCE,
            datapoints_to_alarm=ONCE,
            comparison=Literal("LessThanThreshold"),
            treat_missing_data="breaching",
            watches="missed-run",
            rhythm=Rhythm(INTERVAL, LATE),
            ringing={"schedule_expression": "rate(1 hour)"},
        ),
    ),
    relations=(
        Holds(
            (Var("schedule_kms_key_arn").is_set() & _SCHEDULE.equals(None)).equals(value=False),
            "schedule_kms_key_arn must be left out without schedule_expression",
        ),
        Holds(
            (_GIVEN.is_set() & RateSeconds(_SCHEDULE).is_set()).equals(value=False),
            "schedule_interval_seconds must be left out where schedule_expression is a rate, which "
            "says it itself",
        ),
        OnlyWhen(
            _EXISTS,
            _WORDS,
            Holds(
                INTERVAL.equals(0).equals(value=False),
                "schedule_interval_seconds must be given unless schedule_expression is a rate",
            ),
        ),
        OnlyWhen(
            _EXISTS,
            _WORDS,
            AtMost(
                PERIOD,
                604_800,
                "schedule_interval_seconds or the interval of the rate, "
                "schedule_flexible_window_minutes, timeout and four minutes",
                "seconds together, for CloudWatch looks no further back",
            ),
        ),
        OnlyWhen(
            _SCHEDULE.is_set(),
            "with schedule_expression",
            InRegion("schedule_kms_key_arn", "a key", patterns.REGION, _ENCRYPTION),
        ),
    ),
    template_values={"locals": (INTERVAL, LATE, PERIOD)},
    suite=SuiteValues(
        everything={
            "schedule_expression": "cron(30 3 * * ? *)",
            "schedule_timezone": "Europe/Berlin",
            "schedule_interval_seconds": 90_000,
            "schedule_flexible_window_minutes": 15,
            "schedule_input": '{"full":true}',
            "schedule_maximum_event_age_in_seconds": 3600,
        },
        silent={"enable_missed_run_alarm": False},
        support={
            "schedule-key": Support(
                label="KMS key of the schedule",
                resources={
                    "aws_kms_key.schedule": {
                        "description": "${var.prefix}",
                        "deletion_window_in_days": 7,
                    }
                },
                variables={"schedule_kms_key_arn": "aws_kms_key.schedule.arn"},
            )
        },
    ),
    controls={
        "8.24": "the event of a schedule is encrypted with `schedule_kms_key_arn`",
        "8.16": "an invocation that does not come on time raises an alarm",
    },
    costs="invocations by EventBridge Scheduler, beyond those that are free",
    picture=Picture(
        boxes=(Box("schedule", 0, ("EventBridge", "Scheduler")),),
        arrows=(("schedule", "function"),),
    ),
)
