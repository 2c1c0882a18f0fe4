"""An alarm for what is unusual for the function, as CloudWatch has learned it."""

from lambda_monitored_gen.catalog.alarm import Alarm, Metric, MetricMath
from lambda_monitored_gen.catalog.alarm_windows import LONGEST, enough_periods
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING
from lambda_monitored_gen.rules import Between, OneOf

_ENABLED = Var("enable_anomaly_alarm")
_METRIC = Var("anomaly_detection_metric")
_WIDTH = Var("anomaly_detection_band_width")
_SOURCE = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "CloudWatch_Anomaly_Detection.html"
)

_FIVE_MINUTES = Literal(300)
_BREACHING = Literal(3)

DURATION = Alarm(
    name="duration_anomaly",
    description=Text(
        "Invocations of Lambda function {function_name} take longer than usual at this time."
    ),
    metric=MetricMath(
        id="expected",
        label="Duration (expected)",
        expression=Text("ANOMALY_DETECTION_BAND(duration, {anomaly_detection_band_width})"),
        metrics={"duration": Metric("AWS/Lambda", "Duration", "Average")},
    ),
    threshold=None,
    exists=_ENABLED & _METRIC.equals("duration"),
    raised=(
        "in three periods of five minutes invocations take longer on average than the band of "
        "what is usual"
    ),
    given='with `anomaly_detection_metric = "duration"`',
    remedy=(
        "Look at the metric with its band in CloudWatch: a step says that a deployment or "
        "something that the function calls has made it slower, a slope that its data grows."
    ),
    noun="duration",
    output="anomaly_alarm_arn",
    period=_FIVE_MINUTES,
    evaluation_periods=enough_periods(_BREACHING, _FIVE_MINUTES, LONGEST),
    datapoints_to_alarm=_BREACHING,
    comparison=Literal("GreaterThanUpperThreshold"),
    ringing={_METRIC.name: "duration"},
)

INVOCATIONS = DURATION._replace(
    name="invocations_anomaly",
    description=Text(
        "Lambda function {function_name} is invoked more or less often than usual at this time."
    ),
    metric=MetricMath(
        id="expected",
        label="Invocations (expected)",
        expression=Text("ANOMALY_DETECTION_BAND(invocations, {anomaly_detection_band_width})"),
        metrics={"invocations": Metric("AWS/Lambda", "Invocations", "Sum")},
    ),
    exists=_ENABLED & _METRIC.equals("invocations"),
    raised=(
        "in three periods of five minutes the function is invoked more or less often than the "
        "band of what is usual"
    ),
    given='with `anomaly_detection_metric = "invocations"`',
    remedy=(
        "Look at what invokes the function: it may have slowed down, try again and again, or have "
        "more to do."
    ),
    noun="invocations",
    comparison=Literal("LessThanLowerOrGreaterThanUpperThreshold"),
    ringing={_METRIC.name: "invocations"},
)

FEATURE = Feature(
    name="anomaly_detection",
    description=(
        "An alarm for durations or invocations that are unusual for the function, as CloudWatch "
        "has learned it."
    ),
    variables=(
        Variable(
            name=_ENABLED.name,
            type=BOOL,
            example=False,
            description="Whether an alarm watches for what is unusual for the function.",
            group="Alarms",
            default=True,
        ),
        Variable(
            name=_METRIC.name,
            type=STRING,
            example="invocations",
            description=(
                "What CloudWatch learns, and what raises the alarm: 'duration' when invocations "
                "take longer than usual, 'invocations' when there are more or fewer of them."
            ),
            group="Alarms",
            default="duration",
            rules=(OneOf(("duration", "invocations")),),
            source=_SOURCE,
        ),
        Variable(
            name=_WIDTH.name,
            type=NUMBER,
            example=3,
            description=(
                "Width of the band of what is usual, in standard deviations to each side; a wider "
                "one raises fewer alarms."
            ),
            group="Alarms",
            default=2,
            rules=(Between(minimum=0, above=True, unit="standard deviations"),),
            source=_SOURCE,
        ),
    ),
    alarms=(DURATION, INVOCATIONS),
    suite=SuiteValues(
        everything={_METRIC.name: "invocations", _WIDTH.name: 3},
        silent={_ENABLED.name: False},
    ),
    controls={
        "8.16": "what is unusual for the function is noticed without a threshold",
    },
    costs="the alarm of anomalies like three alarms",
)
