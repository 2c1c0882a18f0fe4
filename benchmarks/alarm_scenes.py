"""The scenes of the time lines in docs/alarms.md, which `benchmarks.alarm_pictures` draws.

Times are seconds after noon.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from lambda_monitored_gen.alarms import (
    AlarmState,
    Evaluation,
    Metric,
    MetricAlarm,
    Sample,
    Timeline,
    evaluate_once,
    evaluate_over_time,
    read_alarm,
)
from lambda_monitored_gen.alarms.cases import NOON
from lambda_monitored_gen.alarms.invocations import MINUTE

METRIC = Metric("AWS/Lambda", "Errors")
STALLED = 4
"""The minute whose data comes late in one scene."""


class Invocation(NamedTuple):
    """An invocation, and when CloudWatch knows of it.

    Attributes:
        start: The stamp of its metrics.
        duration: From its start to its end, in seconds.
        delay: From its end to the arrival of its metrics, in seconds.
        value: Its value of the metric.
    """

    start: int
    duration: int = 0
    delay: int = 0
    value: float = 1

    @property
    def end(self) -> int:
        """When it ends."""
        return self.start + self.duration

    @property
    def arrival(self) -> int:
        """When CloudWatch knows it."""
        return self.end + self.delay


@dataclass(frozen=True)
class Panel:
    """One alarm and what it sees.

    Attributes:
        title: What is special in it.
        settings: What DescribeAlarms says of the alarm, as far as it is not `Errors > 0`.
        invocations: All that happens.
        evaluations: Those whose data points are drawn.
        created: When the alarm is created; None if it is OK since long.
        shows_invocations: False if the panel above has the same.
        bad_from: From which value on an invocation is drawn as a bad one.
    """

    title: str
    settings: dict[str, Any] = field(default_factory=dict)
    invocations: tuple[Invocation, ...] = ()
    evaluations: tuple[int, ...] = ()
    created: int | None = None
    shows_invocations: bool = True
    bad_from: float = 1

    @cached_property
    def alarm(self) -> MetricAlarm:
        """The alarm."""
        description = {
            "AlarmName": self.title,
            "Namespace": METRIC.namespace,
            "MetricName": METRIC.name,
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0,
            "TreatMissingData": "notBreaching",
            "StateValue": "OK",
        }
        return read_alarm({**description, **self.settings})

    @cached_property
    def samples(self) -> dict[Metric, list[Sample]]:
        """What CloudWatch gets."""
        return {
            METRIC: [
                Sample(NOON + each.start, NOON + each.arrival, each.value)
                for each in self.invocations
            ]
        }

    def timeline(self, start: int, end: int) -> Timeline:
        """Evaluate the alarm for the whole picture."""
        first, initial = start, AlarmState.OK
        if self.created is not None:
            first, initial = self.created, AlarmState.INSUFFICIENT_DATA
        return evaluate_over_time(
            self.alarm, self.samples, start=NOON + first, end=NOON + end, initial=initial
        )

    def evaluation(self, at: int) -> Evaluation:
        """Evaluate the alarm once, for its data points."""
        return evaluate_once(self.alarm, self.samples, at=NOON + at)


@dataclass(frozen=True)
class Scene:
    """A picture.

    Attributes:
        name: Of its file.
        title: What it shows.
        start: Where its time begins.
        end: Where it ends.
        panels: From top to bottom.
        tick: Seconds between the times on its axis.
    """

    name: str
    title: str
    start: int
    end: int
    panels: tuple[Panel, ...]
    tick: int = 120


def _healthy(first: int, last: int) -> tuple[Invocation, ...]:
    return tuple(Invocation(minute * MINUTE + 5, value=0) for minute in range(first, last + 1))


def _sliding() -> Scene:
    failures = (Invocation(4 * MINUTE + 25), Invocation(6 * MINUTE + 40))
    looks = tuple(minute * MINUTE for minute in (5, 6, 7, 9, 10))
    settings = {"Period": 300, "Threshold": 1}
    title = "more than one failure within five minutes; N = 1"
    panel = Panel(title, settings, (*_healthy(-20, 13), *failures), looks)
    title = "A period of five minutes ends at every minute, not at 12:05 and 12:10"
    return Scene("sliding", title, -MINUTE * 3, 14 * MINUTE, (panel,))


def _meeting() -> Scene:
    settings = {"EvaluationPeriods": 2}
    panels = []
    for gap, look in ((5, 7), (10, 12)):
        failures = tuple(
            Invocation(minute * MINUTE + 20, 5, MINUTE - 5) for minute in range(0, 18, gap)
        )
        title = f"a job fails every {gap} minutes, and CloudWatch knows it a minute after its start"
        panels.append(Panel(title, settings, failures, (look * MINUTE,)))
    title = "Two of two minutes: failures meet if both are in the evaluation range"
    return Scene("meeting", title, 0, 20 * MINUTE, tuple(panels))


def _long() -> Scene:
    short = (Invocation(20, 3 * MINUTE, 30),)
    long = (Invocation(20, 12 * MINUTE, 30),)
    wide = {"EvaluationPeriods": 20, "DatapointsToAlarm": 1}
    panels = (
        Panel("fails after 3 minutes; N = 1", {}, short, (4 * MINUTE,)),
        Panel("fails after 12 minutes; N = 1", {}, long, (13 * MINUTE,)),
        Panel("the same with 1 of N = 20", wide, long, (13 * MINUTE,), shows_invocations=False),
    )
    title = "A long invocation is stamped with its start, where a short alarm no longer looks"
    return Scene("long-invocation", title, -MINUTE * 2, 25 * MINUTE, panels)


def _missing() -> Scene:
    seen = (
        *_healthy(-10, 2),
        Invocation(3 * MINUTE + 20),
        Invocation(4 * MINUTE + 20),
        Invocation(17 * MINUTE + 20),
    )
    common = {"EvaluationPeriods": 3, "DatapointsToAlarm": 2}
    panels = (
        Panel(
            setting,
            {**common, "TreatMissingData": setting},
            seen,
            shows_invocations=setting == "missing",
        )
        for setting in ("missing", "ignore", "breaching", "notBreaching")
    )
    title = "One metric, four settings of treat_missing_data (2 of 3 periods of a minute)"
    return Scene("missing-data", title, 0, 28 * MINUTE, tuple(panels), 4 * MINUTE)


def _late() -> Scene:
    seen = (
        *(
            Invocation(minute * MINUTE + second, value=value)
            for minute in range(-9, 12)
            if minute != STALLED
            for second, value in ((15, 200), (35, 100))
        ),
        Invocation(STALLED * MINUTE + 15, value=900),
        Invocation(STALLED * MINUTE + 35, delay=75, value=100),
    )
    settings = {"Statistic": "Average", "Threshold": 600}
    robust = {**settings, "EvaluationPeriods": 3, "DatapointsToAlarm": 2}
    looks = (5 * MINUTE, 6 * MINUTE)
    panels = (
        Panel("N = 1: rings by half of the data", settings, seen, looks, bad_from=600),
        Panel("2 of 3: waits for the rest", robust, seen, looks, shows_invocations=False),
    )
    title = "Late data: the average of 12:04 is 900 at 12:05, and 500 at 12:06"
    return Scene("late-data", title, 0, 12 * MINUTE, panels)


def _creation() -> Scene:
    actions = {
        "AlarmActions": ["alarm_actions"],
        "OKActions": ["ok_actions"],
        "InsufficientDataActions": ["insufficient_data_actions"],
    }
    created = 4 * MINUTE + 30
    failure = (Invocation(2 * MINUTE + 20),)
    panels = (
        Panel("created at 12:04:30, after a failure", actions, failure, (5 * MINUTE,), created),
        *(
            Panel(
                f"without data, {setting}",
                {**actions, "TreatMissingData": setting},
                evaluations=(5 * MINUTE,),
                created=created,
                shows_invocations=False,
            )
            for setting in ("notBreaching", "missing")
        ),
    )
    title = "A new alarm looks back, and its first change of state runs actions"
    return Scene("creation", title, -3 * MINUTE, 13 * MINUTE, panels)


SCENES = (_sliding(), _meeting(), _long(), _missing(), _late(), _creation())
"""All pictures."""
