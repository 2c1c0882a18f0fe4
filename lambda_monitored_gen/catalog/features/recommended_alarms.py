"""The alarms that AWS recommends for a function, where the module has no better one already."""

from collections.abc import Mapping

from lambda_monitored_gen.catalog.alarm import MINUTE, Alarm, Metric, above
from lambda_monitored_gen.catalog.alarm_windows import INGESTION, LONGEST, enough_periods
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.functions import Choice
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER
from lambda_monitored_gen.rules import Between

_ENABLED = Var("enable_recommended_alarms")
_THROTTLES = Var("sustained_throttles_threshold")
_PERCENTAGE = Var("duration_p90_threshold_percent")
_CONCURRENCY = Var("concurrent_executions_threshold")
_GIVEN = "unless `enable_recommended_alarms = false`"
_SOURCE = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "Best_Practice_Recommended_Alarms_AWS_Services.html#Lambda"
)

LEFT_OUT: Mapping[str, str] = {
    "Errors": (
        "every module has an alarm of errors already, which callers choose to ring for the first "
        "failed invocation or for a rate"
    ),
    "ClaimedAccountConcurrency": (
        "it is of the account, not of the function: with one alarm in each module, one shortage "
        "would ring as often as there are functions. Have one for the account"
    ),
}
"""The metrics of recommended alarms that the module does not have, each with the reason."""

FEATURE = Feature(
    name="recommended_alarms",
    description=(
        "The alarms that AWS recommends for a function besides those of errors: throttling that "
        "lasts, durations in the 90th percentile, and its concurrency."
    ),
    variables=(
        Variable(
            name=_ENABLED.name,
            type=BOOL,
            example=False,
            description=(
                "Whether alarms watch for throttling that lasts, for durations in the 90th "
                "percentile, and for the function's concurrency."
            ),
            group="Alarms",
            default=True,
        ),
        Variable(
            name=_THROTTLES.name,
            type=NUMBER,
            example=10,
            description=(
                "Refused invocations from which a minute counts as throttled; five such minutes "
                "raise the alarm."
            ),
            group="Alarms",
            default=1,
            rules=(Between(minimum=1, whole=True, unit="invocations"),),
            source=_SOURCE,
        ),
        Variable(
            name=_PERCENTAGE.name,
            type=NUMBER,
            example=60,
            description=(
                "Percentage of timeout that one in ten invocations of a minute must exceed for the "
                "minute to count as slow; fifteen such minutes raise the alarm. 100 stands for all "
                "of it."
            ),
            group="Alarms",
            default=80,
            rules=(Between(minimum=0, above=True, maximum=100, unit="percent"),),
            source=_SOURCE,
        ),
        Variable(
            name=_CONCURRENCY.name,
            type=NUMBER,
            example=450,
            description=(
                "Invocations running at a time above which a minute counts as busy; ten such "
                "minutes raise the alarm. AWS recommends 90 percent of the account's quota in the "
                "region, which is 1000 unless it was changed, and less in a new account."
            ),
            group="Alarms",
            default=900,
            rules=(Between(minimum=1, whole=True, unit="invocations"),),
            source=_SOURCE,
        ),
    ),
    alarms=(
        Alarm(
            name="throttles_sustained",
            description=Text(
                "Lambda keeps refusing invocations of function {function_name}: "
                "{sustained_throttles_threshold} or more in each of five minutes."
            ),
            metric=Metric("AWS/Lambda", "Throttles", "Sum"),
            threshold=_THROTTLES,
            exists=_ENABLED,
            raised=(
                "Lambda refuses `sustained_throttles_threshold` invocations or more in each of "
                "five minutes"
            ),
            given=_GIVEN,
            remedy=(
                "Callers do not get through by trying again: compare the account's concurrency "
                "with its quota, and that of the function with what is reserved for it."
            ),
            noun="throttles",
            output="sustained_throttles_alarm_arn",
            control="8.6",
            # A refused invocation takes no time.
            evaluation_periods=enough_periods(Literal(5), MINUTE, INGESTION),
            datapoints_to_alarm=Literal(5),
            comparison=Literal("GreaterThanOrEqualToThreshold"),
            watches="throttle-rate",
            unit="invocations",
        ),
        Alarm(
            name="duration_p90",
            description=Choice(
                _PERCENTAGE.equals(100),
                Text(
                    "One in ten invocations of Lambda function {function_name} takes its whole "
                    "timeout of {timeout} s."
                ),
                Text(
                    "One in ten invocations of Lambda function {function_name} takes more than "
                    "{duration_p90_threshold_percent} % of its timeout of {timeout} s."
                ),
            ),
            # A quiet function never has the hundred samples without which `ignore` keeps the state.
            metric=Metric("AWS/Lambda", "Duration", "p90", low_samples="evaluate"),
            # Seconds times 1000 milliseconds times percent through 100.
            threshold=Var("timeout") * 10 * _PERCENTAGE,
            exists=_ENABLED,
            raised=(
                "in fifteen minutes one in ten invocations takes more than "
                "`duration_p90_threshold_percent` percent of `timeout`, or all of it where that "
                "is 100"
            ),
            given=_GIVEN,
            remedy=(
                "The function is slow as a rule, not once: look for what has become slower, such "
                "as a dependency or more data per event, before invocations time out."
            ),
            noun="duration",
            output="duration_p90_alarm_arn",
            control="8.6",
            evaluation_periods=enough_periods(Literal(15), MINUTE, LONGEST),
            datapoints_to_alarm=Literal(15),
            comparison=above(_PERCENTAGE.name),
            watches="duration-rate",
            unit="milliseconds",
        ),
        Alarm(
            name="concurrency",
            description=Text(
                "More than {concurrent_executions_threshold} invocations of Lambda function "
                "{function_name} run at a time."
            ),
            metric=Metric("AWS/Lambda", "ConcurrentExecutions", "Maximum"),
            threshold=_CONCURRENCY,
            exists=_ENABLED,
            raised=(
                "in ten minutes more than `concurrent_executions_threshold` invocations run at a "
                "time"
            ),
            given=_GIVEN,
            remedy=(
                "The function comes near the account's quota, which all functions of the region "
                "share: ask AWS for a higher one, or limit what triggers the function."
            ),
            noun="concurrency",
            output="concurrency_alarm_arn",
            control="8.6",
            # AWS does not say whether this metric, too, has the time at which invocations started.
            evaluation_periods=enough_periods(Literal(10), MINUTE, LONGEST),
            datapoints_to_alarm=Literal(10),
            unit="invocations at a time",
        ),
    ),
    template_values={"left_out": LEFT_OUT},
    suite=SuiteValues(
        everything={_THROTTLES.name: 10, _PERCENTAGE.name: 60, _CONCURRENCY.name: 450},
        silent={_ENABLED.name: False},
    ),
)
