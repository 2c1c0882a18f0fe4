"""Errors of replaying alarms."""

from lambda_monitored_gen.errors import LmgenError


class SimulationError(LmgenError):
    """What should be replayed cannot be read, fetched or judged."""
