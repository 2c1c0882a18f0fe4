"""`lmgen simulate`: when each alarm would have rung, and whom it would have told."""

from typing import Any

import click

from lambda_monitored_gen.commands.console import Console
from lambda_monitored_gen.spec.alarm_words import SCENARIOS, STATES


@click.command(
    short_help="Show when each alarm would have rung.",
    epilog="Examples: lmgen simulate spec.yaml --trace minutes.csv; lmgen simulate spec.yaml "
    "--scenario outage --compare immediate,threshold; lmgen simulate --fetch my-function "
    "--days 30 --alarms alarms.json; lmgen simulate spec.yaml --trace minutes.csv --against main "
    "--format markdown; lmgen simulate spec.yaml --expect",
)
@click.argument("spec", required=False, metavar="[SPEC]")
@click.option(
    "--trace", "traces", multiple=True, metavar="FILE", help="What was measured; may be repeated."
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    type=click.Choice(SCENARIOS),
    help="A typical shape instead of a trace; may be repeated.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="What the chance of scenarios starts at."
)
@click.option(
    "--fetch", metavar="FUNCTION", help="Fetch the metrics of a function from CloudWatch."
)
@click.option(
    "--days",
    type=click.IntRange(1, 365),
    metavar="NUMBER",
    help="Days to fetch, 30 by default, or of the scenario, 1 by default.",
)
@click.option("--region", metavar="REGION", help="AWS region to fetch from.")
@click.option(
    "--alarms",
    metavar="FILE",
    help="Output of `aws cloudwatch describe-alarms`, instead of SPEC.",
)
@click.option("--function", metavar="NAME", help="Function whose alarms to take from --alarms.")
@click.option(
    "--example", metavar="NAME", help="Example of the spec with the values; its defaults without."
)
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="Another value of a variable; may be repeated.",
)
@click.option(
    "--compare",
    metavar="SIDES",
    help="Sets of alarms side by side, by strategy or NAME=VALUE, with + and commas: "
    "immediate,threshold+error_rate_threshold=10.",
)
@click.option(
    "--incidents", metavar="FILE", help="When something was wrong: lines of name, start, end."
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="ID=NAMESPACE:METRIC:STATISTIC",
    help="What a result of get-metric-data is of; may be repeated.",
)
@click.option("--from", "start", metavar="TIME", help="First moment; that of the trace without.")
@click.option("--to", "end", metavar="TIME", help="Last moment; that of the trace without.")
@click.option(
    "--state",
    type=click.Choice(STATES),
    help="State of all alarms before; without, they are created at the start.",
)
@click.option(
    "--ingestion-delay",
    "delay",
    type=click.IntRange(0, 86_400),
    default=0,
    show_default=True,
    metavar="SECONDS",
    help="How late metrics are known.",
)
@click.option(
    "--evaluation-range",
    type=click.IntRange(0, 604_800),
    metavar="SECONDS",
    help="How far back alarms look at least; 420 by default.",
)
@click.option(
    "--assume",
    "assumed",
    multiple=True,
    metavar="NAME=VALUE",
    help="Another parameter of the engine, such as offset=30; may be repeated.",
)
@click.option(
    "--slo",
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    metavar="PERCENT",
    help="Share of invocations that should succeed, for the error budget, such as 99.9.",
)
@click.option(
    "--slo-days",
    type=click.IntRange(1, 365),
    default=30,
    show_default=True,
    metavar="NUMBER",
    help="Days of the error budget.",
)
@click.option("--max-pages", type=click.IntRange(0), metavar="NUMBER", help="Fail above.")
@click.option(
    "--min-recall", type=click.FloatRange(0, 1), metavar="SHARE", help="Fail below, such as 0.9."
)
@click.option(
    "--max-detection",
    type=click.IntRange(0),
    metavar="SECONDS",
    help="Fail if an incident is paged for later, or not at all.",
)
@click.option("--expect", is_flag=True, help="Check what the spec's examples expect of alarms.")
@click.option(
    "--against",
    metavar="REV|SPEC",
    help="Compare with the spec in a revision of git, or with another one.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Output for people, for programs or for pull requests.",
)
@click.option(
    "--plot",
    metavar="FILE",
    help="Draw traffic, error rate and alarms into an SVG file; for one trace.",
)
@click.option(
    "--html", metavar="FILE", help="Write a page to look into it; it needs nothing else. Likewise."
)
@click.pass_obj
def simulate(
    console: Console,
    /,
    *,
    expect: bool,
    style: str,
    max_pages: int | None,
    min_recall: float | None,
    max_detection: int | None,
    plot: str | None,
    html: str | None,
    **given: Any,
) -> int:
    """Replay the alarms of SPEC over what was measured: when each would have rung, and for whom.

    Says when each alarm would have changed its state and how many messages it would have sent;
    where incidents are labelled, also its precision, recall, detection time and reset time, and
    the share of the error budget that was spent before the first message. Exits 0, 1 if a limit
    or an expectation is not met, or 2 if it cannot be determined.
    """
    from lambda_monitored_gen.commands.simulation_expect import check_expectations
    from lambda_monitored_gen.commands.simulation_options import Options
    from lambda_monitored_gen.commands.simulation_pictures import Pictures
    from lambda_monitored_gen.commands.simulation_run import simulate_all
    from lambda_monitored_gen.simulation.gate import Gate

    options = Options(gate=Gate(max_pages, min_recall, max_detection), **given)
    pictures = Pictures(plot, html)
    pictures.refuse_combinations(options, expect=expect)
    if expect:
        return check_expectations(console, options, style)
    return simulate_all(console, options, style, pictures)
