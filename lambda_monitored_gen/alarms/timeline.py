"""What goes into the engine and what comes out: samples, evaluations, changes, actions.

Times are seconds since 1970 throughout.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from lambda_monitored_gen.alarms.state import AlarmState


class Metric(NamedTuple):
    """The identity of a metric.

    Attributes:
        namespace: Such as `AWS/Lambda`.
        name: Such as `Errors`.
        dimensions: Pairs of name and value, in the order of their names.
        unit: Only samples of this unit; any unit if None.
    """

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()
    unit: str | None = None


class Sample(NamedTuple):
    """One measured value.

    Attributes:
        stamp: The time that it is of. Lambda takes the start of the invocation.
        arrival: The time from which CloudWatch knows it; no evaluation before sees it.
        value: What was measured.
        weight: How often it was measured; more than 1 stands for as many equal samples.
    """

    stamp: float
    arrival: float
    value: float
    weight: float = 1


Samples: TypeAlias = Mapping[Metric, Sequence[Sample]]
"""What was measured, in any order. A metric that is not in it has no data."""


class StateChange(NamedTuple):
    """An alarm goes into another state.

    Attributes:
        time: When the evaluation took place.
        previous: The state until then.
        state: The state from then on.
    """

    time: int
    previous: AlarmState
    state: AlarmState


class Action(NamedTuple):
    """CloudWatch carries out an action.

    Attributes:
        time: When.
        state: The state that the alarm went into.
        arn: What is called, such as an SNS topic.
    """

    time: int
    state: AlarmState
    arn: str


@dataclass(frozen=True)
class Evaluation:
    """The state of an alarm at one evaluation, and the data points behind it.

    Attributes:
        alarm: Its name.
        state: Its state from then on.
        points: The data points of the evaluation range, oldest first; None where there is none.
        breaching: For each of `points` whether it breaches, None where there is none.
    """

    alarm: str
    state: AlarmState
    points: tuple[float | None, ...]
    breaching: tuple[bool | None, ...]

    def __str__(self) -> str:
        points = ["-" if point is None else f"{point:g}" for point in self.points]
        return f"{self.alarm} is {self.state.value} with the points {' '.join(points)}"


@dataclass(frozen=True)
class Timeline:
    """The life of an alarm over a span of time.

    Attributes:
        alarm: Its name.
        times: When it was evaluated.
        initial: The state until the first change.
        changes: The changes of its state, each at one of these times.
        actions: What these changes carried out, in order.
    """

    alarm: str
    times: range
    initial: AlarmState
    changes: tuple[StateChange, ...]
    actions: tuple[Action, ...]

    @property
    def states(self) -> tuple[AlarmState, ...]:
        """The state after each evaluation."""
        starts = [0, *(self.times.index(change.time) for change in self.changes)]
        ends = [*starts[1:], len(self.times)]
        states = (self.initial, *(change.state for change in self.changes))
        rows = (
            [state] * (end - start) for start, end, state in zip(starts, ends, states, strict=True)
        )
        return tuple(chain.from_iterable(rows))

    def state_at(self, time: float) -> AlarmState | None:
        """The state at a time; None before the first evaluation.

        Args:
            time: Any time, also between evaluations.
        """
        if not self.times or time < self.times[0]:
            return None
        passed = bisect_right(self.changes, time, key=attrgetter("time"))
        return self.changes[passed - 1].state if passed else self.initial
