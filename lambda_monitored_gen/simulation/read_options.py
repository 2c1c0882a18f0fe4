"""How traces are read."""

from collections.abc import Mapping
from typing import NamedTuple

from lambda_monitored_gen.simulation.trace import Column


class ReadOptions(NamedTuple):
    """How a trace is read.

    Attributes:
        delay: Seconds from the end of a minute, or of an invocation, until its metrics are known.
        now: In seconds since 1970; what is later has not happened yet.
        metrics: What the results of get-metric-data are of, by their ids or labels.
    """

    delay: int
    now: float
    metrics: Mapping[str, Column]
