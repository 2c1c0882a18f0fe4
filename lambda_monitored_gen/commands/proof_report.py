"""How `lmgen prove` reports: for people, and as JSON that docs/prove.md documents."""

from typing import Any

import click

from lambda_monitored_gen.alarms import LATEST, Proof, Watched
from lambda_monitored_gen.commands.console import Console, format_count
from lambda_monitored_gen.testing.alarm_proofs import AlarmProof

FORMAT = 1
"""Incremented on incompatible changes."""

ASSUMPTIONS = f"""\
AWS promises no time in which metrics arrive: up to {LATEST} s after an invocation's end are tried.
AWS does not document the evaluation range: tried are the measured one (seven minutes or N + 2
  periods, whichever is longer) and a narrow one of N periods.
AWS does not say in which second of a minute it evaluates an alarm: one may ring 59 s later.
AWS does not say whether Lambda Insights stamps the start or the end of an invocation: both are
  tried.
Healthy invocations take no time and are known at once, with a data point of 0 for what is watched:
  nothing pushes an older point out of a window sooner.
Of a schedule, the last invocation before a missed one is as late as can be, and so are its metrics.
For a rate, and for what lasts, all invocations of as many whole periods fail, are refused or are
  slow as must breach, no more of them than it needs to count, at once or spread over the period.
"""
"""What a proof takes for granted, or tries in all ways because AWS does not document it."""

_LEGEND = """\
Data points: X breaches, 0 does not, - is missing; those in brackets count."""

_READINGS = {
    "measured": "with the evaluation range that was measured on AWS",
    "narrow": "if the evaluation range is N periods alone",
}


def _since(proof: Proof) -> str:
    if proof.scenario.watches is Watched.FAILURE_RATE:
        return "start of the first failing invocation"
    if proof.scenario.watches is Watched.DURATION_RATE:
        return "start of the first slow invocation"
    if proof.scenario.watches is Watched.THROTTLE_RATE:
        return "first refused invocation"
    if proof.scenario.watches is Watched.THROTTLE:
        return "refused invocation"
    if proof.scenario.watches is Watched.MISSED_RUN:
        return "time when an invocation is due"
    return "end of the invocation"


class Report:
    """Prints proofs as they come.

    Args:
        console: Where to print.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.alarms = self.failed = self.warned = self.unknown = self.silent = 0
        self.shown: dict[tuple[object, ...], str] = {}

    def start(self, path: str) -> None:
        """Print which spec is next."""
        self.console.info(click.style(path, bold=True))

    def add(self, proven: AlarmProof) -> None:
        """Print what is proven of one alarm."""
        self.alarms += 1
        values = "defaults" if proven.example is None else f"example {proven.example}"
        name = f"{proven.name} ({values})"
        proof = proven.proof
        if not proven.notifies:
            self.silent += 1
            name += ", tells nobody as alarm_actions_enabled is false"
        if proof is None:
            self.unknown += 1
            self.console.info(f"  {name}: not proven, lmgen does not know what it watches")
            return
        self.console.info(f"  {name}: {self._verdict(proven, proof)}")
        self.console.info(f"      cases: {proof.cases:,}, told by {proof.classes}", verbosity=1)
        counterexample = proof.counterexample
        if counterexample is None or proof.reading is None:
            return
        events = counterexample.events()
        remedy = str(proof.remedy) if proof.remedy else "no longer window or period that is known"
        other = self.shown.setdefault((*events, remedy), name)
        if other is not name:
            self.console.info(f"      Counterexample and remedy as for {other}.")
            return
        self.console.info(f"      Counterexample, {_READINGS[proof.reading]}:")
        self.console.info(f"      {counterexample.summary}.")
        for event in events:
            self.console.info(f"        {event.clock}  {event.text}")
        self.console.info(f"      Would mend it: {remedy}.")

    def _verdict(self, proven: AlarmProof, proof: Proof) -> str:
        if proof.rings and proof.longest is not None:
            after = f"{proof.longest.duration} s long, " if proof.scenario.lasts else ""
            rings = f"rings within {proof.seconds} s of the {_since(proof)}"
            if proof.scenario.rhythm is not None:
                return f"{rings}, and not before; worst case the last one before is late"
            return (
                f"{rings}; worst case "
                f"{after}known {proof.longest.delay} s later, {proof.longest.surroundings.value}"
            )
        if proven.chosen:
            self.warned += 1
            word = click.style("warning", fg="yellow", bold=True)
            return f"{word}: may not ring, with the chosen {', '.join(proven.chosen)}"
        self.failed += 1
        return click.style("does not ring in every case", fg="red", bold=True)

    def finish(self) -> None:
        """Print the sum, and what was taken for granted."""
        sums = [format_count(self.alarms, "alarm")]
        sums += [f"{self.failed} may not ring"] if self.failed else []
        sums += [format_count(self.warned, "warning")] if self.warned else []
        sums += [f"{self.unknown} not proven"] if self.unknown else []
        sums += [f"{self.silent} tell nobody"] if self.silent else []
        self.console.info(", ".join(sums) if len(sums) > 1 else f"{sums[0]}, each rings")
        if self.shown:
            self.console.info(f"\n{_LEGEND}")
        self.console.info(f"\n{ASSUMPTIONS.rstrip()}")


def as_json(path: str, proven: AlarmProof) -> dict[str, Any]:
    """One alarm's entry of the JSON report."""
    proof = proven.proof
    return {
        "spec": path,
        "name": proven.name,
        "example": proven.example,
        "rings": None if proof is None else proof.rings,
        "within_seconds": None if proof is None or not proof.rings else proof.seconds,
        "since": None if proof is None else _since(proof),
        "chosen": list(proven.chosen),
        "notifies": proven.notifies,
        "cases": None if proof is None else proof.cases,
        "counterexample": None if proof is None else _counterexample(proof),
        "remedy": None if proof is None or proof.remedy is None else _remedy(proof),
    }


def _counterexample(proof: Proof) -> dict[str, Any] | None:
    found = proof.counterexample
    if found is None:
        return None
    return {
        "summary": found.summary,
        "start_second": found.case.start,
        "duration_seconds": found.case.duration,
        "delay_seconds": found.case.delay,
        "surroundings": found.case.surroundings.name.lower(),
        "evaluation_range": proof.reading,
        "timeline": [{"time": each.clock, "event": each.text} for each in found.events()],
    }


def _remedy(proof: Proof) -> dict[str, Any]:
    assert proof.remedy is not None  # noqa: S101 - the caller has looked
    return {name: each for name, each in proof.remedy._asdict().items() if each is not None}
