"""Runs what `lmgen simulate` was asked for, and prints it."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from lambda_monitored_gen.commands import simulation_json, simulation_markdown, simulation_report
from lambda_monitored_gen.commands.console import Console, format_count, write
from lambda_monitored_gen.commands.simulation_options import (
    Options,
    Source,
    before_of,
    incidents_of,
    sets_of,
    settings_of,
    sources_of,
)
from lambda_monitored_gen.commands.simulation_pictures import Pictures
from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.fleet.workers import parallel_map, processors
from lambda_monitored_gen.simulation import Replay
from lambda_monitored_gen.simulation.assumptions import assumptions
from lambda_monitored_gen.simulation.findings import Finding
from lambda_monitored_gen.simulation.runs import Asked, Outcome, run


class _Part(NamedTuple):
    """What is shown of one trace: small, so that it can come from another process."""

    findings: tuple[Finding, ...]
    breaches: tuple[str, ...]
    lines: tuple[str, ...]
    document: dict[str, Any] | None
    assumptions: tuple[str, ...]


def simulate_all(console: Console, options: Options, style: str, pictures: Pictures) -> int:
    """Replay alarms over each trace, draw them, and print what came out."""
    options.refuse_combinations()
    settings = settings_of(options)
    incidents, found = incidents_of(options)
    print_findings(console, found)
    if options.incidents and incidents is None:
        return ExitCode.UNABLE
    sets = sets_of(options, console)
    before = before_of(options, console)
    asked = Asked(sets, settings, options.gate, incidents, before)
    sources = list(sources_of(options, sets))
    labels = (options.against or "", options.spec or "")

    def work(source: Source) -> _Part:
        outcome = run(source, asked)
        pictures.write(outcome.replay)
        return _part(outcome, style, labels, verbose=console.verbosity > 0)

    # Each trace is a whole one in memory, and only while it is replayed.
    parts = []
    for part in parallel_map(work, sources, jobs=min(processors(), len(sources))):
        print_findings(console, part.findings)
        for line in part.lines:
            console.info(line)
        parts.append(part)
    return _finish(console, parts, style)


def _part(outcome: Outcome, style: str, labels: tuple[str, str], *, verbose: bool) -> _Part:
    replay = outcome.replay
    findings = [simulation_json.finding_as_json(each) for each in outcome.findings]
    if replay is None:
        return _Part(outcome.findings, (), (), {"findings": findings}, ())
    document = None
    lines: list[str] = []
    if style == "json":
        document = simulation_json.as_json(replay)
        if outcome.changes:
            name = replay.trace.name
            document["changes"] = [
                simulation_json.change_as_json(each, name) for each in outcome.changes
            ]
        document["findings"] = findings
        document["breaches"] = list(outcome.breaches)
    else:
        lines += _shown(outcome, replay, style, labels, verbose=verbose)
    return _Part(outcome.findings, outcome.breaches, tuple(lines), document, assumptions(replay))


def _shown(
    outcome: Outcome, replay: Replay, style: str, labels: tuple[str, str], *, verbose: bool
) -> Iterator[str]:
    if style == "markdown" and outcome.changes:
        yield from simulation_markdown.changes_as_markdown(replay, outcome.changes, *labels)
    elif style == "markdown":
        yield from simulation_markdown.as_markdown(replay)
    else:
        yield from simulation_report.report(replay, verbose=verbose)
        if outcome.changes:
            yield from simulation_report.against(outcome.changes, *labels)
            yield ""


def _finish(console: Console, parts: list[_Part], style: str) -> int:
    done = [part for part in parts if part.assumptions]
    known = list(dict.fromkeys(each for part in done for each in part.assumptions))
    if style == "json":
        documents = [each.document for each in parts if each.document]
        write(json.dumps(simulation_json.merge(documents), indent=2))
    elif done and style == "markdown":
        for line in simulation_markdown.closing(known):
            console.info(line)
    elif done:
        console.info(simulation_report.LEGEND)
        for each in known:
            console.info(each)
    broken = [each for part in parts for each in part.breaches]
    for sentence in broken:
        write(f"{click.style('failed', fg='red', bold=True)}: {sentence}", err=True)
    if len(done) < len(parts):
        return ExitCode.UNABLE
    return ExitCode.NO if broken else ExitCode.OK


def print_findings(console: Console, findings: tuple[Finding, ...]) -> None:
    """Print what is wrong with a file, and what was repaired, each with its line."""
    for each in findings:
        place = f"{each.path}:{each.line}" if each.line else each.path
        word = "repaired" if each.repaired else "error"
        if each.repaired and console.verbosity < 0:
            continue
        colour = "yellow" if each.repaired else "red"
        styled = click.style(word, fg=colour, bold=True)
        write(f"{click.style(place, bold=True)}: {styled}: {each.message}", err=True)
        if each.hint:
            write(f"  hint: {each.hint}", err=True)
    errors = sum(not each.repaired for each in findings)
    if errors:
        write(f"{format_count(errors, 'error')}: nothing was replayed", err=True)
