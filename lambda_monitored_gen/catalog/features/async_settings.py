"""How long Lambda tries to handle asynchronous events."""

from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Metric, above
from lambda_monitored_gen.catalog.alarm_windows import ALARM_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import Feature, FunctionAdditions, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.functions import Choice
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER
from lambda_monitored_gen.rules import Between

_PUT_INVOKE_CONFIG = (
    "https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html"
)
_PERCENTAGE = Var("async_event_age_threshold_percent")

FEATURE = Feature(
    name="async_settings",
    description=(
        "Retries and maximum age of asynchronous events, with alarms on events that wait long and "
        "on those that Lambda drops."
    ),
    variables=(
        Variable(
            name="async_maximum_retry_attempts",
            type=NUMBER,
            example=2,
            description=(
                "How often Lambda tries again to handle an asynchronous event that the function "
                "has failed to handle. With retries, one fault counts as several errors."
            ),
            group="Events",
            default=0,
            rules=(Between(minimum=0, maximum=2, whole=True, unit="retries"),),
            source=_PUT_INVOKE_CONFIG,
        ),
        Variable(
            name="async_maximum_event_age_in_seconds",
            type=NUMBER,
            example=3600,
            description=(
                "Seconds for which Lambda keeps an asynchronous event that it could not hand to "
                "the function, or that waits to be tried again."
            ),
            group="Events",
            default=21600,
            rules=(Between(minimum=60, maximum=21600, whole=True, unit="seconds"),),
            source=_PUT_INVOKE_CONFIG,
        ),
        Variable(
            name="async_event_age_threshold_percent",
            type=NUMBER,
            example=25,
            description=(
                "Percentage of async_maximum_event_age_in_seconds that the oldest event of a "
                "minute must exceed to raise an alarm; 100 stands for all of it."
            ),
            group="Alarms",
            default=50,
            rules=(Between(minimum=0, above=True, maximum=100, unit="percent"),),
            source=PUT_METRIC_ALARM,
        ),
    ),
    alarms=(
        Alarm(
            name="async_event_age",
            description=Choice(
                _PERCENTAGE.equals(100),
                Text(
                    "An asynchronous event for Lambda function {function_name} waited for all of "
                    "its {async_maximum_event_age_in_seconds} s."
                ),
                Text(
                    "An asynchronous event for Lambda function {function_name} waited for more "
                    "than {async_event_age_threshold_percent} % of its "
                    "{async_maximum_event_age_in_seconds} s."
                ),
            ),
            metric=Metric("AWS/Lambda", "AsyncEventAge", "Maximum"),
            # Seconds times 1000 milliseconds times percent through 100.
            threshold=Var("async_maximum_event_age_in_seconds") * 10 * _PERCENTAGE,
            exists=Literal(value=True),
            raised=(
                "an asynchronous event is older than `async_event_age_threshold_percent` percent "
                "of `async_maximum_event_age_in_seconds` when Lambda tries to handle it"
            ),
            given="always",
            remedy=(
                "Find what keeps Lambda from handling events: too little concurrency, or failures, "
                "after which it waits and tries again. Events that come of age are dropped."
            ),
            noun="event age",
            output="async_event_age_alarm_arn",
            control="8.6",
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            comparison=above(_PERCENTAGE.name),
            unit="milliseconds",
        ),
        Alarm(
            name="async_events_dropped",
            description=Text(
                "Lambda dropped asynchronous events that function {function_name} did not handle."
            ),
            metric=Metric("AWS/Lambda", "AsyncEventsDropped", "Sum"),
            threshold=Literal(0),
            exists=Literal(value=True),
            raised=(
                "Lambda gives up an asynchronous event, because all retries failed or it came of "
                "age"
            ),
            given="always",
            remedy=(
                "Find in the log why the function failed, or why Lambda could not run it. Where "
                "nothing keeps such events, whoever sent them has to send them again."
            ),
            noun="dropped events",
            output="async_events_dropped_alarm_arn",
            # AWS does not say whether the stamp is that of the invocation which failed.
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
        ),
    ),
    function=FunctionAdditions(
        invoke_arguments=("maximum_event_age_in_seconds", "maximum_retry_attempts")
    ),
    suite=SuiteValues(
        everything={
            "async_maximum_retry_attempts": 1,
            "async_maximum_event_age_in_seconds": 3600,
            "async_event_age_threshold_percent": 25,
        }
    ),
)
