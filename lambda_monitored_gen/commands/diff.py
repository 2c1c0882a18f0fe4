"""`lmgen diff`: what a render would change."""

import click

from lambda_monitored_gen.commands.console import Console
from lambda_monitored_gen.commands.parameters import (
    output_option,
    specs_argument,
    templates_option,
)


@click.command(
    short_help="Show what a render would change.", epilog="Example: lmgen diff spec.yaml"
)
@specs_argument
@output_option
@templates_option
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
