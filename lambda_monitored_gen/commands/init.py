"""`lmgen init`: a starter spec."""

import sys

import click

from lambda_monitored_gen.commands.console import Console, write
from lambda_monitored_gen.commands.parameters import complete_specs

_NAMESPACE = "acme"
_NAME = "lambda-monitored"


@click.command(
    short_help="Write a commented starter spec.",
    epilog="Examples: lmgen init && $EDITOR spec.yaml && lmgen render spec.yaml; "
    "lmgen init successor.yaml --from published --namespace acme; lmgen init --minimal -",
)
@click.argument(
    "path", default="spec.yaml", type=click.Path(path_type=str), shell_complete=complete_specs
)
@click.option(
    "--namespace", metavar="NAME", help=f"Namespace in the registry, such as {_NAMESPACE}."
)
@click.option("--name", metavar="NAME", help=f"Name of the module, such as {_NAME}.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["published"]),
    help="Begin with the successor of the published infrahouse/lambda-monitored/aws, which its "
    "callers can move on to.",
)
@click.option("--minimal", is_flag=True, help="Write the required keys alone.")
@click.option(
    "--everything", is_flag=True, help="Switch on every feature that can be on with the others."
)
@click.pass_obj
def init(
    console: Console,
    *,
    path: str,
    namespace: str | None,
    name: str | None,
    source: str | None,
    minimal: bool,
    everything: bool,
) -> None:
    """Write a commented starter spec to PATH: spec.yaml, or - for standard output.

    An existing file is never replaced. On a terminal, lmgen asks for the namespace and the name
    that no option gives.
    """
    from datetime import datetime, timezone

    from lambda_monitored_gen.rendering import starter

    kinds = [
        *([starter.Kind.PUBLISHED] if source else []),
        *([starter.Kind.MINIMAL] if minimal else []),
        *([starter.Kind.EVERYTHING] if everything else []),
    ]
    if len(kinds) > 1:
        raise click.UsageError("--from, --minimal and --everything exclude each other.")
    if path != "-":
        starter.refuse_existing(path)
    text = starter.starter(
        namespace=_ask(console, "Namespace in the registry", _NAMESPACE, namespace),
        name=_ask(console, "Name of the module", _NAME, name),
        today=datetime.now(tz=timezone.utc).date(),
        kind=kinds[0] if kinds else starter.Kind.COMMENTED,
    )
    if path == "-":
        write(text.removesuffix("\n"))
        return
    import shlex

    starter.write(path, text)
    console.info(f"wrote {path}; next: {shlex.join(['lmgen', 'render', path])}")


def _ask(console: Console, question: str, default: str, given: str | None) -> str:
    """What an option gives; else what people answer, where there is a terminal to ask at."""
    if given is not None:
        return given
    if not is_asked(console):
        return default
    return str(click.prompt(question, default=default, err=True))


def is_asked(console: Console) -> bool:
    """Whether there is somebody to ask."""
    return console.verbosity >= 0 and sys.stdin.isatty() and sys.stderr.isatty()
