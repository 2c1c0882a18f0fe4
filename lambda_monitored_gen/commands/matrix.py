"""`lmgen matrix`: the test matrix of a spec."""

import json

import click

from lambda_monitored_gen.commands.console import Console, write
from lambda_monitored_gen.commands.parameters import spec_argument


@click.command(
    short_help="Print the test matrix of a spec as JSON.",
    epilog="Example: lmgen matrix spec.yaml | jq '.include | length'",
)
@spec_argument
@click.pass_obj
def matrix(console: Console, *, spec: str) -> None:
    """Print the cases of SPEC's test matrix as JSON.

    The result is an object with `include`, a list of cases, as `strategy.matrix` of GitHub Actions
    takes it with fromJSON.
    """
    from lambda_monitored_gen.commands.options import load_spec
    from lambda_monitored_gen.testing.matrix import list_cases

    include = list_cases(load_spec(spec, console).tests)
    write(json.dumps({"include": include}, indent=2))
