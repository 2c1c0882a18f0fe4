"""Evaluation of CloudWatch alarms, for emulators, which store alarms but do not evaluate them."""

from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.evaluator import AlarmEvaluator, Evaluation
from lambda_monitored_gen.alarms.missing_data import TreatMissingData, default_evaluation_range
from lambda_monitored_gen.alarms.state import AlarmState

__all__ = [
    "AlarmError",
    "AlarmEvaluator",
    "AlarmState",
    "Evaluation",
    "TreatMissingData",
    "default_evaluation_range",
]
