"""`lmgen schema`: the spec as JSON Schema."""

import json

import click

from lambda_monitored_gen.commands.console import write


@click.command(
    short_help="Print the JSON Schema of specs, for editors.",
    epilog="Examples: lmgen schema > lmgen.schema.json; "
    "lmgen schema --shared > lmgen.shared.schema.json",
)
@click.option("--shared", is_flag=True, help="That of files which specs extend.")
def schema(*, shared: bool) -> None:
    """Print the JSON Schema (draft-07) of specs, for editors."""
    from lambda_monitored_gen.spec.schema import json_schema, shared_json_schema

    found = shared_json_schema() if shared else json_schema()
    write(json.dumps(found, indent=2, ensure_ascii=False))
