"""`lmgen explain`: what a name means."""

import click

from lambda_monitored_gen.commands.console import write


@click.command(epilog="Examples: lmgen explain; lmgen explain timeout; lmgen explain policy-widens")
@click.argument("name", required=False)
def explain(*, name: str | None) -> None:
    """Explain NAME, a variable, an output, a feature or a diagnostic; without it, list them all."""
    from lambda_monitored_gen.commands import explanations as core

    write(core.explain(name) if name else core.overview())
