"""An alarm for invocations that come near the timeout."""

from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Metric, above
from lambda_monitored_gen.catalog.alarm_windows import ALARM_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.functions import Choice
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER
from lambda_monitored_gen.rules import Between

_PERCENTAGE = Var("duration_threshold_percent")

FEATURE = Feature(
    name="duration_alarm",
    description="An alarm for invocations that come near the timeout.",
    default=True,
    variables=(
        Variable(
            name="duration_threshold_percent",
            type=NUMBER,
            example=80,
            description=(
                "Percentage of timeout that the longest invocation of a minute must exceed to "
                "raise an alarm; 100 stands for all of it. No alarm if null."
            ),
            group="Alarms",
            default=None,
            rules=(Between(minimum=0, above=True, maximum=100, unit="percent"),),
            source=PUT_METRIC_ALARM,
        ),
    ),
    alarms=(
        Alarm(
            name="duration",
            description=Choice(
                _PERCENTAGE.equals(100),
                Text(
                    "An invocation of Lambda function {function_name} took its whole timeout of "
                    "{timeout} s."
                ),
                Text(
                    "An invocation of Lambda function {function_name} took more than "
                    "{duration_threshold_percent} % of its timeout of {timeout} s."
                ),
            ),
            metric=Metric("AWS/Lambda", "Duration", "Maximum"),
            # Seconds times 1000 milliseconds times percent through 100.
            threshold=Var("timeout") * 10 * _PERCENTAGE,
            exists=_PERCENTAGE.is_set(),
            raised=(
                "an invocation takes more than `duration_threshold_percent` percent of `timeout`, "
                "or all of it where that is 100"
            ),
            given="when `duration_threshold_percent` is given",
            remedy=(
                "Find what takes the time: a slow dependency, more data, too little memory, which "
                "also means less CPU. Raise `timeout` or `memory_size`, or do less per event."
            ),
            noun="duration",
            output="duration_alarm_arn",
            control="8.6",
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            comparison=above(_PERCENTAGE.name),
            watches="duration",
            unit="milliseconds",
            ringing={"duration_threshold_percent": 80},
        ),
    ),
    suite=SuiteValues(everything={"duration_threshold_percent": 80}),
)
