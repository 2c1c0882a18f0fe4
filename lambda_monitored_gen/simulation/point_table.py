"""Points of metrics as CloudWatch has them, one a period, put together in one table."""

import math
from array import array
from collections.abc import Mapping
from typing import TypeAlias

from lambda_monitored_gen.simulation.trace import LAMBDA, Column, Table

Points: TypeAlias = dict[int, float]
"""Values of one metric by the start of the period, in seconds since 1970."""

LAMBDA_STATISTICS: Mapping[str, str] = {
    "Invocations": "Sum",
    "Errors": "Sum",
    "Throttles": "Sum",
    "DeadLetterErrors": "Sum",
    "DestinationDeliveryFailures": "Sum",
    "AsyncEventsDropped": "Sum",
    "ConcurrentExecutions": "",
    "Duration": "",
    "IteratorAge": "",
    "AsyncEventAge": "",
}
"""Metrics of Lambda with the one statistic that it recommends for them; empty where there are many.

Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>.
"""

_OF_EACH_INVOCATION = frozenset({"Invocations", "Errors", "Duration"})


def table_of(points: Mapping[Column, Points], step: int, delay: int) -> Table:
    """Put points together.

    Args:
        points: By what they are of.
        step: Length of a period in seconds.
        delay: Seconds after a period at which its points are known.
    """
    stamps = array("q", sorted({stamp for each in points.values() for stamp in each}))
    of_lambda = {each[:3]: values for each, values in points.items()}
    ran = of_lambda.get((LAMBDA, "Invocations", "Sum"), {})
    columns = {}
    for column, values in points.items():
        counted = bool(ran) and column.namespace == LAMBDA and column.metric in _OF_EACH_INVOCATION
        columns[column._replace(counted=counted)] = array(
            "d", [values.get(stamp, math.nan) for stamp in stamps]
        )
    return Table(
        stamps=stamps,
        arrivals=array("q", [stamp + step + delay for stamp in stamps]),
        counts=array("d", [ran.get(stamp, 1.0) for stamp in stamps]),
        columns=columns,
        resolution=step,
    )
