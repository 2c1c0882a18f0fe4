"""`lmgen matrix`: the test matrix of a spec."""

import json

import click

from lambda_monitored_gen.commands.console import Console, write


@click.command(epilog="Example: lmgen matrix spec.yaml | jq length")
@click.argument("spec", type=click.Path(path_type=str))
@click.pass_obj
def matrix(console: Console, *, spec: str) -> None:
    """Print the cases of SPEC's test matrix as JSON.

    The form is what `strategy.matrix` of GitHub Actions takes with fromJSON: an object with
    `include`, a list of cases.
    """
    from lambda_monitored_gen.commands.options import load_spec
    from lambda_monitored_gen.testing.matrix import cases

    include = cases(load_spec(spec, console).tests)
    write(json.dumps({"include": include}, indent=2))
