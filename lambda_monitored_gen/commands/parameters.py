"""Arguments and options that several commands have, and how shells complete them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Decorator = Callable[[Decorated], Decorated]

_SUFFIXES = (".yaml", ".yml")


def complete_specs(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    """Complete a word to YAML files, and to directories in which there may be some.

    A single directory is left to the shell, which puts a slash and no space behind it, and so are
    names that need quotes.
    """
    from click.shell_completion import CompletionItem

    # As people see it from where they are: `-C` has not been obeyed yet.
    start = Path(ctx.find_root().params.get("directory") or ".")
    folder, _, begun = incomplete.rpartition("/")
    prefix = f"{folder}/" if folder or incomplete.startswith("/") else ""
    try:
        entries = sorted(os.scandir(start / prefix), key=lambda entry: entry.name)
    except OSError:
        return []
    found = [
        f"{prefix}{entry.name}{'/' if entry.is_dir() else ''}"
        for entry in entries
        if entry.name.startswith(begun)
        and (begun or not entry.name.startswith("."))
        and (entry.is_dir() or entry.name.endswith(_SUFFIXES))
    ]
    if any(set(" \t'\"\\$") & set(name) for name in found):
        return [CompletionItem(incomplete, type="file")]
    if len(found) == 1 and found[0].endswith("/"):
        return [CompletionItem(incomplete, type="dir")]
    return [CompletionItem(name) for name in found]


def complete_directories(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    """Leave a word to the shell, which completes it to directories."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def specs_argument(function: Decorated) -> Decorated:
    """`SPEC...`: files, directories, patterns, or `-` for standard input."""
    return click.argument(
        "specs", nargs=-1, required=True, metavar="SPEC...", shell_complete=complete_specs
    )(function)


def spec_argument(function: Decorated) -> Decorated:
    """`SPEC`: one file."""
    return click.argument(
        "spec", metavar="SPEC", type=click.Path(path_type=str), shell_complete=complete_specs
    )(function)


def output_option(function: Decorated) -> Decorated:
    """`-o DIR`."""
    return click.option(
        "-o",
        "--output",
        metavar="DIR",
        shell_complete=complete_directories,
        envvar="LMGEN_OUTPUT",
        show_envvar=True,
        help="Directory of the module; for several specs a pattern such as modules/{name}. "
        "Default: `output` of the spec, else terraform-aws-<name> beside it.",
    )(function)


def templates_option(function: Decorated) -> Decorated:
    """`--templates DIR`."""
    return click.option(
        "--templates",
        metavar="DIR",
        shell_complete=complete_directories,
        envvar="LMGEN_TEMPLATES",
        show_envvar=True,
        help="Templates that replace or add to lmgen's own, laid out as the module is. Better "
        "named in the spec, as `templates`: a render that goes without them undoes what they do.",
    )(function)
