"""`lmgen validate`: every diagnostic of every spec."""

import click

from lambda_monitored_gen.commands.console import Console, format_count, write
from lambda_monitored_gen.errors import ExitCode


@click.command(
    short_help="Check specs and print every diagnostic.",
    epilog="Examples: lmgen validate spec.yaml examples/*.yaml; "
    "lmgen validate spec.yaml --show-merged",
)
@click.argument("specs", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option(
    "--show-merged",
    is_flag=True,
    help="Print each spec with what it extends, and where each line comes from.",
)
@click.pass_obj
def validate(console: Console, *, specs: tuple[str, ...], show_merged: bool) -> int:
    """Check SPECS against the documented rules of every variable, and print every diagnostic.

    Warns of runtimes that AWS has deprecated. Exits 0 when all specs are valid, 2 when not.
    """
    from datetime import datetime, timezone

    from lambda_monitored_gen.spec.validate import find_deprecations, validate_file

    today = datetime.now(tz=timezone.utc).date()
    invalid = 0
    for number, path in enumerate(specs):
        validated = validate_file(path)
        warnings = find_deprecations(validated.spec, today) if validated.spec else []
        console.print_diagnostics([*validated.diagnostics, *warnings])
        invalid += validated.spec is None
        if show_merged:
            _print_merged(path, first=number == 0)
        elif validated.spec is None:
            console.info(f"{path}: {format_count(validated.errors, 'error')}")
        else:
            console.info(f"{path}: valid")
    return ExitCode.UNABLE if invalid else ExitCode.OK


def _print_merged(path: str, *, first: bool) -> None:
    """Print one merged spec, a document of the YAML stream; nothing where it cannot be read."""
    from lambda_monitored_gen.spec.document import load
    from lambda_monitored_gen.spec.merged_text import write_merged
    from lambda_monitored_gen.spec.merging import merge

    merged = merge(load(path))
    if merged.root is not None:
        write(("" if first else "---\n") + write_merged(merged.root).removesuffix("\n"))
