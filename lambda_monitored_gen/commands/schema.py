"""`lmgen schema`: the spec as JSON Schema."""

import json

import click

from lambda_monitored_gen.commands.console import write


@click.command(
    short_help="Print the JSON Schema of specs, for editors.",
    epilog="Example: lmgen schema > lmgen.schema.json",
)
def schema() -> None:
    """Print the JSON Schema (draft-07) of specs, for editors."""
    from lambda_monitored_gen.spec.schema import json_schema

    write(json.dumps(json_schema(), indent=2, ensure_ascii=False))
