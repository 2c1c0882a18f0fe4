"""What goes wrong with the evaluation of an alarm."""

from lambda_monitored_gen.errors import LmgenError


class AlarmError(LmgenError):
    """The alarm does not exist, or has something that the evaluator does not know."""
