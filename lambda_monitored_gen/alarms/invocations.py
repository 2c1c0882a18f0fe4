"""Invocations of a Lambda function, and the samples by which CloudWatch learns of them.

Sources: the section on viewing metrics of the Lambda developer guide, for the stamp of metrics of
AWS/Lambda, for when they are sent and for what throttled invocations count as; the section on
metrics collected by Lambda Insights of the CloudWatch user guide; that on metric filters of the
CloudWatch Logs user guide.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import NamedTuple, TypeAlias

from lambda_monitored_gen.alarms.alarm import MetricAlarm
from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.timeline import Metric, Sample

MINUTE = 60


class Outcome(Enum):
    """What becomes of an invocation."""

    SUCCEEDED = "succeeds"
    FAILED = "fails"
    REFUSED = "is refused"


LOG_LINES = "LambdaLogs"
"""Namespace in which metric filters count lines of logs, with a metric for each function."""


class Stamp(Enum):
    """The time that a data point has which is not Lambda's own.

    Of Lambda Insights AWS does not say which it is. A line of the log has the time at which it was
    written, which is one of these or in between.
    """

    START = "start"
    END = "end"


class Invocation(NamedTuple):
    """One invocation, or several that are equal.

    Attributes:
        start: When it starts, in seconds since 1970.
        duration: Seconds that it takes.
        delay: Seconds from its end until CloudWatch knows its metrics.
        outcome: What becomes of it.
        memory: Percentage of the function's memory that it uses.
        lines: Lines of its log that a metric filter matches.
        number: How many there are of it.
    """

    start: int
    duration: int = 0
    delay: int = 0
    outcome: Outcome = Outcome.SUCCEEDED
    memory: int = 0
    lines: int = 0
    number: int = 1

    @property
    def end(self) -> int:
        """When it ends, in seconds since 1970."""
        return self.start + self.duration

    @property
    def arrival(self) -> int:
        """When CloudWatch knows its metrics, in seconds since 1970."""
        return self.end + self.delay


Measure: TypeAlias = Callable[[Invocation], float | None]
"""From an invocation to the value of a metric; None where it has none."""


def _ran(invocation: Invocation, value: float) -> float | None:
    # A refused invocation counts neither as an invocation nor as an error, and has no duration.
    return None if invocation.outcome is Outcome.REFUSED else value


MEASURES: Mapping[tuple[str, str], Measure] = {
    ("AWS/Lambda", "Errors"): lambda each: _ran(each, each.outcome is Outcome.FAILED),
    ("AWS/Lambda", "Invocations"): lambda each: _ran(each, 1),
    ("AWS/Lambda", "Duration"): lambda each: _ran(each, each.duration * 1000),
    # A 0 comes with every invocation: it can push older points out of an alarm's window.
    ("AWS/Lambda", "Throttles"): lambda each: each.outcome is Outcome.REFUSED,
    ("LambdaInsights", "memory_utilization"): lambda each: _ran(each, each.memory),
}
"""What is known to be measured of an invocation, by namespace and name."""


def measure_of(alarm: MetricAlarm, metric: Metric) -> Measure:
    """What a metric of an alarm is of each invocation.

    Raises:
        AlarmError: It is not known.
    """
    if metric.namespace == LOG_LINES:
        # Where nothing matches, a filter without a default value publishes nothing.
        return lambda each: each.lines or None
    found = MEASURES.get((metric.namespace, metric.name))
    if found is None:
        known = ", ".join(f"{name} of {namespace}" for namespace, name in MEASURES)
        raise AlarmError(
            f"alarm {alarm.name} reads {metric.name} of {metric.namespace}, and it is not known "
            f"what an invocation adds to that. Known: {known}."
        )
    return found


def samples_of(
    alarm: MetricAlarm, invocations: Iterable[Invocation], stamp: Stamp = Stamp.START
) -> dict[Metric, list[Sample]]:
    """Tell what CloudWatch learns of invocations, by the metrics that an alarm reads.

    Args:
        alarm: The alarm.
        invocations: In any order.
        stamp: Which time data have that are not Lambda's own.

    Raises:
        AlarmError: The alarm reads a metric that is not known.
    """
    wanted = {each.metric: measure_of(alarm, each.metric) for each in alarm.metrics.values()}
    samples: dict[Metric, list[Sample]] = {metric: [] for metric in wanted}
    for invocation in invocations:
        for metric, measure in wanted.items():
            value = measure(invocation)
            if value is not None:
                time = stamp_of(metric, invocation, stamp)
                samples[metric].append(
                    Sample(time, invocation.arrival, float(value), invocation.number)
                )
    return samples


def stamp_of(metric: Metric, invocation: Invocation, stamp: Stamp) -> int:
    """The minute that a metric of an invocation is stamped with, in seconds since 1970.

    Args:
        metric: The metric.
        invocation: The invocation.
        stamp: Which time it has if it is not Lambda's own.
    """
    other = metric.namespace in {"LambdaInsights", LOG_LINES}
    time = invocation.end if other and stamp is Stamp.END else invocation.start
    return time // MINUTE * MINUTE
