"""Reads the output of `aws cloudwatch get-metric-data`, as it is.

The output has ids, labels and values, and says neither of which metric they are nor how long a
period is. The metric is told from the id or the label, where one of them has its name and, unless
it is a metric that one sums up, the statistic (`Errors`, `Duration p90`); otherwise by the user.
The period is the largest number of seconds that all timestamps are multiples of. Both are said.

Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from lambda_monitored_gen.alarms.statistics import Statistic, percentile_of
from lambda_monitored_gen.simulation.findings import Findings
from lambda_monitored_gen.simulation.point_table import LAMBDA_STATISTICS, Points, table_of
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.row_values import Clock
from lambda_monitored_gen.simulation.trace import LAMBDA, MINUTE, Column, Trace
from lambda_monitored_gen.spec.times import write_time

RESULTS = "MetricDataResults"
_WORD = re.compile(r"[A-Za-z0-9.]+")
_STATISTICS = {each.value.lower(): each.value for each in Statistic}
_METRICS = {name.lower(): name for name in LAMBDA_STATISTICS}


def read_document(text: str, how: ReadOptions, findings: Findings) -> Trace | None:
    """Read the output of get-metric-data.

    Args:
        text: The whole document.
        how: How it is read.
        findings: Receives what is wrong, and what is repaired.

    Returns:
        The trace, which is of no use if there are errors; None if there is nothing in it.
    """
    document = _parse(text, findings)
    if document is None:
        return None
    clock = Clock(findings, how.now)
    points: dict[Column, Points] = {}
    places = _Places(text)
    incomplete: dict[str, int] = {}
    for result in document[RESULTS]:
        identifier = str(result.get("Id", ""))
        line = places.next_result(identifier)
        status = result.get("StatusCode", "Complete")
        incomplete.pop(identifier, None)
        if status == "PartialData":
            incomplete[identifier] = line
        elif status != "Complete":
            findings.error(line, f"result {identifier!r} has the status {status}: no data of it")
        column = _column_of(result, line, how.metrics, findings)
        if column is not None:
            _take(points.setdefault(column, {}), result, line, places, clock, findings)
    clock.finish()
    for identifier, line in incomplete.items():
        findings.error(
            line,
            f"result {identifier!r} is partial (PartialData), and its last page is missing",
            "Fetch all pages; the AWS CLI does, unless --no-paginate or --max-items is given.",
        )
    if document.get("NextToken"):
        findings.error(1, "has a NextToken: there are more pages, which are not in this file")
    if findings.errors:
        return None
    if not any(points.values()):
        findings.error(0, "has no data points")
        return None
    return _trace(points, how, findings)


def _parse(text: str, findings: Findings) -> dict[str, Any] | None:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        findings.error(error.lineno, f"is not JSON: {error.msg}")
        return None
    results = document.get(RESULTS) if isinstance(document, dict) else None
    if isinstance(results, list) and all(isinstance(each, dict) for each in results):
        return dict(document)
    found = ", ".join(document) if isinstance(document, dict) else type(document).__name__
    findings.error(1, f"expected lines of a trace or the output of get-metric-data, found {found}")
    return None


def _trace(points: Mapping[Column, Points], how: ReadOptions, findings: Findings) -> Trace:
    _compare(points, findings)
    stamps = sorted({stamp for each in points.values() for stamp in each})
    step = math.gcd(*(stamp - stamps[0] for stamp in stamps)) or MINUTE
    findings.repair(1, f"does not say how long a period is: {step} s, as its timestamps are apart")
    table = table_of(points, step, how.delay)
    end = max(stamps[-1] + step, table.arrivals[-1])
    return Trace(findings.path, table, stamps[0] // MINUTE * MINUTE, -(-end // MINUTE) * MINUTE)


def _compare(points: Mapping[Column, Points], findings: Findings) -> None:
    """Tell where there are more errors than invocations."""
    ran = points.get(Column(LAMBDA, "Invocations", "Sum"))
    for stamp, value in sorted(points.get(Column(LAMBDA, "Errors", "Sum"), {}).items()):
        if ran is not None and value > ran.get(stamp, 0):
            findings.error(
                0,
                f"has {value:g} errors of {ran.get(stamp, 0):g} invocations at {write_time(stamp)}",
            )


class _Places:
    """Finds the lines of a document in which results and timestamps stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def next_result(self, identifier: str) -> int:
        """The line of the next result with an id."""
        match = re.compile(rf'"Id"\s*:\s*{re.escape(json.dumps(identifier))}').search(
            self.text, self.position
        )
        if match:
            self.position = match.end()
        return self.text.count("\n", 0, self.position) + 1

    def timestamp(self, value: str) -> int:
        """The line of a timestamp of that result."""
        found = self.text.find(json.dumps(value), self.position)
        return self.text.count("\n", 0, found if found >= 0 else self.position) + 1


def _column_of(
    result: Mapping[str, Any], line: int, given: Mapping[str, Column], findings: Findings
) -> Column | None:
    identifier, label = str(result.get("Id", "")), str(result.get("Label", ""))
    for name in (identifier, label):
        if name in given:
            return given[name]
    for name in (label, identifier):
        words = [each.lower() for each in _WORD.findall(name.replace("_", " "))]
        metric = next((_METRICS[each] for each in words if each in _METRICS), None)
        if metric is None:
            continue
        named = next(filter(None, map(_statistic, words)), "") or LAMBDA_STATISTICS[metric]
        if named:
            findings.repair(
                line, f"{identifier!r} ({label!r}) is taken as the {named} of {metric} of {LAMBDA}"
            )
            return Column(LAMBDA, metric, named)
        findings.error(
            line,
            f"{identifier!r} ({label!r}) is {metric}, and does not say of which statistic",
            f"Say it: --metric '{identifier}={LAMBDA}:{metric}:Maximum'.",
        )
        return None
    findings.error(
        line,
        f"{identifier!r} ({label!r}) does not say which metric it is",
        f"Say it: --metric '{identifier}=NAMESPACE:METRIC:STATISTIC'.",
    )
    return None


def _statistic(word: str) -> str:
    known = _STATISTICS.get(word)
    return known or (word if percentile_of(word) is not None else "")


def _take(  # noqa: PLR0913, PLR0917 - one caller
    points: Points,
    result: Mapping[str, Any],
    line: int,
    places: _Places,
    clock: Clock,
    findings: Findings,
) -> None:
    stamps, values = result.get("Timestamps", []), result.get("Values", [])
    if len(stamps) != len(values):
        findings.error(line, f"has {len(stamps)} timestamps and {len(values)} values")
        return
    for text, value in zip(stamps, values, strict=True):
        moment = clock.read(str(text), line)
        if moment is None:
            continue
        stamp = int(moment)
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            findings.error(places.timestamp(text), f"expected a number, found {value!r}")
        elif value < 0:
            findings.error(places.timestamp(text), f"expected a number from 0 on, found {value}")
        elif points.setdefault(stamp, value) != value:
            findings.error(
                places.timestamp(text), f"has {text} twice, with {points[stamp]} and {value}"
            )


def read_metric_option(text: str) -> tuple[str, Column]:
    """Read what a result is of.

    Args:
        text: `ID=NAMESPACE:METRIC:STATISTIC`.

    Raises:
        ValueError: It has another form; the argument says which it should have.
    """
    identifier, equals, rest = text.partition("=")
    parts = rest.split(":")
    if not equals or len(parts) != len(Column._fields[:3]) or not all(parts):
        raise ValueError(f"expected ID=NAMESPACE:METRIC:STATISTIC, found {text!r}")
    namespace, metric, statistic = parts
    known = _statistic(statistic.lower())
    if not known:
        names = ", ".join(_STATISTICS.values())
        raise ValueError(f"expected one of {names} or a percentile such as p90, found {statistic}")
    return identifier, Column(namespace, metric, known)
