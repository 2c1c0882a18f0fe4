"""Builds the table of a trace from rows in any order, and finds what people have labelled in it."""

from array import array
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isnan

from lambda_monitored_gen.simulation.findings import Findings
from lambda_monitored_gen.simulation.trace import MINUTE, Column, Incident, Table
from lambda_monitored_gen.spec.times import write_time


class TableBuilder:
    """Takes rows, and makes a table of them.

    Args:
        columns: What rows have values of.
        labels: Whether rows say of which incident they are.
    """

    def __init__(self, columns: Mapping[Column, "array[float]"], *, labels: bool) -> None:
        self.columns = columns
        self.stamps = array("q")
        self.arrivals = array("q")
        self.counts = array("d")
        self.lines = array("q")
        self.labels: list[str] = []
        self.labelled = labels

    def sort(self, findings: Findings) -> None:
        """Put rows in the order of their stamps, and tell if they were not."""
        stamps = self.stamps
        later = next((n for n, (a, b) in enumerate(pairwise(stamps), 1) if b < a), None)
        if later is None:
            return
        findings.repair(
            self.lines[later],
            "is earlier than the line before; the trace is replayed in the order of time",
        )
        order = sorted(range(len(stamps)), key=stamps.__getitem__)
        self._keep(order)

    def drop_repeated(self, findings: Findings) -> None:
        """Drop rows that say the same again, and tell of rows that say something else of a minute.

        The rows are in the order of their stamps.
        """
        stamps = self.stamps
        dropped = set()
        kept = 0
        for row in range(1, len(stamps)):
            if stamps[row] != stamps[kept]:
                kept = row
                continue
            if self.same(kept, row):
                findings.repair(
                    self.lines[row],
                    "says the same as another line of that minute; it is counted once",
                )
                dropped.add(row)
            else:
                findings.error(
                    self.lines[row],
                    f"the minute {write_time(stamps[row])} is in line {self.lines[kept]} too, with "
                    "other values",
                    "Keep one line for each minute, or add them up.",
                )
        if dropped:
            self._keep([row for row in range(len(stamps)) if row not in dropped])

    def same(self, one: int, other: int) -> bool:
        """Whether two rows have the same values and labels.

        Args:
            one: The number of a row.
            other: That of another one.
        """
        if self.labelled and self.labels[one] != self.labels[other]:
            return False
        return all(
            values[one] == values[other] or (isnan(values[one]) and isnan(values[other]))
            for values in self.columns.values()
        )

    def _keep(self, order: list[int]) -> None:
        for values in (self.stamps, self.arrivals, self.lines):
            values[:] = array("q", [values[row] for row in order])
        for numbers in (self.counts, *self.columns.values()):
            numbers[:] = array("d", [numbers[row] for row in order])
        if self.labelled:
            self.labels[:] = [self.labels[row] for row in order]

    def table(self, resolution: int = MINUTE) -> Table:
        """The table, of rows that are in order."""
        return Table(self.stamps, self.arrivals, self.counts, self.columns, resolution)

    def incidents(self) -> Iterator[Incident]:
        """Each row of rows with the same label; rows that are in order."""
        name, start, end = "", 0, 0
        for stamp, label in zip(self.stamps, self.labels, strict=self.labelled):
            minute = stamp // MINUTE * MINUTE
            if label != name:
                if name:
                    yield Incident(name, start, end)
                name, start = label, minute
            end = minute + MINUTE
        if name:
            yield Incident(name, start, end)
