"""`lmgen check`: whether modules are what their specs render."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from lambda_monitored_gen.commands.console import Console, format_count, write
from lambda_monitored_gen.commands.parameters import (
    output_option,
    specs_argument,
    templates_option,
)

if TYPE_CHECKING:
    from lambda_monitored_gen.fleet.drift import ModuleStatus, Tally


@click.command(
    short_help="Check that modules are what their specs render.",
    epilog="Examples: lmgen check spec.yaml; lmgen check 'fleet/**/*.yaml' --format github",
)
@specs_argument
@output_option
@templates_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github", "gitlab"]),
    default="text",
    show_default=True,
    help="Output for people, for programs, with annotations of GitHub Actions, or as a report of "
    "GitLab's Code Quality.",
)
@click.option("--no-diff", is_flag=True, help="Omit the diff.")
@click.option("--stat", is_flag=True, help="Show line counts instead of the diff.")
@click.option("--untracked", is_flag=True, help="Also list files that lmgen did not write.")
@click.option("--shard", metavar="I/N", help="Check part I of N of the specs, one for each CI job.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Number of processes. Default: 1, or one per processor for many specs.",
)
@click.pass_obj
def check(
    console: Console,
    *,
    specs: tuple[str, ...],
    output: str | None,
    templates: str | None,
    style: str,
    no_diff: bool,
    stat: bool,
    untracked: bool,
    shard: str | None,
    jobs: int | None,
) -> int:
    """Check that modules are what their specs render, and show how they differ.

    SPEC is a file, a directory of specs, or a pattern. Nothing is written. Exits 0 if all
    modules are up to date, 1 if files differ, 2 if it cannot be determined.
    """
    from lambda_monitored_gen.commands.options import list_specs
    from lambda_monitored_gen.fleet.drift import Tally, check_modules
    from lambda_monitored_gen.fleet.specs import OutputDirectories, shard_specs

    found = list_specs(specs, console)
    paths = shard_specs(found, shard)
    if not paths:
        console.note(f"shard {shard} has none of the {format_count(len(found), 'spec')}")
    outputs = OutputDirectories(output, multiple=len(paths) > 1)
    tally = Tally()
    checked = check_modules(paths, outputs, templates, with_untracked=untracked, jobs=jobs)
    statuses = map(tally.add, console.track(checked, len(paths), "specs"))
    if style == "json":
        from lambda_monitored_gen.commands.reporters.json import FORMAT, as_json

        entries = [as_json(status, with_diff=not no_diff) for status in statuses]
        write(json.dumps({"format": FORMAT, "specs": entries}, indent=2))
    elif style == "gitlab":
        from lambda_monitored_gen.commands.reporters.gitlab import as_code_quality

        write(json.dumps(as_code_quality(statuses), indent=2))
        console.note(tally.text)
    elif style == "github":
        _print_for_github(console, statuses, tally, with_diff=not no_diff and not stat, stat=stat)
    else:
        _print_statuses(console, statuses, tally, with_diff=not no_diff and not stat, stat=stat)
    return tally.exit_code


def _print_statuses(
    console: Console,
    statuses: Iterable["ModuleStatus"],
    tally: "Tally",
    *,
    with_diff: bool,
    stat: bool,
) -> None:
    from lambda_monitored_gen.commands.reporters.text import print_status

    for status in statuses:
        print_status(console, status, with_diff=with_diff, stat=stat)
    if tally.total > 1:
        console.info(tally.text)


def _print_for_github(
    console: Console,
    statuses: Iterable["ModuleStatus"],
    tally: "Tally",
    *,
    with_diff: bool,
    stat: bool,
) -> None:
    from lambda_monitored_gen.commands.reporters.github import (
        GitHubReport,
        uncommanded,
        write_summary,
    )

    report = GitHubReport()

    def noted() -> Iterator["ModuleStatus"]:
        for status in statuses:
            report.add(status)
            yield status

    with uncommanded(console):
        _print_statuses(console, noted(), tally, with_diff=with_diff, stat=stat)
    for line in report.annotations():
        write(line)
    write_summary(report.summary(f"lmgen check: {tally.text}"), console)
