"""Concurrency that is reserved for the function, and an alarm before it is used up."""

from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Metric, above
from lambda_monitored_gen.catalog.alarm_windows import ALARM_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.functions import Choice
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER
from lambda_monitored_gen.rules import Between

_RESERVED = Var("reserved_concurrent_executions")
_PERCENTAGE = Var("reserved_concurrency_threshold_percent")
_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"

FEATURE = Feature(
    name="reserved_concurrency",
    description=(
        "Concurrency that is reserved for the function and limits it, with an alarm before all of "
        "it is in use."
    ),
    satisfies=("CKV_AWS_115",),
    variables=(
        Variable(
            name=_RESERVED.name,
            type=NUMBER,
            example=10,
            description=(
                "Invocations that may run at a time, which other functions of the account cannot "
                "have. With 0 the function is stopped: Lambda refuses every invocation. If null, "
                "the function shares what the account has with all others."
            ),
            group="Concurrency",
            default=None,
            rules=(Between(minimum=0, whole=True, unit="invocations"),),
            source=_SOURCE,
        ),
        Variable(
            name=_PERCENTAGE.name,
            type=NUMBER,
            example=75,
            description=(
                "Percentage of reserved_concurrent_executions in use above which an alarm is "
                "raised; 100 stands for all of it."
            ),
            group="Alarms",
            default=90,
            rules=(Between(minimum=0, above=True, maximum=100, unit="percent"),),
            source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html",
        ),
    ),
    alarms=(
        Alarm(
            name="reserved_concurrency",
            description=Choice(
                _PERCENTAGE.equals(100),
                Text(
                    "Lambda function {function_name} used all of its reserved concurrency of "
                    "{reserved_concurrent_executions}."
                ),
                Text(
                    "Lambda function {function_name} used more than "
                    "{reserved_concurrency_threshold_percent} % of its reserved concurrency of "
                    "{reserved_concurrent_executions}."
                ),
            ),
            metric=Metric("AWS/Lambda", "ConcurrentExecutions", "Maximum"),
            threshold=_RESERVED * _PERCENTAGE / 100,
            # What is stopped uses nothing.
            exists=_RESERVED.is_set() & _RESERVED.differs_from(0),
            raised=(
                "more than `reserved_concurrency_threshold_percent` percent of the reserved "
                "concurrency is in use, or all of it where that is 100"
            ),
            given="when `reserved_concurrent_executions` is given and not 0",
            remedy=(
                "Reserve more before invocations are refused, make them shorter, or let less of "
                "what triggers the function run at a time."
            ),
            noun="concurrency",
            output="reserved_concurrency_alarm_arn",
            control="8.6",
            # AWS does not say whether this metric, too, has the time at which invocations started.
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            comparison=above(_PERCENTAGE.name),
            unit="invocations at a time",
            ringing={_RESERVED.name: 10},
        ),
    ),
    suite=SuiteValues(everything={_RESERVED.name: 10, _PERCENTAGE.name: 75}),
    controls={
        "8.6": "a part of the account's concurrency is reserved for the function, and limits it",
    },
)
