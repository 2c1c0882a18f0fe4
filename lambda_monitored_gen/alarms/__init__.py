"""Evaluation of CloudWatch alarms over time: samples and alarms in; states and actions out.

`read_alarm` makes an alarm of what DescribeAlarms says. `evaluate_over_time` gives its states,
changes and actions, `evaluate_once` one evaluation with its data points. `AlarmEvaluator` does the
latter for emulators, which store alarms but do not evaluate them. `prove` tells whether an alarm
rings for every invocation that it should see. The package needs nothing but the
standard library; what AWS does not document is in `EvaluationParameters`.
"""

from lambda_monitored_gen.alarms.alarm import MetricAlarm, MetricStat
from lambda_monitored_gen.alarms.cases import LATEST, Rhythm, Watched
from lambda_monitored_gen.alarms.description import read_alarm
from lambda_monitored_gen.alarms.engine import evaluate_once, evaluate_over_time
from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.evaluator import AlarmEvaluator
from lambda_monitored_gen.alarms.missing_data import TreatMissingData
from lambda_monitored_gen.alarms.parameters import (
    DEFAULTS,
    EvaluationParameters,
    LowSamples,
    PercentileMethod,
)
from lambda_monitored_gen.alarms.proof import Proof, prove
from lambda_monitored_gen.alarms.scenarios import Scenario
from lambda_monitored_gen.alarms.state import AlarmState
from lambda_monitored_gen.alarms.timeline import (
    Action,
    Evaluation,
    Metric,
    Sample,
    Samples,
    StateChange,
    Timeline,
)

__all__ = [
    "DEFAULTS",
    "LATEST",
    "Action",
    "AlarmError",
    "AlarmEvaluator",
    "AlarmState",
    "Evaluation",
    "EvaluationParameters",
    "LowSamples",
    "Metric",
    "MetricAlarm",
    "MetricStat",
    "PercentileMethod",
    "Proof",
    "Rhythm",
    "Sample",
    "Samples",
    "Scenario",
    "StateChange",
    "Timeline",
    "TreatMissingData",
    "Watched",
    "evaluate_once",
    "evaluate_over_time",
    "prove",
    "read_alarm",
]
