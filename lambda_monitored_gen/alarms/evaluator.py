"""Evaluates deployed alarms: reads them with DescribeAlarms and their data with GetMetricData."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambda_monitored_gen.alarms.alarm import MetricAlarm, MetricStat
from lambda_monitored_gen.alarms.description import read_alarm
from lambda_monitored_gen.alarms.engine import evaluate_once
from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.parameters import DEFAULTS, EvaluationParameters
from lambda_monitored_gen.alarms.statistics import Statistic, percentile_of
from lambda_monitored_gen.alarms.timeline import Evaluation, Metric, Sample, Samples
from lambda_monitored_gen.alarms.windows import Windows, evaluation_times, make_windows

_COUNT = "count_of_"
"""Before the id of a metric: the id of the query for its number of samples."""


class AlarmEvaluator:
    """Evaluates the metric alarms of an emulator that only stores them.

    Args:
        alarms: A boto3 client of CloudWatch, which is asked for alarms.
        metrics: A boto3 client of CloudWatch, which is asked for data; the two differ where
            several emulators serve different services.
        parameters: What AWS leaves open.
    """

    def __init__(
        self,
        alarms: Any,  # noqa: ANN401 - boto3 makes its classes when it runs
        metrics: Any,  # noqa: ANN401 - as above
        *,
        parameters: EvaluationParameters = DEFAULTS,
    ) -> None:
        self.alarms = alarms
        self.metrics = metrics
        self.parameters = parameters

    def evaluate(self, name: str, *, at: dt.datetime | None = None) -> Evaluation:
        """Compute the state of a deployed alarm.

        CloudWatch evaluates an alarm when a minute is over (ten seconds, an hour). This is the next
        evaluation, as if nothing happened until then: the minute in progress counts as what its
        data says so far.

        Args:
            name: The alarm's full name; composite alarms are not supported.
            at: A time with its zone; now if None.

        Raises:
            AlarmError: The metric alarm does not exist, or uses something that is not supported, or
                the time has no zone.
        """
        if at is not None and at.tzinfo is None:
            raise AlarmError(f"the time {at} has no zone, and could be any of 27 hours.")
        described = self.alarms.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm"])
        if not described["MetricAlarms"]:
            raise AlarmError(f"there is no metric alarm named {name}")
        alarm = read_alarm(described["MetricAlarms"][0])
        moment = math.ceil((at or dt.datetime.now(dt.timezone.utc)).timestamp())
        times = evaluation_times(alarm, moment, moment + alarm.interval - 1, self.parameters)
        windows = make_windows(alarm, times, self.parameters)
        return evaluate_once(
            told_apart_by_id(alarm),
            self._samples(alarm, windows),
            at=moment,
            parameters=self.parameters,
        )

    def _samples(self, alarm: MetricAlarm, windows: Windows) -> Samples:
        values = self._points(alarm, windows)
        samples = {}
        for each, stat in alarm.metrics.items():
            counts = values[_COUNT + each]
            samples[metric_of(each)] = [
                _sample(stat.statistic, stamp, value, counts.get(stamp, 0))
                for stamp, value in values[each].items()
            ]
        return samples

    def _points(self, alarm: MetricAlarm, windows: Windows) -> Mapping[str, dict[int, float]]:
        """What GetMetricData has for each query, by the start of each bucket."""
        queries = list(_queries(alarm, windows))
        found: dict[str, dict[int, float]] = {query["Id"]: {} for query in queries}
        # The newest points first, and in pages.
        pages = self.metrics.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries,
            StartTime=_time(windows.origin),
            EndTime=_time(windows.origin + windows.buckets * windows.unit),
        )
        for page in pages:
            for result in page["MetricDataResults"]:
                for time, value in zip(result["Timestamps"], result["Values"], strict=True):
                    found[result["Id"]][int(time.timestamp())] = float(value)
        return found


def _queries(alarm: MetricAlarm, windows: Windows) -> Iterator[dict[str, Any]]:
    for each, (metric, statistic) in alarm.metrics.items():
        if percentile_of(statistic) is not None and windows.unit != alarm.period:
            raise AlarmError(
                f"alarm {alarm.name} takes the percentile {statistic} of {alarm.period} s, which "
                f"moves on every {windows.unit} s; percentiles of parts do not make one of the "
                "whole, and GetMetricData has no samples."
            )
        stat = {
            "Metric": {
                "Namespace": metric.namespace,
                "MetricName": metric.name,
                "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
            },
            "Period": windows.unit,
            **({"Unit": metric.unit} if metric.unit else {}),
        }
        for name, wanted in ((each, statistic), (_COUNT + each, Statistic.SAMPLE_COUNT.value)):
            yield {"Id": name, "MetricStat": {**stat, "Stat": wanted}, "ReturnData": True}


def _sample(statistic: str, stamp: int, value: float, count: float) -> Sample:
    """Make one sample of what a bucket has, with the same statistic."""
    if statistic == Statistic.SAMPLE_COUNT:
        return Sample(stamp, stamp, 0, value)
    # A sum is not the sum of `count` equal values, as far as rounding goes.
    return Sample(stamp, stamp, value, 1 if statistic == Statistic.SUM else max(count, 1))


def told_apart_by_id(alarm: MetricAlarm) -> MetricAlarm:
    """The alarm with ids for metrics: two statistics of a metric have samples of their own.

    Args:
        alarm: As read; its samples are then those of `metric_of` each id.
    """
    return replace(
        alarm,
        metrics={
            each: MetricStat(metric_of(each), stat.statistic)
            for each, stat in alarm.metrics.items()
        },
    )


def metric_of(identifier: str) -> Metric:
    """The metric whose samples are those of one id of an alarm."""
    return Metric("", identifier)


def _time(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
