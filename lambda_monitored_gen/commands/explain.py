"""`lmgen explain`: variables, outputs, alarms, features, keys of a spec and diagnostics."""

import click

from lambda_monitored_gen.commands.console import write


@click.command(
    short_help="Explain a variable, feature, key or diagnostic.",
    epilog="Examples: lmgen explain; lmgen explain timeout; lmgen explain extends; "
    "lmgen explain policy-widens",
)
@click.argument("name", required=False)
def explain(*, name: str | None) -> None:
    """Explain a variable, output, alarm, feature, key of a spec or diagnostic.

    Without NAME, list all of them.
    """
    from lambda_monitored_gen.commands import explanations as core

    write(core.explain(name) if name else core.list_names())
