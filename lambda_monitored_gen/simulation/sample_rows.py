"""Rows of samples: values of any metrics, as somebody has sent them to CloudWatch."""

import math
from array import array

from lambda_monitored_gen.simulation.findings import Findings
from lambda_monitored_gen.simulation.lines import Lines
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.row_values import Clock, read_count, read_number
from lambda_monitored_gen.simulation.table_builder import TableBuilder
from lambda_monitored_gen.simulation.trace import LAMBDA, Column

SAMPLES = ("time", "namespace", "metric", "value", "count", "arrival", "incident")
"""The columns that such rows may have."""


def read_samples(lines: Lines, how: ReadOptions, clock: Clock, findings: Findings) -> TableBuilder:
    """Read rows of samples.

    Args:
        lines: The rows.
        how: How late metrics are that do not say when they arrive.
        clock: Reads times.
        findings: Receives what is wrong.
    """
    place = {name: number for number, name in enumerate(lines.columns)}
    at_time, at_metric, at_value = place["time"], place["metric"], place["value"]
    at_namespace, at_count, at_arrival, at_incident = (
        place.get(name) for name in ("namespace", "count", "arrival", "incident")
    )
    columns: dict[Column, array[float]] = {}
    built = TableBuilder(columns, labels=at_incident is not None)
    for line, row in lines.rows:
        moment = clock.read(row[at_time], line)
        value = read_number(row[at_value], "value", line, findings)
        if moment is None:
            continue
        if not row[at_value]:
            findings.error(line, "value: expected a number, found nothing")
        arrival = moment + how.delay
        if at_arrival is not None and row[at_arrival]:
            arrival = clock.read(row[at_arrival], line) or arrival
            if arrival < moment:
                findings.error(line, f"arrives at {row[at_arrival]}, before the time that it is of")
        count = 1
        if at_count is not None and row[at_count]:
            count = read_count(row[at_count], "count", line, findings)
        namespace = LAMBDA if at_namespace is None else row[at_namespace] or LAMBDA
        column = Column(namespace, row[at_metric])
        if column not in columns:
            columns[column] = array("d", [math.nan]) * len(built.stamps)
        for other, values in columns.items():
            values.append(value if other == column else math.nan)
        built.stamps.append(int(moment // 1))
        built.arrivals.append(math.ceil(arrival))
        built.lines.append(line)
        built.counts.append(count)
        if at_incident is not None:
            built.labels.append(row[at_incident])
    built.sort(findings)
    return built
