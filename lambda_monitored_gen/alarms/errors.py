"""Errors of evaluating an alarm."""

from lambda_monitored_gen.errors import LmgenError


class AlarmError(LmgenError):
    """The alarm does not exist, or uses something that the evaluator does not support."""
