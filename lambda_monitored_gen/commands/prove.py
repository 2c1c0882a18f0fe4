"""`lmgen prove`: whether each alarm rings for every invocation that it should see."""

import json

import click

from lambda_monitored_gen.commands.console import Console, write
from lambda_monitored_gen.commands.parameters import specs_argument


@click.command(
    short_help="Prove that each alarm rings when it should.",
    epilog="Examples: lmgen prove spec.yaml; lmgen prove 'fleet/**/*.yaml' --format json",
)
@specs_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output for people or for programs.",
)
@click.pass_obj
def prove(console: Console, *, specs: tuple[str, ...], style: str) -> int:
    """Prove that each alarm rings for every invocation that it should see, and how soon.

    SPEC is a file, a directory of specs, or a pattern. Each alarm of the module is proven with
    the module's defaults and with the values of each example: for every second in which an
    invocation can start, every duration up to the timeout and every delay of its metrics up to
    three minutes, in an idle and in a busy function. Where it does not ring, the smallest
    counterexample is shown. Exits 0 if every alarm rings, 1 if one does not, 2 if it cannot be
    determined. A window that the spec or an example chooses is only warned of.
    """
    from lambda_monitored_gen.commands.options import list_specs
    from lambda_monitored_gen.commands.proof_report import FORMAT, Report, as_json
    from lambda_monitored_gen.errors import ExitCode
    from lambda_monitored_gen.spec.validate import validate_file
    from lambda_monitored_gen.testing.alarm_proofs import prove_alarms

    code = ExitCode.OK
    entries = []
    report = Report(console)
    for path in list_specs(specs, console):
        validated = validate_file(path)
        console.print_diagnostics(validated.diagnostics)
        if validated.spec is None:
            code = ExitCode.UNABLE
            continue
        if style == "text":
            report.start(path)
        for proven in prove_alarms(validated.spec):
            if proven.fails and code is ExitCode.OK:
                code = ExitCode.NO
            if style == "json":
                entries.append(as_json(path, proven))
            else:
                report.add(proven)
    if style == "json":
        write(json.dumps({"format": FORMAT, "alarms": entries}, indent=2))
    else:
        report.finish()
    return code
