"""An alarm for invocations that Lambda refused."""

from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Metric
from lambda_monitored_gen.catalog.alarm_windows import THROTTLE_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import BOOL

FEATURE = Feature(
    name="throttle_alarm",
    description="An alarm for invocations that Lambda refused for lack of concurrency.",
    default=True,
    variables=(
        Variable(
            name="enable_throttle_alarms",
            type=BOOL,
            example=False,
            description="Whether an alarm watches for invocations refused for lack of concurrency.",
            group="Alarms",
            default=True,
        ),
    ),
    alarms=(
        Alarm(
            name="throttles",
            description=Text(
                "Lambda refused invocations of function {function_name} for lack of concurrency."
            ),
            metric=Metric("AWS/Lambda", "Throttles", "Sum"),
            threshold=Literal(0),
            exists=Var("enable_throttle_alarms"),
            raised="Lambda refuses an invocation",
            given="unless `enable_throttle_alarms = false`",
            remedy=(
                "Compare the account's concurrency with its quota, and the reserved concurrency "
                "of the function with what it needs; ask AWS for a higher quota where both are "
                "used up."
            ),
            noun="throttles",
            output="throttle_alarm_arn",
            control="8.6",
            evaluation_periods=THROTTLE_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            watches="throttle",
        ),
    ),
    suite=SuiteValues(silent={"enable_throttle_alarms": False}),
)
