"""`lmgen init`: a starter spec."""

import click

from lambda_monitored_gen.commands.console import Console


@click.command(
    short_help="Write a commented starter spec.",
    epilog="Example: lmgen init && $EDITOR spec.yaml && lmgen render spec.yaml",
)
@click.argument("path", default="spec.yaml", type=click.Path(path_type=str))
@click.option("--namespace", default="acme", show_default=True, help="Namespace in the registry.")
@click.option("--name", default="lambda-monitored", show_default=True, help="Name of the module.")
@click.pass_obj
def init(console: Console, *, path: str, namespace: str, name: str) -> None:
    """Write a commented starter spec to PATH (spec.yaml). An existing file is never replaced."""
    from lambda_monitored_gen.rendering.starter import write

    write(path, namespace=namespace, name=name)
    console.info(f"wrote {path}; next: lmgen render {path}")
