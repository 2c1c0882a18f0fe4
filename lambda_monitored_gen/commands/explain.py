"""`lmgen explain`: variables, outputs, alarms, features and diagnostics."""

import click

from lambda_monitored_gen.commands.console import write


@click.command(
    short_help="Explain a variable, output, alarm, feature or diagnostic.",
    epilog="Examples: lmgen explain; lmgen explain timeout; lmgen explain policy-widens",
)
@click.argument("name", required=False)
def explain(*, name: str | None) -> None:
    """Explain a variable, output, alarm, feature or diagnostic; without NAME, list all of them."""
    from lambda_monitored_gen.commands import explanations as core

    write(core.explain(name) if name else core.list_names())
