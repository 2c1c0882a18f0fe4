"""Time the alarm engine on a month of one module's alarms: `python -m benchmarks.alarm_engine`.

Data arrives one to three minutes late, so that points are computed more than once. A process of its
own gives the memory.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measuring import machine, measure
from lambda_monitored_gen.alarms import Metric, MetricAlarm, Sample, evaluate_over_time, read_alarm

MINUTES = 43_200
YEAR = 525_600
"""Minutes."""

START = 1_767_225_600
_DIMENSIONS = [{"Name": "FunctionName", "Value": "payments"}]


def _alarm(name: str, statistic: str, threshold: float) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "Namespace": "AWS/Lambda",
        "MetricName": name,
        "Dimensions": _DIMENSIONS,
        "Statistic": statistic,
        "Period": 60,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": threshold,
        "TreatMissingData": "notBreaching",
        "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:alarms"],
        "OKActions": ["arn:aws:sns:us-east-1:123456789012:alarms"],
    }


def _query(name: str) -> dict[str, Any]:
    metric = {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": _DIMENSIONS}
    stat = {"Metric": metric, "Period": 300, "Stat": "Sum"}
    return {"Id": name.lower(), "MetricStat": stat, "ReturnData": False}


def alarms() -> list[MetricAlarm]:
    """The five alarms of a module: errors, their rate, throttles, duration and memory."""
    share = "IF(invocations >= 5, 100 * errors / invocations, 0)"
    rate = {
        "AlarmName": "error-rate",
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 5,
        "TreatMissingData": "notBreaching",
        "Metrics": [
            {"Id": "rate", "Expression": share, "ReturnData": True},
            _query("Errors"),
            _query("Invocations"),
        ],
    }
    return [
        read_alarm(_alarm("Errors", "Sum", 0)),
        read_alarm(rate),
        read_alarm(_alarm("Throttles", "Sum", 0)),
        read_alarm(_alarm("Duration", "Maximum", 9000)),
        read_alarm(_alarm("memory_utilization", "Maximum", 90)),
    ]


def samples(minutes: int, every: int) -> dict[Metric, list[Sample]]:
    """Something for each metric once in so many minutes, always the same."""
    chance = random.Random(1)  # noqa: S311 - nothing is kept secret by it
    values: dict[str, Callable[[], float]] = {
        "Errors": lambda: float(chance.random() < 0.02),  # noqa: PLR2004 - one in fifty
        "Invocations": lambda: float(chance.randrange(20)),
        "Throttles": lambda: 0.0,
        "Duration": lambda: chance.random() * 10_000,
        "memory_utilization": lambda: 50.0,
    }
    dimensions = tuple((each["Name"], each["Value"]) for each in _DIMENSIONS)
    found = {}
    for name, value in values.items():
        of_metric = []
        for minute in range(0, minutes, every):
            stamp = START + 60 * minute + chance.random() * 60
            of_metric.append(Sample(stamp, stamp + 60 + chance.random() * 120, value()))
        found[Metric("AWS/Lambda", name, dimensions)] = of_metric
    return found


def evaluate(minutes: int, every: int) -> tuple[int, int, float]:
    """Evaluate all alarms over all minutes.

    Returns:
        How many evaluations and changes of a state there were, and how many seconds of processor
        time that took, the making of the data not counted.
    """
    data, judged = samples(minutes, every), alarms()
    started = time.process_time()
    lives = [
        evaluate_over_time(alarm, data, start=START, end=START + 60 * minutes) for alarm in judged
    ]
    seconds = time.process_time() - started
    evaluations = sum(len(life.times) for life in lives)
    return evaluations, sum(len(life.changes) for life in lives), seconds


def main() -> None:
    """Print what a month takes, in seconds and MiB, and what a year of ten functions would."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=MINUTES)
    parser.add_argument("--every", type=int, nargs="+", default=[1, 60], help="minutes")
    parser.add_argument("--only", action="store_true", help="evaluate, and print nothing")
    chosen = parser.parse_args()
    if chosen.only:
        evaluate(chosen.minutes, *chosen.every)
        return
    print(machine(), end="\n\n")
    print(
        "| data | evaluations | changes | CPU s | evaluations a second | MiB | a year of ten, s |"
    )
    print("|---|---|---|---|---|---|---|")
    command = [sys.executable, "-m", "benchmarks.alarm_engine", "--minutes", str(chosen.minutes)]
    with tempfile.TemporaryDirectory() as directory:
        # First of all: on Linux a process counts the memory of the one that starts it as its own.
        peaks = [
            measure([*command, "--only", "--every", str(every)], Path(directory)).peak
            for every in chosen.every
        ]
    for every, peak in zip(chosen.every, peaks, strict=True):
        evaluations, changes, seconds = evaluate(chosen.minutes, every)
        ten = 10 * seconds * YEAR / chosen.minutes
        print(
            f"| every {every} min | {evaluations:,} | {changes:,} | {seconds:.2f} "
            f"| {evaluations / seconds:,.0f} | {peak:.0f} | {ten:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
