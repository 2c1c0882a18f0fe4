"""What the options of `lmgen simulate` mean."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.catalog.error_alarms import STRATEGIES
from lambda_monitored_gen.commands.console import Console
from lambda_monitored_gen.commands.options import load_spec
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.simulation import AlarmSet, Incident, Settings
from lambda_monitored_gen.simulation.alarm_sets import (
    alarms_of_file,
    alarms_of_spec,
    call_of,
    compared,
)
from lambda_monitored_gen.simulation.assumptions import read_parameters
from lambda_monitored_gen.simulation.fetching import Fetch, fetch_trace, make_client
from lambda_monitored_gen.simulation.findings import Finding
from lambda_monitored_gen.simulation.gate import Gate
from lambda_monitored_gen.simulation.incident_files import read_incidents
from lambda_monitored_gen.simulation.metric_data import read_metric_option
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.revisions import spec_at
from lambda_monitored_gen.simulation.shapes import make_trace
from lambda_monitored_gen.simulation.trace import Column
from lambda_monitored_gen.simulation.traces import ReadTrace, read_trace
from lambda_monitored_gen.spec.document import parse
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.times import NoTimeError, read_time
from lambda_monitored_gen.spec.validate import validate_document

Source = Callable[[], ReadTrace]

_DEFAULTS = b"lmgen: 1\nmodule: {namespace: lmgen, name: defaults, version: 0.0.0}\n"


@dataclass(frozen=True)
class Options:
    """The options as they were given; `simulate` documents each."""

    spec: str | None
    traces: tuple[str, ...]
    scenarios: tuple[str, ...]
    seed: int
    fetch: str | None
    days: int | None
    region: str | None
    alarms: str | None
    function: str | None
    example: str | None
    values: tuple[str, ...]
    compare: str | None
    incidents: str | None
    metrics: tuple[str, ...]
    start: str | None
    end: str | None
    state: str | None
    delay: int
    evaluation_range: int | None
    assumed: tuple[str, ...]
    slo: float | None
    slo_days: int
    against: str | None
    gate: Gate

    def refuse_combinations(self) -> None:
        """Refuse options that mean nothing together.

        Raises:
            click.UsageError: There are some.
        """
        sources = [bool(self.traces), bool(self.scenarios), bool(self.fetch)]
        if sum(sources) != 1:
            raise click.UsageError("pass one of --trace, --scenario and --fetch")
        if self.alarms and self.spec:
            raise click.UsageError("--alarms takes the place of SPEC: pass one of them")
        for name, given in (
            ("--example", self.example),
            ("--set", self.values),
            ("--compare", self.compare),
        ):
            if given and self.alarms:
                raise click.UsageError(f"{name} is for the alarms of a spec, not for --alarms")
        if self.function and not self.alarms:
            raise click.UsageError("--function is for --alarms")
        if self.region and not self.fetch:
            raise click.UsageError("--region is for --fetch")
        if self.metrics and not self.traces:
            raise click.UsageError("--metric is for --trace")
        if self.days is not None and self.traces:
            raise click.UsageError("--days is for --scenario and --fetch")
        if self.against and (self.compare or self.alarms or not self.spec):
            raise click.UsageError("--against is for one SPEC, without --compare and --alarms")


def sets_of(options: Options, console: Console) -> tuple[AlarmSet, ...]:
    """The alarms that are asked for.

    Raises:
        LmgenError: They cannot be read.
    """
    if options.alarms:
        return (alarms_of_file(options.alarms, options.function or options.fetch),)
    spec = load_spec(options.spec, console) if options.spec else _default_spec(console)
    values = _call(options, spec)
    if options.compare is None:
        return (alarms_of_spec(spec, values),)
    sides = [each.strip() for each in options.compare.split(",") if each.strip()]
    if not sides:
        raise click.UsageError(f"--compare takes strategies: {', '.join(STRATEGIES)}")
    return tuple(compared(spec, values, sides))


def _default_spec(console: Console) -> Spec:
    console.note("no SPEC: the alarms are those of a module with lmgen's defaults")
    spec = validate_document(parse(_DEFAULTS, "defaults")).spec
    assert spec is not None  # noqa: S101 - it is ours, and tested
    return spec


def _call(options: Options, spec: Spec) -> dict[str, Value]:
    values = call_of(spec, options.example, options.values)
    return {**values, "function_name": options.fetch} if options.fetch else values


def before_of(options: Options, console: Console) -> AlarmSet | None:
    """The alarms that those of the spec are compared with; None without `--against`."""
    if options.against is None or options.spec is None:
        return None
    if Path(options.against).is_file():
        spec = load_spec(options.against, console)
    else:
        spec = spec_at(options.spec, options.against)
    return alarms_of_spec(spec, _call(options, spec))


def sources_of(options: Options, sets: tuple[AlarmSet, ...]) -> Iterator[Source]:
    """What makes the traces, one each."""
    now = time.time()
    for path in options.traces:
        given = dict(map(_metric, options.metrics))
        yield partial(read_trace, path, ReadOptions(options.delay, now, given))
    for name in options.scenarios:
        yield partial(_made, name, options)
    if options.fetch:
        wanted = Fetch(options.fetch, options.days or 30, int(now), options.delay)
        client = make_client(options.region)
        yield lambda: ReadTrace(fetch_trace(client, wanted, sets), ())


def _made(name: str, options: Options) -> ReadTrace:
    days = options.days or 1
    return ReadTrace(make_trace(name, seed=options.seed, days=days, delay=options.delay), ())


def _metric(text: str) -> tuple[str, Column]:
    try:
        return read_metric_option(text)
    except ValueError as error:
        raise click.UsageError(f"--metric: {error}") from error


def settings_of(options: Options) -> Settings:
    """How to replay.

    Raises:
        SimulationError: A parameter of the engine has no such value.
    """
    given = dict(each.partition("=")[::2] for each in options.assumed)
    if options.evaluation_range is not None:
        given["shortest_range"] = str(options.evaluation_range)
    start, end = (_moment(each) for each in (options.start, options.end))
    if start is not None and end is not None and end < start:
        raise click.UsageError("--to must not be before --from")
    return Settings(
        start=start,
        end=end,
        initial=AlarmState(options.state) if options.state else None,
        parameters=read_parameters(given),
        delay=options.delay,
        objective=options.slo,
        objective_days=options.slo_days,
    )


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(read_time(text)[0])
    except NoTimeError as error:
        raise click.UsageError(str(error)) from error


def incidents_of(
    options: Options,
) -> tuple[tuple[Incident, ...] | None, tuple[Finding, ...]]:
    """The incidents of a file; None where there is no file."""
    if options.incidents is None:
        return None, ()
    read = read_incidents(options.incidents, time.time())
    if any(not each.repaired for each in read.findings):
        return None, read.findings
    return read.incidents, read.findings
