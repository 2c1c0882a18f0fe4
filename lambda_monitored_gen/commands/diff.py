"""`lmgen diff`: what a render would change."""

import click

from lambda_monitored_gen.commands.console import Console


@click.command(
    short_help="Show what a render would change.", epilog="Example: lmgen diff spec.yaml"
)
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    help="Directory of the module; for several specs a pattern such as modules/{name}.",
)
@click.option("--templates", metavar="DIR", help="Templates that replace or add to lmgen's own.")
@click.pass_obj
def diff(
    console: Console, *, specs: tuple[str, ...], output: str | None, templates: str | None
) -> int:
    """Show what `lmgen render SPEC...` would change, as a unified diff; nothing is written."""
    from lambda_monitored_gen.commands.options import list_specs
    from lambda_monitored_gen.commands.render import Options, render_all

    return render_all(
        console, list_specs(specs, console), Options(output, templates, dry_run=True, diff=True)
    )
