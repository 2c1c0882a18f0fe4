"""`lmgen validate`: every diagnostic of every spec."""

import json
from typing import TYPE_CHECKING

import click

from lambda_monitored_gen.commands.console import Console, format_count, write
from lambda_monitored_gen.commands.parameters import specs_argument
from lambda_monitored_gen.errors import ExitCode

if TYPE_CHECKING:
    from lambda_monitored_gen.spec.validate import ValidationResult


@click.command(
    short_help="Check specs and print every diagnostic.",
    epilog="Examples: lmgen validate spec.yaml examples/*.yaml; "
    "lmgen validate spec.yaml --show-merged; lmgen validate --format json - < spec.yaml",
)
@specs_argument
@click.option(
    "--show-merged",
    is_flag=True,
    help="Print each spec with what it extends, and where each line comes from.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Output for people, for programs, or with annotations of GitHub Actions.",
)
@click.pass_obj
def validate(console: Console, *, specs: tuple[str, ...], show_merged: bool, style: str) -> int:
    """Check each SPEC against the documented rules of every variable, and print every diagnostic.

    SPEC is a file, a directory of specs, a pattern, or - for standard input. Warns of runtimes that
    AWS has deprecated. Exits 0 when all specs are valid, 2 when not.
    """
    from datetime import datetime, timezone

    from lambda_monitored_gen.commands.options import list_specs
    from lambda_monitored_gen.spec.validate import find_deprecations, validate_file

    if show_merged and style != "text":
        raise click.UsageError(f"--show-merged prints YAML, and --format {style} something else.")
    today = datetime.now(tz=timezone.utc).date()
    results: list[tuple[str, ValidationResult]] = []
    for number, path in enumerate(list_specs(specs, console)):
        validated = validate_file(path)
        warnings = find_deprecations(validated.spec, today) if validated.spec else []
        validated = validated._replace(diagnostics=(*validated.diagnostics, *warnings))
        results.append((path, validated))
        if style == "text":
            _print_result(console, path, validated, show_merged=show_merged, first=number == 0)
    if style == "json":
        from lambda_monitored_gen.commands.reporters.json import FORMAT, diagnostic_as_json

        entries = [
            {
                "spec": path,
                "valid": each.spec is not None,
                "diagnostics": [diagnostic_as_json(found) for found in each.diagnostics],
            }
            for path, each in results
        ]
        write(json.dumps({"format": FORMAT, "specs": entries}, indent=2))
    elif style == "github":
        _print_for_github(console, results)
    return ExitCode.OK if all(each.spec for _, each in results) else ExitCode.UNABLE


def _print_result(
    console: Console, path: str, validated: "ValidationResult", *, show_merged: bool, first: bool
) -> None:
    console.print_diagnostics(validated.diagnostics)
    if show_merged:
        _print_merged(path, first=first)
    elif validated.spec is None:
        console.info(f"{path}: {format_count(validated.errors, 'error')}")
    else:
        console.info(f"{path}: valid")


def _print_for_github(console: Console, results: "list[tuple[str, ValidationResult]]") -> None:
    from lambda_monitored_gen.commands.reporters.github import (
        GitHubReport,
        uncommanded,
        write_summary,
    )
    from lambda_monitored_gen.fleet.drift import ModuleStatus, Status

    report = GitHubReport()
    with uncommanded(console):
        for path, validated in results:
            _print_result(console, path, validated, show_merged=False, first=True)
    for path, validated in results:
        status = Status.UNKNOWN if validated.spec is None else Status.UP_TO_DATE
        report.add(ModuleStatus(path, status, diagnostics=validated.diagnostics))
    for line in report.annotations():
        write(line)
    invalid = sum(each.spec is None for _, each in results)
    counts = f"{format_count(len(results), 'spec')}: {len(results) - invalid} valid, "
    write_summary(report.summary(f"lmgen validate: {counts}{invalid} invalid"), console)


def _print_merged(path: str, *, first: bool) -> None:
    """Print one merged spec, a document of the YAML stream; nothing where it cannot be read."""
    from lambda_monitored_gen.spec.document import load
    from lambda_monitored_gen.spec.merged_text import write_merged
    from lambda_monitored_gen.spec.merging import merge

    merged = merge(load(path))
    if merged.root is not None:
        write(("" if first else "---\n") + write_merged(merged.root).removesuffix("\n"))
