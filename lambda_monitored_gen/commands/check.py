"""`lmgen check`: is the module what its spec renders?"""

import json

import click

from lambda_monitored_gen.commands.console import Console, plural, write


@click.command(
    epilog="Examples: lmgen check spec.yaml; lmgen check 'fleet/**/*.yaml' --format github"
)
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    help="Directory of the module; for several specs a pattern such as modules/{name}.",
)
@click.option("--templates", metavar="DIR", help="The templates that `lmgen render` was given.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to report: for people, for programs, or as annotations of GitHub Actions.",
)
@click.option("--no-diff", is_flag=True, help="Do not show how files differ.")
@click.option("--stat", is_flag=True, help="Show the number of changed lines instead of them.")
@click.option("--untracked", is_flag=True, help="List files that lmgen did not write.")
@click.option("--shard", metavar="I/N", help="Check part I of N of the specs, for one CI machine.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Share the work among N processes. Default: one for each processor, for many specs.",
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

    SPEC is a file, a directory of specs, or a pattern. Nothing is written. Exits 0 when all are up
    to date, 1 when files differ, 2 when that cannot be told.
    """
    from lambda_monitored_gen.commands.reporters.github import as_annotations
    from lambda_monitored_gen.commands.reporters.json import FORMAT, as_json
    from lambda_monitored_gen.commands.reporters.text import print_status
    from lambda_monitored_gen.fleet.drift import Tally, check_modules
    from lambda_monitored_gen.fleet.specs import OutputDirectories, shard_specs, spec_files

    paths = shard_specs(spec_files(specs), shard)
    outputs = OutputDirectories(output, multiple=len(paths) > 1)
    tally = Tally()
    statuses = check_modules(paths, outputs, templates, with_untracked=untracked, jobs=jobs)
    found = map(tally.add, statuses)
    if style == "json":
        entries = [as_json(each, with_diff=not no_diff) for each in found]
        write(json.dumps({"format": FORMAT, "specs": entries}, indent=2))
    elif style == "github":
        for each in found:
            for line in as_annotations(each):
                write(line)
    else:
        for each in found:
            print_status(console, each, with_diff=not no_diff and not stat, stat=stat)
        if len(paths) > 1:
            counts = ", ".join(f"{number} {kind.value}" for kind, number in tally.counts.items())
            console.info(f"{plural(len(paths), 'spec')}: {counts}")
    return tally.exit_code
