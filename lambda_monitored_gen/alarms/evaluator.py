"""Evaluates deployed alarms: reads them with DescribeAlarms and their data with GetMetricData."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambda_monitored_gen.alarms.alarm import MetricAlarm, read_alarm
from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.missing_data import decide_state, default_evaluation_range
from lambda_monitored_gen.alarms.state import AlarmState

Series = Mapping[int, float]
"""Data points by the start of their period, in seconds since 1970."""


@dataclass(frozen=True)
class Evaluation:
    """The state of an alarm, and the data points behind it.

    Attributes:
        alarm: Its name.
        state: Its state.
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


class AlarmEvaluator:
    """Evaluates the metric alarms of an emulator that only stores them.

    Args:
        alarms: A boto3 client of CloudWatch, which is asked for alarms.
        metrics: A boto3 client of CloudWatch, which is asked for data; the two differ where
            several emulators serve different services.
        evaluation_range: From an alarm's evaluation periods to the number of periods in which it
            looks for data, which AWS does not document.
    """

    def __init__(
        self,
        alarms: Any,  # noqa: ANN401 - boto3 makes its classes when it runs
        metrics: Any,  # noqa: ANN401 - as above
        *,
        evaluation_range: Callable[[int], int] = default_evaluation_range,
    ) -> None:
        self.alarms = alarms
        self.metrics = metrics
        self.evaluation_range = evaluation_range

    def evaluate(self, name: str, *, at: dt.datetime | None = None) -> Evaluation:
        """Compute the state of a deployed alarm.

        Args:
            name: The alarm's full name; composite alarms are not supported.
            at: A time with its zone; now if None. The period that it is in is the newest one that
                counts, with the data that it has by then.

        Raises:
            AlarmError: The metric alarm does not exist, or uses something that is not supported.
        """
        described = self.alarms.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm"])
        if not described["MetricAlarms"]:
            raise AlarmError(f"there is no metric alarm named {name}")
        alarm = read_alarm(described["MetricAlarms"][0])
        length = self.evaluation_range(alarm.evaluation_periods)
        moment = at or dt.datetime.now(dt.timezone.utc)
        newest = int(moment.timestamp()) // alarm.period * alarm.period
        periods = [newest - age * alarm.period for age in reversed(range(length))]
        series = self._series(alarm, periods[0], newest + alarm.period)
        return evaluate(alarm, series, periods)

    def _series(self, alarm: MetricAlarm, start: int, end: int) -> Mapping[str, Series]:
        queries = [
            {"Id": name, "MetricStat": stat, "ReturnData": True}
            for name, stat in alarm.metric_stats.items()
        ]
        found: dict[str, dict[int, float]] = {name: {} for name in alarm.metric_stats}
        # The newest points first, and in pages.
        pages = self.metrics.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries,
            StartTime=dt.datetime.fromtimestamp(start, dt.timezone.utc),
            EndTime=dt.datetime.fromtimestamp(end, dt.timezone.utc),
        )
        for page in pages:
            for result in page["MetricDataResults"]:
                for time, value in zip(result["Timestamps"], result["Values"], strict=True):
                    found[result["Id"]][int(time.timestamp())] = float(value)
        return found


def evaluate(alarm: MetricAlarm, series: Mapping[str, Series], periods: list[int]) -> Evaluation:
    """Compute the state of an alarm from data points; asks AWS for nothing.

    Args:
        alarm: With the state that it has now, which it keeps where too little data is there.
        series: The data points of each metric that the alarm reads, by the metric's id.
        periods: The starts of the periods of the evaluation range, in seconds since 1970, oldest
            first.
    """
    points = tuple(
        # The default binds the time of this round.
        alarm.value(lambda name, time=period: series[name].get(time))  # type: ignore[misc]
        for period in periods
    )
    breaching = tuple(None if point is None else alarm.breaches(point) for point in points)
    state = decide_state(
        breaching,
        evaluation_periods=alarm.evaluation_periods,
        datapoints_to_alarm=alarm.datapoints_to_alarm,
        treat_missing_data=alarm.treat_missing_data,
        previous=alarm.state,
    )
    return Evaluation(alarm.name, state, points, breaching)
