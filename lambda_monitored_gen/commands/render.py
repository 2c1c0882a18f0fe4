"""`lmgen render`: the module of a spec."""

import click

from lambda_monitored_gen.console import Console, plural
from lambda_monitored_gen.errors import ExitCode


@click.command(
    epilog="Examples: lmgen render spec.yaml -o module; lmgen render spec.yaml --dry-run --diff"
)
@click.argument("spec", type=click.Path(path_type=str))
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    help="Directory of the module. Default: `output` of the spec, else terraform-aws-<name> "
    "beside it.",
)
@click.option(
    "--templates",
    metavar="DIR",
    help="Templates that replace or add to lmgen's own, laid out as the module is.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@click.option("--diff", is_flag=True, help="Show what changes as a unified diff.")
@click.option(
    "--force", is_flag=True, help="Replace files that were edited, or that lmgen did not write."
)
@click.pass_obj
def render(
    console: Console,
    *,
    spec: str,
    output: str | None,
    templates: str | None,
    dry_run: bool,
    diff: bool,
    force: bool,
) -> int:
    """Render the Terraform module of SPEC.

    All files are written or none. Files that lmgen did not write are left alone.
    """
    from lambda_monitored_gen import render as core
    from lambda_monitored_gen.commands.options import load_spec
    from lambda_monitored_gen.diffs import unified
    from lambda_monitored_gen.tree import Verdict

    checked = load_spec(spec, console)
    comparison = core.compare(checked, core.output_directory(checked, output), templates)
    if templates:
        from lambda_monitored_gen.hcl.reading import missing_names

        for name in missing_names(comparison.differences, checked.interface):
            console.warn(f"{templates}: the module lacks the {name}, which the catalog has")
    if diff:
        for each in comparison.differences:
            console.diff(unified(each))
    if not dry_run:
        core.write(comparison, force=force)
    for each in comparison.differences:
        shown = dry_run and each.verdict is not Verdict.SAME
        console.say(f"{each.verdict.value:>8}  {each.path}", verbosity=0 if shown else 1)
    orphans = comparison.count(Verdict.ORPHAN, Verdict.EDITED_ORPHAN)
    unchanged = comparison.count(Verdict.SAME)
    written = len(comparison.differences) - orphans - unchanged
    done, gone = ("to write", "to remove") if dry_run else ("written", "removed")
    console.say(
        f"{comparison.directory}: {plural(written, 'file')} {done}, {unchanged} unchanged, "
        f"{orphans} {gone}"
    )
    if dry_run and comparison.refused and not force:
        console.say(
            f"{plural(len(comparison.refused), 'file')} edited by hand: render would refuse "
            "without --force"
        )
    return ExitCode.OK
