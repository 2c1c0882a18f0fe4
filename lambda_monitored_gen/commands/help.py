"""`lmgen help`: the help of lmgen, or of a command."""

from typing import TYPE_CHECKING

import click

from lambda_monitored_gen.commands.console import write

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _complete(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    group = ctx.find_root().command
    names = group.list_commands(ctx) if isinstance(group, click.Group) else []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command(
    name="help", short_help="Show the help of a command.", epilog="Example: lmgen help render"
)
@click.argument("command", required=False, shell_complete=_complete)
@click.pass_context
def help(ctx: click.Context, *, command: str | None) -> None:  # noqa: A001 - the command's name
    """Show the help of COMMAND, as `lmgen COMMAND --help` does; without one, that of lmgen."""
    root = ctx.find_root()
    if command is None or not isinstance(root.command, click.Group):
        write(root.get_help())
        return
    name, found, _ = root.command.resolve_command(root, [command])
    if found is not None:
        write(found.get_help(click.Context(found, parent=root, info_name=name)))
