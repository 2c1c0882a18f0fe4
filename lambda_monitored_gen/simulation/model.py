"""What a replay shows: the one value that text, JSON, plots and pages are drawn from.

Times are seconds since 1970 throughout.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from lambda_monitored_gen.alarms import (
    AlarmState,
    EvaluationParameters,
    MetricAlarm,
    StateChange,
    Timeline,
)
from lambda_monitored_gen.simulation.activity import Activity, activity_of
from lambda_monitored_gen.simulation.trace import Incident, Trace


class Page(NamedTuple):
    """One notification: whoever the alarm's actions reach is told, once for each change.

    Attributes:
        time: When.
        state: The state that the alarm went into.
        at_creation: Whether it is of the first evaluation of a new alarm.
    """

    time: int
    state: AlarmState
    at_creation: bool


class DataPoint(NamedTuple):
    """One data point of an evaluation range.

    Attributes:
        start: Where its period begins.
        value: What is compared with the threshold; None where there is none.
        breaches: Whether it breaches; None where there is none.
    """

    start: int
    value: float | None
    breaches: bool | None


class Decision(NamedTuple):
    """A change of an alarm's state, and the data points that decided.

    Attributes:
        change: The change.
        points: Those of the evaluation range, oldest first.
    """

    change: StateChange
    points: tuple[DataPoint, ...]


class IncidentScore(NamedTuple):
    """What alarms made of one incident.

    Attributes:
        incident: The incident.
        paged: When the first message went out that it is bad; None if none did.
        reset: When nothing was in ALARM any more at or after its end; None if not in the trace, or
            if it was missed.
        budget_spent: The share of the error budget that the incident had spent when the first page
            went out, 1 for all of it; None without a page or an objective.
        ringing_before: Whether an alarm was in ALARM when it began, so that it could tell nobody.
    """

    incident: Incident
    paged: int | None
    reset: int | None
    budget_spent: float | None
    ringing_before: bool

    @property
    def detection_seconds(self) -> int | None:
        """Seconds from its start to the first page."""
        return None if self.paged is None else self.paged - self.incident.start

    @property
    def reset_seconds(self) -> int | None:
        """Seconds from its end until nothing was in ALARM any more."""
        return None if self.reset is None else max(self.reset - self.incident.end, 0)


@dataclass(frozen=True)
class Score:
    """How well one alarm, or all of them together, told of the incidents.

    Source of the terms: Google's SRE workbook, chapter "Alerting on SLOs",
    <https://sre.google/workbook/alerting-on-slos/>.

    Attributes:
        alarm_pages: Messages that something went into ALARM.
        matched: Those of them that an incident had caused.
        incidents: One for each incident.
    """

    alarm_pages: int
    matched: int
    incidents: tuple[IncidentScore, ...]

    @property
    def precision(self) -> float | None:
        """The share of pages that were of an incident; None without any page."""
        return self.matched / self.alarm_pages if self.alarm_pages else None

    @property
    def recall(self) -> float | None:
        """The share of incidents that were paged for; None without any incident."""
        return 1 - self.missed / len(self.incidents) if self.incidents else None

    @property
    def missed(self) -> int:
        """Incidents that nobody was told of."""
        return sum(each.paged is None for each in self.incidents)

    @property
    def detection_seconds(self) -> int | None:
        """The longest time from the start of an incident to its first page; None without any."""
        return max(_known(each.detection_seconds for each in self.incidents), default=None)

    @property
    def reset_seconds(self) -> int | None:
        """The longest time from the end of an incident until nothing rang; None without any."""
        return max(_known(each.reset_seconds for each in self.incidents), default=None)

    @property
    def budget_spent(self) -> float | None:
        """The largest share of the error budget that was spent before a page."""
        return max(_known(each.budget_spent for each in self.incidents), default=None)


def _known(values: Any) -> list[Any]:  # noqa: ANN401 - numbers of one kind
    return [each for each in values if each is not None]


@dataclass(frozen=True)
class AlarmReplay:
    """What one alarm did.

    Attributes:
        description: The alarm as DescribeAlarms has it.
        alarm: The same, read.
        timeline: Its states.
        pages: Who was told what, and when, in order.
        score: How well it told of the incidents; None where nobody has labelled any.
    """

    description: Mapping[str, Any]
    alarm: MetricAlarm
    timeline: Timeline
    pages: tuple[Page, ...]
    score: Score | None

    @property
    def name(self) -> str:
        """Its name."""
        return self.alarm.name

    @cached_property
    def seconds_in(self) -> Mapping[AlarmState, int]:
        """The seconds that it was in each state, from its first evaluation to its last."""
        found = dict.fromkeys(AlarmState, 0)
        for start, end, state in self.bands:
            found[state] += end - start
        return found

    @cached_property
    def bands(self) -> tuple[tuple[int, int, AlarmState], ...]:
        """Stretches of one state: start, end and state, without gaps."""
        times, changes = self.timeline.times, self.timeline.changes
        if not times:
            return ()
        edges = [times[0], *(each.time for each in changes), times[-1]]
        states = [self.timeline.initial, *(each.state for each in changes)]
        return tuple(
            (start, end, state)
            for (start, end), state in zip(pairwise(edges), states, strict=True)
            if end > start
        )


class Unjudged(NamedTuple):
    """An alarm that was not replayed.

    Attributes:
        name: Its name.
        reason: Why, as a clause.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Variant:
    """One set of alarms: those of a spec with some values, or those of a file.

    Attributes:
        label: What people call it, such as `immediate`; empty where there is only one.
        alarms: What each of them did.
        unjudged: Those that were not replayed.
        together: How well all of them together told of the incidents; None where nobody has
            labelled any.
    """

    label: str
    alarms: tuple[AlarmReplay, ...]
    unjudged: tuple[Unjudged, ...]
    together: Score | None

    @property
    def pages(self) -> int:
        """Messages of all its alarms."""
        return sum(len(each.pages) for each in self.alarms)


@dataclass(frozen=True)
class Replay:
    """Alarms replayed over a trace.

    Attributes:
        trace: What was measured.
        start: The first moment.
        end: The last moment.
        created: Whether the alarms were created at the start; if not, they were there before.
        variants: The sets of alarms, in the order in which they were asked for.
        parameters: What was taken for granted of CloudWatch.
        delay: Seconds from the end of a minute, or of an invocation, until its metrics are known.
        objective: Percentage of invocations that should succeed in `objective_days`; None for none.
        objective_days: Days over which the error budget is counted.
    """

    trace: Trace
    start: int
    end: int
    created: bool
    variants: tuple[Variant, ...]
    parameters: EvaluationParameters
    delay: int
    objective: float | None
    objective_days: int

    @cached_property
    def activity(self) -> Activity:
        """What the function did in each minute between start and end."""
        return activity_of(self.trace, self.start, self.end)
