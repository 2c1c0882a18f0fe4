"""What the examples of a spec expect of their alarms: keys, checks, and the records of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.type_constraints import NUMBER, STRING, Value
from lambda_monitored_gen.hcl.type_constraints import Path as Steps
from lambda_monitored_gen.rules import Between, LengthBetween, OneOf, RegexMatches
from lambda_monitored_gen.spec.alarm_words import SCENARIOS, STATES
from lambda_monitored_gen.spec.decoder import format_path
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector, did_you_mean
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.paths import find_reference_mistake
from lambda_monitored_gen.spec.sections import ONE_LINE
from lambda_monitored_gen.spec.shape import Field, Record, Records
from lambda_monitored_gen.spec.times import NoTimeError, read_time

EXPECT = Field(
    name="expect",
    description=(
        "States that alarms of the example have at times of a trace; `lmgen simulate --expect` "
        "checks them."
    ),
    shape=Records(
        Record(
            (
                Field(
                    name="trace",
                    shape=STRING,
                    description="File of what was measured, relative to this file.",
                    rules=(RegexMatches(ONE_LINE, "one line"), LengthBetween(1, 1000)),
                ),
                Field(
                    name="scenario",
                    shape=STRING,
                    description=(
                        "A shape of traffic instead of a trace; it begins at 2026-01-05T00:00:00Z "
                        "and lasts a day."
                    ),
                    rules=(OneOf(SCENARIOS),),
                ),
                Field(
                    name="seed",
                    shape=NUMBER,
                    description="What the chance of the scenario starts at; 1 if left out.",
                    rules=(Between(minimum=0, whole=True),),
                ),
                Field(
                    name="alarm",
                    shape=STRING,
                    required=True,
                    description=(
                        "What the alarm's name ends in, such as errors-immediate, or all of it."
                    ),
                ),
                Field(
                    name="at",
                    shape=STRING,
                    required=True,
                    description="A time with its zone, such as 2026-01-05T12:03:00Z.",
                ),
                Field(
                    name="state",
                    shape=STRING,
                    required=True,
                    description="The state that the alarm has then.",
                    rules=(OneOf(STATES),),
                ),
            )
        )
    ),
)
"""The key of an example."""


def without_expectations(data: Any) -> Any:  # noqa: ANN401 - as YAML has it
    """The data of a spec without what examples expect, which changes nothing that is rendered.

    Args:
        data: The whole spec.
    """
    if not isinstance(data, dict) or not isinstance(data.get("examples"), list):
        return data
    return data | {
        "examples": [
            {key: value for key, value in each.items() if key != EXPECT.name}
            if isinstance(each, dict)
            else each
            for each in data["examples"]
        ]
    }


class Expectation(NamedTuple):
    """A state that an alarm has at a time.

    Attributes:
        trace: File of what was measured, from the working directory; None for a scenario.
        scenario: Name of a shape; None for a trace.
        seed: Of the scenario.
        alarm: What the alarm's name ends in.
        at: The time, in seconds since 1970.
        state: The state.
        line: Where the spec says so.
        path: The file that says so.
    """

    trace: str | None
    scenario: str | None
    seed: int
    alarm: str
    at: int
    state: str
    line: int
    path: str


class ExpectationReader:
    """Reads the expectations of examples, of which each key is valid by itself.

    Args:
        root: The document's top node, for places.
        interface: The interface of the module.
        collector: Receives a diagnostic for each that means nothing.
    """

    def __init__(self, root: Node, interface: Interface, collector: DiagnosticCollector) -> None:
        self.root = root
        self.interface = interface
        self.collector = collector

    def read(self, index: int, example: Mapping[str, Any]) -> tuple[Expectation, ...]:
        """Read those of one example.

        Args:
            index: Its place among the examples.
            example: Its valid values.
        """
        values = self.interface.values(example.get("values", {}))
        alarms = tuple(self._alarms(values))
        found = []
        for number, expected in enumerate(example.get("expect", ())):
            path: Steps = ("examples", index, "expect", number)
            if {"alarm", "at", "state"} <= set(expected):
                found.append(self._one(expected, path, alarms))
        return tuple(each for each in found if each is not None)

    def _alarms(self, values: Mapping[str, Value]) -> Iterator[str]:
        """What the names of the example's alarms end in."""
        for alarm in self.interface.alarms:
            try:
                exists = alarm.exists.value(values)
            except (TypeError, ValueError):  # a value that is missing has been found already
                continue
            if exists:
                yield alarm.suffix

    def _one(
        self, expected: Mapping[str, Any], path: Steps, alarms: tuple[str, ...]
    ) -> Expectation | None:
        node = self.root.at(path)
        before = len(self.collector.diagnostics)
        trace, scenario = expected.get("trace"), expected.get("scenario")
        if (trace is None) == (scenario is None):
            found = "both" if trace else "neither"
            self._report(path, f"expected either trace or scenario, found {found}", "")
        if trace is not None and (mistake := find_reference_mistake(trace)):
            self._report((*path, "trace"), *mistake)
        if "seed" in expected and scenario is None:
            self._report((*path, "seed"), "a seed is for a scenario, and there is none", "")
        alarm = expected["alarm"]
        if not any(alarm == each or alarm.endswith(f"-{each}") for each in alarms):
            hint = did_you_mean(alarm, alarms) if alarms else "The example has no alarms at all."
            self._report((*path, "alarm"), f"the example has no alarm '{alarm}'", hint)
        at = self._time(expected["at"], (*path, "at"))
        if len(self.collector.diagnostics) > before or at is None:
            return None
        file = node.mark.path or self.collector.path
        return Expectation(
            trace=None if trace is None else str(Path(file).parent / trace),
            scenario=scenario,
            seed=int(expected.get("seed", 1)),
            alarm=alarm,
            at=at,
            state=expected["state"],
            line=node.mark.line,
            path=file,
        )

    def _time(self, text: str, path: Steps) -> int | None:
        try:
            return int(read_time(text)[0])
        except NoTimeError as error:
            self._report(path, str(error), "")
            return None

    def _report(self, path: Steps, message: str, hint: str) -> None:
        self.collector.add(
            "expectation", self.root.at(path).mark, f"{format_path('', path)}: {message}", hint
        )
