"""The alarms of errors, which every module has: their variables and their records."""

from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Metric, MetricMath, above
from lambda_monitored_gen.catalog.alarm_windows import (
    ALARM_EVALUATION_PERIODS,
    ERROR_RATE_DATAPOINTS_TO_ALARM,
    ERROR_RATE_EVALUATION_PERIODS,
    ERROR_RATE_PERIOD,
)
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.functions import Choice
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING
from lambda_monitored_gen.rules import Between, OneOf

STRATEGIES = ("immediate", "threshold")
"""When errors raise an alarm."""

ERROR_VARIABLES = (
    Variable(
        name="enable_error_alarms",
        type=BOOL,
        example=True,
        description="Whether an alarm watches the errors of the function.",
        group="Alarms",
        default=True,
    ),
    Variable(
        name="alert_strategy",
        type=STRING,
        example="threshold",
        description=(
            "When errors raise the alarm: 'immediate' on the first one, 'threshold' when their "
            "rate stays above error_rate_threshold."
        ),
        group="Alarms",
        default="immediate",
        rules=(OneOf(STRATEGIES),),
    ),
    Variable(
        name="error_rate_threshold",
        type=NUMBER,
        example=1,
        description=(
            "Percentage of failed invocations above which a period counts as breaching; 100 stands "
            "for all of them."
        ),
        group="Alarms",
        default=5,
        rules=(Between(minimum=0, maximum=100, unit="percent"),),
        source=PUT_METRIC_ALARM,
    ),
    Variable(
        name="error_rate_minimum_invocations",
        type=NUMBER,
        example=20,
        description=(
            "Invocations that a period needs before its error rate counts; below it the rate is "
            "taken as 0. With 1, one error in one invocation is a rate of 100 percent."
        ),
        group="Alarms",
        default=1,
        rules=(Between(minimum=1, whole=True, unit="invocations"),),
    ),
)

RATE_IS_WATCHED = Var("enable_error_alarms") & Var("alert_strategy").equals("threshold")
"""Whether the module has the alarm of the error rate."""

_ERRORS = Metric("AWS/Lambda", "Errors", "Sum")
_INVOCATIONS = Metric("AWS/Lambda", "Invocations", "Sum")

ERROR_ALARMS = (
    Alarm(
        name="errors_immediate",
        description=Text("Lambda function {function_name} has failed."),
        metric=_ERRORS,
        threshold=Literal(0),
        exists=Var("enable_error_alarms") & Var("alert_strategy").equals("immediate"),
        raised="an invocation fails",
        given='with `alert_strategy = "immediate"`',
        remedy=(
            "Read the log group around the time of the alarm: the traceback names the cause. "
            "Asynchronous events that failed are not retried; send them again."
        ),
        noun="errors",
        output="error_alarm_arn",
        evaluation_periods=ALARM_EVALUATION_PERIODS,
        datapoints_to_alarm=ONCE,
        watches="failure",
        ringing={"alert_strategy": "immediate"},
    ),
    Alarm(
        name="errors_threshold",
        description=Choice(
            Var("error_rate_threshold").equals(100),
            Text("All invocations of Lambda function {function_name} have failed."),
            Text(
                "More than {error_rate_threshold} % of the invocations of Lambda function "
                "{function_name} have failed."
            ),
        ),
        metric=MetricMath(
            id="error_rate",
            label="Error rate (%)",
            expression=Text(
                "IF(invocations >= {error_rate_minimum_invocations}, 100 * errors / invocations, 0)"
            ),
            metrics={"errors": _ERRORS, "invocations": _INVOCATIONS},
        ),
        threshold=Var("error_rate_threshold"),
        exists=RATE_IS_WATCHED,
        raised=(
            "in `error_rate_datapoints_to_alarm` of the last `error_rate_evaluation_periods` "
            "periods more than `error_rate_threshold` percent of the invocations fail, or all of "
            "them where it is 100"
        ),
        given='with `alert_strategy = "threshold"`',
        remedy=(
            "Compare the error rate with the time of the last deployment and of changes in what "
            "the function calls; the log group has the tracebacks."
        ),
        noun="errors",
        output="error_alarm_arn",
        watches="failure-rate",
        period=ERROR_RATE_PERIOD,
        evaluation_periods=ERROR_RATE_EVALUATION_PERIODS,
        datapoints_to_alarm=ERROR_RATE_DATAPOINTS_TO_ALARM,
        comparison=above("error_rate_threshold"),
        ringing={"alert_strategy": "threshold"},
    ),
)
