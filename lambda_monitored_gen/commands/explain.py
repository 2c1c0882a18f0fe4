"""`lmgen explain`: what a module has, what a spec has, and what is said of specs."""

from typing import TYPE_CHECKING

import click

from lambda_monitored_gen.commands.console import write

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _complete(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    from lambda_monitored_gen.commands.explanations import known_names

    return [CompletionItem(name) for name in known_names() if name.startswith(incomplete)]


@click.command(
    short_help="Explain a variable, alarm, feature, key or diagnostic.",
    epilog="Examples: lmgen explain; lmgen explain timeout; lmgen explain features; "
    "lmgen explain tests.architectures; lmgen explain policy-widens",
)
@click.argument("name", required=False, shell_complete=_complete)
def explain(*, name: str | None) -> None:
    """Explain a name: a variable, output, alarm, feature, runtime, key of a spec or diagnostic.

    The plural lists all of one kind: variables, outputs, alarms, features, runtimes, keys, rules
    (of policies) or diagnostics. Without NAME, list everything.
    """
    from lambda_monitored_gen.commands import explanations as core
    from lambda_monitored_gen.commands.explanations.layout import coloured

    write(coloured(core.explain(name) if name is not None else core.list_names()))
