"""The conformance suite of the alarm engine: reads the cases of `conformance/*.yaml`.

A file has a `source`, fields of an `alarm` that its cases share, and `cases`. A case has a name
(`case`), further fields of its alarm as DescribeAlarms has them, and what was measured and seen,
in one of three ways:

- `points` as AWS's tables write them (`0 - X`), what the alarm `was` before, and its `state`;
  without `was` the state must come from every state before, and KEEP means the one before.
- `series` of values per period and the `result` of an `expression`, null where there is no point.
- `samples` by metric, each a stamp, a value, and the time of arrival where that is later; a
  mapping stands for several (`from`, `to`, `every`). Times are of the `date` (`12:00:30`), or of a
  later day (`+1 12:00`). `states` are what the alarm is in at these times; `actions`, if any, are
  all that it carries out until the last of them. It starts at `start` in the state `was`.

`second` is the one of the minute in which AWS judged the alarm. `values` are those of the newest
points at the last time. `parameters` are those that explain what was seen where the default ones do
not. `assumes` says what the source leaves open.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    AlarmState,
    EvaluationParameters,
    LowSamples,
    Metric,
    MetricAlarm,
    PercentileMethod,
    Sample,
    Timeline,
    evaluate_once,
    evaluate_over_time,
    read_alarm,
)

DIRECTORY = Path(__file__).with_name("conformance")

KEEP = "KEEP"
_BASE = dt.datetime(2026, 1, 5, tzinfo=dt.timezone.utc)  # a Monday
_POINTS = {"0": 0.0, "X": 1.0}
_DEFAULT_ALARM: Mapping[str, Any] = {
    "AlarmName": "conformance",
    "Namespace": "Conformance",
    "MetricName": "Errors",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 0,
}
_OF_ONE_METRIC = ("Namespace", "MetricName", "Statistic", "Period")


@dataclass(frozen=True)
class Case:
    """What an alarm does with some data.

    Attributes:
        name: File and name.
        source: Who says so.
        description: The alarm as DescribeAlarms has it.
        samples: What was measured.
        start: When it begins, in seconds since 1970.
        was: The state until then.
        states: The state at times; KEEP for the one that it was in.
        points: The values of the newest data points at the last of these times, where the case says
            them.
        actions: What the alarm carries out, as time and ARN, where the case says it.
        parameters: Those that explain it; the default ones but for the second of the minute where
            they do.
        any_state_before: Whether the same must hold from every other state before.
    """

    name: str
    source: str
    description: Mapping[str, Any]
    samples: Mapping[Metric, list[Sample]]
    start: int
    was: AlarmState
    states: Mapping[int, str]
    points: tuple[float | None, ...] | None = None
    actions: tuple[tuple[int, str], ...] | None = None
    parameters: EvaluationParameters = DEFAULTS
    any_state_before: bool = field(default=False, compare=False)

    @property
    def by_default(self) -> EvaluationParameters:
        """The default parameters, with the second of the minute that is a fact of the case."""
        return EvaluationParameters(offset=self.parameters.offset)

    @property
    def alarm(self) -> MetricAlarm:
        """The alarm, read."""
        return read_alarm(self.description)

    @property
    def states_before(self) -> tuple[AlarmState, ...]:
        """The states from which it must come out as it says."""
        return tuple(AlarmState) if self.any_state_before else (self.was,)

    def expected(self, time: int, before: AlarmState) -> AlarmState:
        """The state at a time, where the alarm was in another before."""
        state = self.states[time]
        return before if state == KEEP else AlarmState(state)


def live_through(case: Case, was: AlarmState, parameters: EvaluationParameters) -> Timeline:
    """What the engine makes of a case.

    Args:
        case: The case.
        was: The state before.
        parameters: What AWS leaves open.
    """
    return evaluate_over_time(
        case.alarm,
        case.samples,
        start=case.start,
        end=max(case.states),
        initial=was,
        parameters=parameters,
    )


def newest_points(case: Case, parameters: EvaluationParameters) -> tuple[float | None, ...]:
    """The newest data points at the last time of a case, as many as it says something of."""
    last = max(case.states)
    points = evaluate_once(case.alarm, case.samples, at=last, parameters=parameters).points
    return points[-len(case.points or points) :]


def explains(case: Case, parameters: EvaluationParameters) -> bool:
    """Whether all states of a case, and its points, come out as it says."""
    for was in case.states_before:
        timeline = live_through(case, was, parameters)
        if any(timeline.state_at(time) is not case.expected(time, was) for time in case.states):
            return False
    return case.points is None or newest_points(case, parameters) == pytest.approx(case.points)


def cases() -> list[Case]:
    """All cases, in the order of their files."""
    return [case for path in sorted(DIRECTORY.glob("*.yaml")) for case in _cases_of(path)]


def _cases_of(path: Path) -> Iterator[Case]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for record in content["cases"]:
        merged = {
            "source": content["source"],
            **record,
            "case": f"{path.stem}: {record['case']}",
            "alarm": {**content.get("alarm", {}), **record.get("alarm", {})},
        }
        yield from _read(merged)


def _read(record: Mapping[str, Any]) -> Iterator[Case]:
    if "points" in record:
        yield _of_points(record)
    elif "expression" in record:
        yield from _of_expression(record)
    else:
        yield _of_samples(record)


def _description(fields: Mapping[str, Any]) -> dict[str, Any]:
    description = {**_DEFAULT_ALARM, **fields}
    if "Metrics" in fields:
        for name in _OF_ONE_METRIC:
            description.pop(name, None)
    if fields.get("ExtendedStatistic"):
        del description["Statistic"]
    return description


def _of_points(record: Mapping[str, Any]) -> Case:
    description = _description(record["alarm"])
    period = description["Period"]
    start = int(_BASE.timestamp())
    points = record["points"].split()
    samples = [
        Sample(start + index * period, start + index * period, _POINTS[point])
        for index, point in enumerate(points)
        if point in _POINTS
    ]
    end = start + len(points) * period
    return Case(
        record["case"],
        record["source"],
        description,
        dict.fromkeys(_metrics(description), samples),
        end,
        AlarmState(record.get("was", "OK")),
        {end: record["state"]},
        any_state_before="was" not in record,
    )


def _of_expression(record: Mapping[str, Any]) -> Iterator[Case]:
    """One case for each point: whether it is there, and reaches its value."""
    series = record["series"]
    for index, value in enumerate(record["result"]):
        description = _description(
            {
                **record["alarm"],
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                "Threshold": value or 0,
                "Metrics": [
                    {"Id": "result", "Expression": record["expression"], "ReturnData": True},
                    *(_query(name) for name in series),
                ],
            }
        )
        start = int(_BASE.timestamp())
        samples = {
            Metric("Conformance", name): [Sample(start, start, values[index])]
            for name, values in series.items()
            if values[index] is not None
        }
        state = "INSUFFICIENT_DATA" if value is None else "ALARM"
        yield Case(
            f"{record['case']}, point {index + 1}",
            record["source"],
            description,
            samples,
            start + 60,
            AlarmState.OK,
            {start + 60: state},
            points=(value,),
            any_state_before=True,
        )


def _query(name: str) -> dict[str, Any]:
    metric = {"Namespace": "Conformance", "MetricName": name}
    return {
        "Id": name,
        "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"},
        "ReturnData": False,
    }


def _of_samples(record: Mapping[str, Any]) -> Case:
    description = _description(record["alarm"])
    date = record.get("date", _BASE.date())
    states = {_time(date, time): state for time, state in record["states"].items()}
    actions = record.get("actions")
    return Case(
        record["case"],
        record["source"],
        description,
        {
            metric: [
                sample
                for written in record["samples"].get(metric.name, ())
                for sample in _samples(date, written)
            ]
            for metric in _metrics(description)
        },
        _time(date, record["start"]),
        AlarmState(record.get("was", "INSUFFICIENT_DATA")),
        states,
        points=tuple(record["values"]) if "values" in record else None,
        actions=None
        if actions is None
        else tuple((_time(date, time), arn) for time, arn in actions),
        parameters=_parameters({"offset": record.get("second", 0), **record.get("parameters", {})}),
    )


def _parameters(written: Mapping[str, Any]) -> EvaluationParameters:
    kinds: Mapping[str, Callable[[Any], Any]] = {
        "percentile": PercentileMethod,
        "low_samples": LowSamples,
        "young_breach": AlarmState,
    }
    return EvaluationParameters(
        **{name: kinds.get(name, int)(value) for name, value in written.items()}
    )


def _metrics(description: Mapping[str, Any]) -> list[Metric]:
    return [stat.metric for stat in read_alarm(description).metrics.values()]


def _samples(date: dt.date, written: Any) -> Iterator[Sample]:  # noqa: ANN401 - as YAML has it
    if isinstance(written, Mapping):
        first, last = _time(date, written["from"]), _time(date, written["to"])
        for stamp in range(first, last + 1, written["every"]):
            arrival = stamp + written.get("delay", 0)
            yield Sample(stamp, arrival, written["value"], written.get("weight", 1))
    else:
        stamp, value, *arrival = written
        seconds = _time(date, stamp)
        yield Sample(seconds, _time(date, arrival[0]) if arrival else seconds, value)


def _time(date: dt.date, written: str) -> int:
    days, _, clock = written.rpartition(" ")
    parts = [int(part) for part in clock.split(":")]
    midnight = dt.datetime.combine(date, dt.time(), dt.timezone.utc)
    hours, minutes, seconds = (*parts, 0)[:3]
    passed = dt.timedelta(days=int(days or 0), hours=hours, minutes=minutes, seconds=seconds)
    return int((midnight + passed).timestamp())
