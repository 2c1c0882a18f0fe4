"""How well alarms told of incidents, in the terms of Google's SRE workbook.

Source: chapter "Alerting on SLOs", <https://sre.google/workbook/alerting-on-slos/>: precision is
the proportion of events detected that were significant, recall the proportion of significant events
detected, detection time how long it takes to send notifications, reset time how long alerts fire
after an issue is resolved.

What the chapter leaves open: a page is of an incident if it goes out from the incident's start
until as long after its end as the alarm looks back, for until then a data point of the incident can
have caused it. An alarm that was in ALARM already when the incident began tells nobody of it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from math import isnan
from typing import TypeAlias

from lambda_monitored_gen.alarms import AlarmState, MetricAlarm, Timeline
from lambda_monitored_gen.simulation.model import IncidentScore, Page, Score
from lambda_monitored_gen.simulation.settings import Settings
from lambda_monitored_gen.simulation.trace import LAMBDA, Incident, Trace

Lived: TypeAlias = tuple[MetricAlarm, Timeline, tuple[Page, ...]]
"""An alarm, its states and its pages."""

_DAY = 86_400
_ERRORS, _INVOCATIONS = "Errors", "Invocations"


class Judge:
    """Scores alarms against the incidents of a trace.

    Args:
        trace: What was measured, with incidents.
        start: The first moment that was replayed.
        end: The last one.
        settings: For the objective, and for how late metrics are.
    """

    def __init__(self, trace: Trace, start: int, end: int, settings: Settings) -> None:
        self.incidents = [x for x in trace.incidents if x.start < end and x.end > start]
        self.delay = settings.delay
        self.budget = _Budget(trace, settings) if settings.objective else None

    def score(self, lived: Sequence[Lived]) -> Score:
        """Score alarms together: the first page of any of them counts.

        Args:
            lived: What each of them did.
        """
        pages = [
            (page.time, self._grace(alarm))
            for alarm, _, sent in lived
            for page in sent
            if page.state is AlarmState.ALARM
        ]
        matched = sum(any(_is_of(incident, *page) for incident in self.incidents) for page in pages)
        return Score(len(pages), matched, tuple(self._one(x, lived, pages) for x in self.incidents))

    def _grace(self, alarm: MetricAlarm) -> int:
        return alarm.evaluation_periods * alarm.period + self.delay

    def _one(
        self, incident: Incident, lived: Sequence[Lived], pages: Sequence[tuple[int, int]]
    ) -> IncidentScore:
        times = [time for time, grace in pages if _is_of(incident, time, grace)]
        paged = min(times, default=None)
        before = any(
            timeline.state_at(incident.start - 1) is AlarmState.ALARM for _, timeline, _ in lived
        )
        reset, spent = None, None
        if paged is not None:
            since = max(incident.end, paged)
            resets = [_reset(timeline, since) for _, timeline, _ in lived]
            known = [each for each in resets if each is not None]
            reset = max(known) if len(known) == len(resets) else None
            spent = self.budget.spent(incident.start, paged) if self.budget else None
        return IncidentScore(incident, paged, reset, spent, before)


def _is_of(incident: Incident, time: int, grace: int) -> bool:
    return incident.start <= time <= incident.end + grace


def _reset(timeline: Timeline, since: int) -> int | None:
    """When an alarm was not in ALARM at or after a time; None if it still was at the end."""
    if timeline.state_at(since) is not AlarmState.ALARM:
        return since
    return next((change.time for change in timeline.changes if change.time > since), None)


class _Budget:
    """The error budget: failures that the objective allows in its days.

    How many invocations there are in those days is taken from the trace's rate.
    """

    def __init__(self, trace: Trace, settings: Settings) -> None:
        table = trace.table
        self.stamps = table.stamps
        self.errors = list(accumulate(_counted(trace, _ERRORS), initial=0.0))
        invocations = sum(_counted(trace, _INVOCATIONS))
        span = max(trace.end - trace.start, 1)
        assert settings.objective is not None  # noqa: S101 - the caller has looked
        allowed = 1 - settings.objective / 100
        self.failures = allowed * invocations * settings.objective_days * _DAY / span

    def spent(self, since: int, until: int) -> float | None:
        """The share of the budget that failures spent between two times; None without a budget."""
        if not self.failures:
            return None
        first, last = bisect_left(self.stamps, since), bisect_left(self.stamps, until)
        return (self.errors[last] - self.errors[first]) / self.failures


def _counted(trace: Trace, name: str) -> list[float]:
    """The sum of a metric of Lambda in each row; zeros where the trace does not say."""
    table = trace.table
    for column, values in table.columns.items():
        if column[:2] == (LAMBDA, name) and column.statistic in {"", "Sum"}:
            weights = table.counts if not column.statistic else (1.0 for _ in table.counts)
            return [0.0 if isnan(x) else x * w for x, w in zip(values, weights, strict=True)]
    return [0.0] * len(table.stamps)
