"""Checks expectations for `lmgen simulate --expect`, and prints what became of them."""

import json
import time
from typing import Any

import click

from lambda_monitored_gen.commands.console import Console, format_count, write
from lambda_monitored_gen.commands.options import load_spec
from lambda_monitored_gen.commands.simulation_json import FORMAT, finding_as_json
from lambda_monitored_gen.commands.simulation_options import Options, settings_of
from lambda_monitored_gen.commands.simulation_run import print_findings
from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.simulation import SimulationError
from lambda_monitored_gen.simulation.expected import Verdict, check
from lambda_monitored_gen.simulation.findings import Finding
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.words import moment
from lambda_monitored_gen.spec.times import write_time

_MEANINGLESS = (
    *("traces", "scenarios", "fetch", "alarms", "example", "values", "compare", "incidents"),
    *("against", "days", "slo"),
)


def check_expectations(console: Console, options: Options, style: str) -> int:
    """Check what the examples of a spec expect.

    Args:
        console: Where to print.
        options: The options; those of the trace and of the alarms are the spec's to say.
        style: `text` or `json`.

    Raises:
        SimulationError: The spec expects nothing, or a trace cannot be read.
    """
    given = [name for name in _MEANINGLESS if getattr(options, name)]
    if given or any(each is not None for each in options.gate) or style == "markdown":
        raise click.UsageError(
            "--expect takes alarms and traces from SPEC: leave out what else says what to replay"
        )
    if options.spec is None:
        raise click.UsageError("--expect needs SPEC")
    spec = load_spec(options.spec, console)
    if not any(example.expectations for example in spec.examples):
        raise SimulationError(
            f"{options.spec}: no example expects anything",
            hint="Add `expect` to an example; docs/simulate.md shows how.",
        )
    how = ReadOptions(options.delay, time.time(), {})
    verdicts = list(check(spec, settings_of(options), how))
    print_findings(console, _findings(verdicts))
    if style == "json":
        write(
            json.dumps({"format": FORMAT, "expectations": list(map(_as_json, verdicts))}, indent=2)
        )
    else:
        _print(console, verdicts)
    if any(each.state is None for each in verdicts):
        return ExitCode.UNABLE
    return ExitCode.OK if all(each.holds for each in verdicts) else ExitCode.NO


def _findings(verdicts: list[Verdict]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(found for each in verdicts for found in each.findings))


def _print(console: Console, verdicts: list[Verdict]) -> None:
    for each in verdicts:
        expected = each.expectation
        place = f"{expected.path}:{expected.line}"
        what = f"{each.example}: {expected.alarm} at {moment(expected.at)}"
        if each.holds:
            console.info(f"{place}: {what} is {expected.state}", verbosity=1)
        elif each.state is None:
            write(f"{place}: {_word('unknown')}: {what}: {each.reason}", err=True)
        else:
            write(
                f"{place}: {_word('failed')}: {what} should be {expected.state} and is "
                f"{each.state}",
                err=True,
            )
    holding = sum(each.holds for each in verdicts)
    console.info(f"{format_count(len(verdicts), 'expectation')}, {holding} met")


def _word(text: str) -> str:
    return click.style(text, fg="red", bold=True)


def _as_json(each: Verdict) -> dict[str, Any]:
    expected = each.expectation
    return {
        "example": each.example,
        "trace": expected.trace,
        "scenario": expected.scenario,
        "alarm": expected.alarm,
        "at": write_time(expected.at),
        "expected": expected.state,
        "state": each.state,
        "met": each.holds,
        "reason": each.reason or None,
        "line": expected.line,
        "findings": [finding_as_json(found) for found in each.findings],
    }
