"""The command line: parse, call the core, print, exit."""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from lambda_monitored_gen import __version__
from lambda_monitored_gen.commands import console
from lambda_monitored_gen.commands.parameters import complete_directories
from lambda_monitored_gen.errors import INTERRUPTED, READER_GONE, ExitCode, LmgenError

COMMANDS = (
    "init",
    "validate",
    "render",
    "check",
    "diff",
    "test",
    "prove",
    "simulate",
    "explain",
    "schema",
    "matrix",
    "help",
)
"""Each command is the function of its name in the module of its name, in the order of help."""


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are used."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Name the commands, in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"{__name__}.{cmd_name}"), cmd_name)
        if not isinstance(command, click.Command):
            return None
        if not any(parameter.name == "quiet" for parameter in command.params):
            command.params += _verbosity_options()
            command.epilog = _one_example_a_line(command.epilog or "")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; the error for an unknown one names the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from lambda_monitored_gen.spec.diagnostics import did_you_mean

            hint = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(f"Unknown command '{args[0]}'. {hint}", ctx) from error


def _one_example_a_line(epilog: str) -> str:
    """Put each command line of `Examples: a; b` on a line, where people can copy it."""
    head, _, examples = epilog.partition(": ")
    lines = (f"\n  {line}" for line in examples.split("; "))
    return f"\b\n{head}:{''.join(lines)}"


def _verbosity_options() -> list[click.Parameter]:
    """`-q` and `-v`, which people write behind the command as often as before it."""
    quiet, verbose = (
        click.Option(
            [short, f"--{name}"], is_flag=True, expose_value=False, callback=_set, help=text
        )
        for short, name, text in (
            ("-q", "quiet", "Print errors only."),
            ("-v", "verbose", "Print every file."),
        )
    )
    return [quiet, verbose]


def _set(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    if value:
        ctx.find_root().obj.verbosity = -1 if parameter.name == "quiet" else 1


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: lmgen init spec.yaml && lmgen render spec.yaml",
)
@click.version_option(
    __version__, "-V", "--version", prog_name="lmgen", message="%(prog)s %(version)s"
)
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    shell_complete=complete_directories,
    help="Work in DIR, as if lmgen had been started there.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
@click.option("-v", "--verbose", is_flag=True, help="Print every file.")
@click.pass_context
def cli(ctx: click.Context, *, directory: str | None, quiet: bool, verbose: bool) -> None:
    """Turn one YAML spec into a Terraform module for a monitored Python AWS Lambda."""
    if quiet and verbose:
        raise click.UsageError("-q and -v exclude each other.")
    if directory is not None:
        _change_directory(directory)
    ctx.obj = console.Console(-1 if quiet else int(verbose))


def _change_directory(directory: str) -> None:
    try:
        os.chdir(directory)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LmgenError(
            f"-C {directory}: expected a directory to work in: {reason}",
            hint="Paths on the command line are then relative to it.",
        ) from error


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after `lmgen`; None for those of the process.

    Returns:
        The exit code.
    """
    console.prepare_streams()
    settings: dict[str, Any] = {"color": console.colour_setting()}
    try:
        result = cli.main(args=arguments, prog_name="lmgen", standalone_mode=False, **settings)
    except LmgenError as error:
        console.print_error(error)
        return ExitCode.UNABLE
    except click.ClickException as error:
        error.show()
        return ExitCode.UNABLE
    except click.Abort:
        console.write("interrupted", err=True)
        return INTERRUPTED
    except console.ReaderGoneError:
        return READER_GONE
    except Exception as error:  # noqa: BLE001 - nobody should have to read a traceback
        from lambda_monitored_gen.commands.unforeseen import describe_error

        console.print_error(describe_error(error))
        return ExitCode.UNABLE
    return int(result or ExitCode.OK)
