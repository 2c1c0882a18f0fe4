"""An alarm for lines of the log, so for errors that the code catches."""

from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Metric
from lambda_monitored_gen.catalog.alarm_windows import ALARM_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.picture import Picture
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import BOOL, STRING
from lambda_monitored_gen.rules import LengthBetween, RegexMatches

_FILTER_PATTERNS = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"
)
_JSON_PATTERN = '{ $.level = "ERROR" }'

_ENABLED = Var("enable_log_alarm")

_ERROR = "ERROR"
"""A word by itself is found in text and in JSON alike: the filter need not know the format."""

FEATURE = Feature(
    name="log_alarm",
    description=(
        "An alarm for lines of the log that match a pattern, by default for errors that the code "
        "catches and logs."
    ),
    variables=(
        Variable(
            name=_ENABLED.name,
            type=BOOL,
            example=False,
            description="Whether an alarm watches the log for lines that match log_alarm_pattern.",
            group="Alarms",
            default=True,
        ),
        Variable(
            name="log_alarm_pattern",
            type=STRING,
            example=_JSON_PATTERN,
            description=(
                "Filter pattern of CloudWatch Logs; a line of the log that it matches raises an "
                "alarm. The word ERROR is found in text and in JSON; a pattern for JSON, such as "
                '{ $.level = "ERROR" }, ignores messages that merely contain it.'
            ),
            group="Alarms",
            default=_ERROR,
            rules=(
                LengthBetween(1, 1024),
                # The provider cuts white space off, and an empty pattern matches every line.
                RegexMatches(r"[^\s]", "a pattern with more than white space"),
            ),
            source=_FILTER_PATTERNS,
        ),
    ),
    alarms=(
        Alarm(
            name="log_lines",
            description=Text(
                "Lambda function {function_name} has logged lines that log_alarm_pattern matches."
            ),
            # A filter on text has no dimensions, so each function has a metric of its own.
            metric=Metric("LambdaLogs", Text("{function_name}-log-lines"), "Sum", ()),
            threshold=Literal(0),
            exists=_ENABLED,
            raised="the function logs a line that `log_alarm_pattern` matches",
            given="unless `enable_log_alarm = false`",
            remedy=(
                "Search the log group for the pattern around the time of the alarm. What the code "
                "caught did not fail the invocation, so nothing else tells of it."
            ),
            noun="log lines",
            output="log_alarm_arn",
            evaluation_periods=ALARM_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
            watches="log-line",
        ),
    ),
    suite=SuiteValues(
        everything={"log_alarm_pattern": _JSON_PATTERN},
        silent={_ENABLED.name: False},
    ),
    costs="the custom metric of the log alarm",
    picture=Picture(
        arrows=(("logs", "alarms"),),
    ),
)
