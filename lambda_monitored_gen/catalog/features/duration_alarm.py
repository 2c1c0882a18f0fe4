"""An alarm for invocations that come near the timeout."""

from lambda_monitored_gen.catalog.alarm import Alarm, Metric
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER
from lambda_monitored_gen.rules import Between

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
                "raise an alarm. No alarm if null."
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
            description=Text(
                "An invocation of Lambda function {function_name} took more than "
                "{duration_threshold_percent} % of its timeout of {timeout} s."
            ),
            metric=Metric("AWS/Lambda", "Duration", "Maximum"),
            # Seconds times 1000 milliseconds times percent through 100.
            threshold=Var("timeout") * 10 * Var("duration_threshold_percent"),
            exists=Var("duration_threshold_percent").is_set(),
            raised=(
                "an invocation takes more than `duration_threshold_percent` percent of `timeout`"
            ),
            given="when `duration_threshold_percent` is given",
            remedy=(
                "Find what takes the time: a slow dependency, more data, too little memory, which "
                "also means less CPU. Raise `timeout` or `memory_size`, or do less per event."
            ),
            noun="duration",
            output="duration_alarm_arn",
            watches="duration",
            unit="milliseconds",
            ringing={"duration_threshold_percent": 80},
        ),
    ),
    suite=SuiteValues(everything={"duration_threshold_percent": 80}),
)
