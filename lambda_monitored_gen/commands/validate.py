"""`lmgen validate`: every diagnostic of every spec."""

import click

from lambda_monitored_gen.commands.console import Console, format_count
from lambda_monitored_gen.errors import ExitCode


@click.command(
    short_help="Check specs and print every diagnostic.",
    epilog="Example: lmgen validate spec.yaml examples/*.yaml",
)
@click.argument("specs", nargs=-1, required=True, type=click.Path(path_type=str))
@click.pass_obj
def validate(console: Console, *, specs: tuple[str, ...]) -> int:
    """Check SPECS against the documented rules of every variable, and print every diagnostic.

    Warns of runtimes that AWS has deprecated. Exits 0 when all specs are valid, 2 when not.
    """
    from datetime import datetime, timezone

    from lambda_monitored_gen.spec.validate import find_deprecations, validate_file

    today = datetime.now(tz=timezone.utc).date()
    invalid = 0
    for path in specs:
        validated = validate_file(path)
        warnings = find_deprecations(validated.spec, today) if validated.spec else []
        console.print_diagnostics([*validated.diagnostics, *warnings])
        if validated.spec is None:
            invalid += 1
            console.info(f"{path}: {format_count(validated.errors, 'error')}")
        else:
            console.info(f"{path}: valid")
    return ExitCode.UNABLE if invalid else ExitCode.OK
