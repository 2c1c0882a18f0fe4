"""How far back alarms look: long enough for every invocation that they should see.

Lambda stamps a metric with the minute in which the invocation *started*, and sends it after the
invocation has ended
(<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html>). So a data point may
come `timeout` seconds and the delay of ingestion after its period is over. Of how far CloudWatch
looks back AWS promises no more than N periods, so these have to reach it:

- The first evaluation that knows the point is at most `ceil((timeout + delay) / period)` periods
  after the end of its own.
- Where one of N points is enough, N is its own period and those after it. Where M of N must
  breach, the newest of M may be the late one, and N is M and those after it.

It does not matter how much a long invocation exceeds a threshold, and Lambda Insights may stamp the
start as Lambda does. An invocation that is refused takes no time, but its point is late as well.
`lmgen prove` confirms the formula for every timeout; decision 0035 has the reasons.
"""

from lambda_monitored_gen.catalog.alarm import MINUTE, ONCE
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.hcl.expressions import Expression, Literal, Local, Var
from lambda_monitored_gen.hcl.functions import Call
from lambda_monitored_gen.hcl.type_constraints import NUMBER
from lambda_monitored_gen.rules import Between

INGESTION = Literal(180)
"""Seconds from the end of an invocation until CloudWatch has its metrics, at most; AWS promises no
time, and `lmgen prove` tries as many."""

_DAY = Literal(86_400)
"""Seconds that the periods of an alarm may span; one that spans more is evaluated once an hour."""

_WEEK = Literal(604_800)
"""Seconds that they may span at all, in periods of an hour or more: PutMetricAlarm."""

_TIMEOUT = Var("timeout")

LONGEST = _TIMEOUT + INGESTION
"""Seconds from the start of the longest invocation until CloudWatch has its metrics, at most."""


def enough_periods(breaching: Expression, period: Expression, lasting: Expression) -> Expression:
    """N of M out of N, for points of which the newest comes late.

    Args:
        breaching: M.
        period: Length of a period in seconds.
        lasting: Seconds from the stamp's minute to the end of what is watched, at most.
    """
    return breaching + Call("ceil", lasting / period)


WINDOW_VARIABLES = (
    Variable(
        name="error_rate_period",
        type=NUMBER,
        example=300,
        description=(
            "Length in seconds of one period of the error rate. If null, timeout in whole minutes, "
            "so that a period holds whole invocations. For a job, make it no shorter than the "
            "interval between invocations: two failures of a job that runs every ten minutes "
            "never count together in one-minute periods, and the alarm could never be raised."
        ),
        group="Alarms",
        default=None,
        rules=(Between(minimum=60, maximum=604_800, multiple_of=60, unit="seconds"),),
        source=PUT_METRIC_ALARM,
    ),
    Variable(
        name="error_rate_evaluation_periods",
        type=NUMBER,
        example=3,
        description=(
            "Number of the newest periods that the error rate is judged by. If null, as many as "
            "must breach, and those in which metrics may be missing yet: "
            "error_rate_datapoints_to_alarm + ceil((timeout + 180) / error_rate_period), within "
            "a day."
        ),
        group="Alarms",
        default=None,
        rules=(Between(minimum=1, whole=True, unit="periods"),),
        source=PUT_METRIC_ALARM,
    ),
    Variable(
        name="error_rate_datapoints_to_alarm",
        type=NUMBER,
        example=2,
        description=(
            "Periods, out of error_rate_evaluation_periods, that must breach to raise the alarm. "
            "If null, 2, or 1 where there is only one."
        ),
        group="Alarms",
        default=None,
        rules=(Between(minimum=1, whole=True, unit="periods"),),
        source=PUT_METRIC_ALARM,
    ),
    Variable(
        name="alarm_evaluation_periods",
        type=NUMBER,
        example=3,
        description=(
            "Minutes that the alarms of single invocations look back; one that breaches is enough. "
            "If null, long enough for an invocation of timeout seconds whose metrics come 180 "
            "seconds late. With fewer an alarm is over sooner, so that the next error sends a "
            "message of its own, but it may never see long invocations."
        ),
        group="Alarms",
        default=None,
        rules=(Between(minimum=1, maximum=1440, whole=True, unit="minutes"),),
        source=PUT_METRIC_ALARM,
    ),
)
"""The windows of all alarms. Where they are null, they follow from `timeout`."""

ALARM_EVALUATION_PERIODS = Local(
    "alarm_evaluation_periods",
    Call("coalesce", Var("alarm_evaluation_periods"), enough_periods(ONCE, MINUTE, LONGEST)),
)
"""N of the alarms of single invocations, of which one must breach."""

THROTTLE_EVALUATION_PERIODS = Call(
    "coalesce", Var("alarm_evaluation_periods"), enough_periods(ONCE, MINUTE, INGESTION)
)
"""N of the alarms of what takes no time, such as refused invocations; likewise."""

ERROR_RATE_PERIOD = Local(
    "error_rate_period",
    Call("coalesce", Var("error_rate_period"), Call("ceil", _TIMEOUT / MINUTE) * MINUTE),
)

ERROR_RATE_DATAPOINTS_TO_ALARM = Local(
    "error_rate_datapoints_to_alarm",
    Call(
        "coalesce",
        Var("error_rate_datapoints_to_alarm"),
        Call(
            "min",
            2,
            Call(
                "coalesce",
                Var("error_rate_evaluation_periods"),
                Call("floor", _WEEK / ERROR_RATE_PERIOD),
            ),
        ),
    ),
)

ERROR_RATE_EVALUATION_PERIODS = Local(
    "error_rate_evaluation_periods",
    Call(
        "coalesce",
        Var("error_rate_evaluation_periods"),
        Call(
            "max",
            ERROR_RATE_DATAPOINTS_TO_ALARM,
            Call(
                "min",
                enough_periods(ERROR_RATE_DATAPOINTS_TO_ALARM, ERROR_RATE_PERIOD, LONGEST),
                Call("floor", _DAY / ERROR_RATE_PERIOD),
            ),
        ),
    ),
)

WINDOW_LOCALS = (
    ALARM_EVALUATION_PERIODS,
    ERROR_RATE_PERIOD,
    ERROR_RATE_DATAPOINTS_TO_ALARM,
    ERROR_RATE_EVALUATION_PERIODS,
)
"""What `alarms.tf` declares, so that a formula stands there once."""
