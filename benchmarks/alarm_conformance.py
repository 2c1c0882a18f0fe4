"""Score the alarm engine and two emulators on the suite: `python -m benchmarks.alarm_conformance`.

An emulator gets the alarm, its state before and the data that has arrived, all moved in time so
that the moment of a case is now, and is asked for the state. It is right in a case if it is right
at each of its times and from each state before. Actions are not asked for.
"""

import argparse
import itertools
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lambda_monitored_gen.alarms import AlarmState, Metric, Sample
from lambda_monitored_gen.embedded_aws import Endpoints, embedded_aws
from lambda_monitored_gen.embedded_aws.environment import MINISTACK, MOTO
from tests.alarms.conformance_suite import Case, cases, explains

_AT_MOST_IN_ONE_CALL = 500

_ALL = "**all**"
_SECONDS_OF_ASKING = 2
"""How far in the future the moment lies, so that what is just in a period is still in it then."""


@dataclass(frozen=True)
class Trial:
    """One question to an emulator.

    Attributes:
        name: Of the alarm, and at the end of the names of its metrics; no other trial has it.
        case: Where it is from.
        time: The moment that is asked for.
        before: The state before.
    """

    name: str
    case: Case
    time: int
    before: AlarmState

    @property
    def wanted(self) -> AlarmState:
        """The right answer."""
        return self.case.expected(self.time, self.before)

    def description(self) -> dict[str, Any]:
        """The alarm for PutMetricAlarm, with metrics of its own."""
        fields = {key: value for key, value in self.case.description.items() if value is not None}
        fields["AlarmName"] = self.name
        if "MetricName" in fields:
            fields["MetricName"] += self.name
        if "Metrics" in fields:
            fields["Metrics"] = [self._query(query) for query in fields["Metrics"]]
        return fields

    def _query(self, query: Mapping[str, Any]) -> dict[str, Any]:
        if "MetricStat" not in query:
            return dict(query)
        stat = query["MetricStat"]
        metric = {**stat["Metric"], "MetricName": stat["Metric"]["MetricName"] + self.name}
        return {**query, "MetricStat": {**stat, "Metric": metric}}

    def data(self, now: float) -> Iterator[tuple[str, dict[str, Any]]]:
        """What has arrived, as namespaces and items of PutMetricData."""
        for metric, samples in self.case.samples.items():
            for sample in samples:
                if sample.arrival <= self.time:
                    yield metric.namespace, self._datum(metric, sample, now)

    def _datum(self, metric: Metric, sample: Sample, now: float) -> dict[str, Any]:
        return {
            "MetricName": metric.name + self.name,
            "Timestamp": sample.stamp - self.time + now,
            "Values": [float(sample.value)],
            "Counts": [float(sample.weight)],
        }


def trials(case: Case, numbers: Iterator[int]) -> list[Trial]:
    """The questions of a case: each of its times, from the state that it had before."""
    found = []
    for was in case.states_before:
        before = was
        for moment in sorted(case.states):
            trial = Trial(f"trial-{next(numbers)}", case, moment, before)
            found.append(trial)
            before = trial.wanted
    return found


def answer(cloudwatch: Any, trial: Trial) -> str:  # noqa: ANN401 - boto3 makes its classes when it runs
    """Ask an emulator; what it cannot take is no state.

    Args:
        cloudwatch: A boto3 client of it.
        trial: The question.
    """
    try:
        cloudwatch.put_metric_alarm(**trial.description())
        cloudwatch.set_alarm_state(
            AlarmName=trial.name, StateValue=trial.before.value, StateReason="before"
        )
        by_namespace = itertools.groupby(
            trial.data(time.time() + _SECONDS_OF_ASKING), key=lambda item: item[0]
        )
        for namespace, items in by_namespace:
            data = [datum for _, datum in items]
            for first in range(0, len(data), _AT_MOST_IN_ONE_CALL):
                cloudwatch.put_metric_data(
                    Namespace=namespace, MetricData=data[first : first + _AT_MOST_IN_ONE_CALL]
                )
        (alarm,) = cloudwatch.describe_alarms(AlarmNames=[trial.name])["MetricAlarms"]
        cloudwatch.delete_alarms(AlarmNames=[trial.name])
    except (BotoCoreError, ClientError) as error:
        return f"refused: {error}"
    return str(alarm["StateValue"])


def table(found: list[Case], endpoints: Endpoints) -> None:
    """Print a row for each file of the suite, and one for all."""
    numbers = itertools.count()
    clients = [
        endpoints.client("cloudwatch", endpoint=each)
        for each in (endpoints.moto, endpoints.ministack)
    ]
    by_file: dict[str, list[list[bool]]] = {}
    for case in found:
        asked = trials(case, numbers)
        right = [explains(case, case.by_default)] + [
            all(answer(each, trial) == trial.wanted.value for trial in asked) for each in clients
        ]
        for name in (case.name.partition(":")[0].replace("_", " "), _ALL):
            by_file.setdefault(name, []).append(right)
    emulators = " | ".join(each.requirements[0] for each in (MOTO, MINISTACK))
    print(f"| file | cases | lmgen | {emulators} |")
    print("|---|---|---|---|---|")
    # All of them last.
    by_file[_ALL] = by_file.pop(_ALL)
    for name, rows in by_file.items():
        counts = " | ".join(str(sum(column)) for column in zip(*rows, strict=True))
        print(f"| {name} | {len(rows)} | {counts} |")
    print()
    for case in found:
        if case.parameters != case.by_default:
            print(f"Not by default: {case.name}; needs {_difference(case)}")


def _difference(case: Case) -> str:
    default = vars(case.by_default)
    return ", ".join(
        f"{name} = {getattr(value, 'value', value)}"
        for name, value in vars(case.parameters).items()
        if value != default[name]
    )


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with embedded_aws() as aws:
        table(cases(), aws.endpoints)


if __name__ == "__main__":
    main()
