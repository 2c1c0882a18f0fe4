"""How alarms are replayed."""

from dataclasses import dataclass

from lambda_monitored_gen.alarms import DEFAULTS, AlarmState, EvaluationParameters


@dataclass(frozen=True)
class Settings:
    """How to replay.

    Attributes:
        start: The first moment; None for that of the trace.
        end: The last moment; None for that of the trace.
        initial: The state of every alarm before; None where they are created at the start.
        parameters: What AWS leaves open.
        delay: Seconds from the end of a minute, or of an invocation, until its metrics are known.
            The trace's arrivals have it already.
        objective: Percentage of invocations that should succeed; None for none.
        objective_days: Days over which the error budget is counted.
    """

    start: int | None = None
    end: int | None = None
    initial: AlarmState | None = None
    parameters: EvaluationParameters = DEFAULTS
    delay: int = 0
    objective: float | None = None
    objective_days: int = 30
