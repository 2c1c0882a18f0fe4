"""Checks what the examples of a spec expect of their alarms, as unit tests do of code."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.simulation.alarm_sets import alarms_of_spec
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.findings import Finding
from lambda_monitored_gen.simulation.model import AlarmReplay, Replay
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.replaying import replay
from lambda_monitored_gen.simulation.settings import Settings
from lambda_monitored_gen.simulation.shapes import make_trace
from lambda_monitored_gen.simulation.traces import ReadTrace, read_trace
from lambda_monitored_gen.spec.checkout import leaves_checkout
from lambda_monitored_gen.spec.expectations import Expectation
from lambda_monitored_gen.spec.model import Example, Spec


class Verdict(NamedTuple):
    """What became of one expectation.

    Attributes:
        example: Name of the example.
        expectation: What was expected.
        state: The state that the alarm has then; None where it cannot be told.
        reason: Why it cannot be told, as a clause; empty if it can.
        findings: What is wrong with the trace, or was repaired in it.
    """

    example: str
    expectation: Expectation
    state: str | None
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the state is the expected one."""
        return self.state == self.expectation.state


def check(spec: Spec, settings: Settings, how: ReadOptions) -> Iterator[Verdict]:
    """Check each expectation, in the order of the spec.

    Args:
        spec: The spec.
        settings: How alarms are replayed.
        how: How traces are read.

    Raises:
        CallError: The module refuses the values of an example.
        SimulationError: A trace cannot be read.
    """
    for example in spec.examples:
        done: dict[tuple[str | None, str | None, int], tuple[ReadTrace, Replay | None]] = {}
        for each in example.expectations:
            key = (each.trace, each.scenario, each.seed)
            if key not in done:
                done[key] = _replayed(spec, example, each, settings, how)
            yield _verdict(example.name, each, *done[key])


def _replayed(
    spec: Spec, example: Example, expected: Expectation, settings: Settings, how: ReadOptions
) -> tuple[ReadTrace, Replay | None]:
    if expected.trace is not None:
        # A spec may come from anybody: what it names is read, and faults in it are shown.
        if leaves_checkout(Path(expected.trace), Path(spec.path).parent):
            raise SimulationError(
                f"{expected.path}:{expected.line}: {expected.trace} is not in this repository"
            )
        read = read_trace(expected.trace, how)
    else:
        name = expected.scenario or ""
        read = ReadTrace(make_trace(name, seed=expected.seed, days=1, delay=how.delay), ())
    if read.trace is None:
        return read, None
    return read, replay(read.trace, [alarms_of_spec(spec, example.values)], settings)


def _verdict(name: str, expected: Expectation, read: ReadTrace, whole: Replay | None) -> Verdict:
    if whole is None:
        return Verdict(name, expected, None, "the trace has errors", read.findings)
    (variant,) = whole.variants
    for unjudged in variant.unjudged:
        if _is_called(unjudged.name, expected.alarm):
            return Verdict(name, expected, None, unjudged.reason, read.findings)
    done = _alarm(variant.alarms, expected.alarm)
    state = done.timeline.state_at(expected.at)
    if state is None or expected.at > whole.end:
        return Verdict(name, expected, None, "the trace does not reach there", read.findings)
    return Verdict(name, expected, state.value, "", read.findings)


def _alarm(alarms: tuple[AlarmReplay, ...], wanted: str) -> AlarmReplay:
    for done in alarms:
        if _is_called(done.name, wanted):
            return done
    names = ", ".join(each.name for each in alarms)
    raise SimulationError(f"there is no alarm '{wanted}' among {names}")


def _is_called(name: str, wanted: str) -> bool:
    return name == wanted or name.endswith(f"-{wanted}")
