"""What `lmgen explain` says of what a module has, from its variables to its runtimes."""

from collections.abc import Iterator

from lambda_monitored_gen.catalog import (
    CATALOG,
    DEFAULT_RUNTIMES,
    Alarm,
    Feature,
    Output,
    Variable,
)
from lambda_monitored_gen.catalog.alarm import MetricMath
from lambda_monitored_gen.catalog.custom_conditions import validations
from lambda_monitored_gen.catalog.model import Runtime
from lambda_monitored_gen.commands.explanations.layout import paragraph
from lambda_monitored_gen.hcl import indent, literal
from lambda_monitored_gen.rendering.filters import sentence
from lambda_monitored_gen.rules import relation_source

_CORE = "core, always there"


def variable(found: Variable) -> Iterator[str]:
    """Explain a variable, with each of its rules in English and as Terraform checks it."""
    yield f"variable {found.name}"
    yield from paragraph(found.description)
    yield f"  type:      {found.type.hcl}"
    default = "none, callers must give a value" if found.required else _default(found)
    yield f"  default:   {default}"
    yield f"  example:   {indent(literal(found.example), 13)}"
    yield f"  feature:   {found.feature or _CORE}"
    if found.rules:
        yield "  rules:"
    for rule, check in zip(found.rules, validations(found), strict=True):
        yield from paragraph(sentence(rule.requirement), "    ")
        yield f"      {indent(check.expression, 6)}"
    related = [each for each in CATALOG.relations if found.name in each.variables]
    if related:
        yield "  across variables:"
    for relation in related:
        yield from paragraph(f"{relation.sentence}.", "    ")
        yield f"      {relation.condition()}"
        if source := relation_source(relation):
            yield f"      {source}"
    if found.source:
        yield f"  source:    {found.source}"


def brief_default(found: Variable) -> str:
    """The default of a variable in a few characters."""
    if found.required:
        return "required"
    default = literal(found.default)  # type: ignore[arg-type]
    return f"{len(found.default)} items" if "\n" in default else default  # type: ignore[arg-type]


def _default(found: Variable) -> str:
    return indent(literal(found.default), 13)  # type: ignore[arg-type]


def output(found: Output) -> Iterator[str]:
    """Explain an output."""
    yield f"output {found.name}"
    yield from paragraph(found.description)
    yield f"  value:     {found.value}"
    yield f"  feature:   {found.feature or _CORE}"


def alarm(found: Alarm) -> Iterator[str]:
    """Explain an alarm: when it rings, what to do then, and what it is made of."""
    yield f"alarm {found.name}"
    yield from paragraph(f"Rings when {plain(found.raised)}.")
    yield from paragraph(plain(found.remedy))
    yield f"  exists:    {plain(found.given)}"
    yield f"  count:     {found.exists.count}"
    if isinstance(found.metric, MetricMath):
        yield f"  metric:    {found.metric.expression.hcl[1:-1]}"
    else:
        metric = found.metric
        yield f"  metric:    {metric.statistic} of {metric.namespace} {metric.name}"
    needed = found.datapoints_to_alarm or found.evaluation_periods
    threshold = "of the band" if found.threshold is None else found.threshold.hcl
    yield f"  threshold: {found.comparison.hcl} {threshold} {found.unit}".rstrip()
    yield f"  periods:   {needed.hcl} of {found.evaluation_periods.hcl}, {found.period.hcl} s each"
    yield f"  missing:   {found.treat_missing_data}"
    yield f"  output:    {found.output}"
    yield f"  feature:   {found.feature or _CORE}"


def plain(markdown: str) -> str:
    """Text of the catalog's Markdown, as a terminal shows it."""
    return markdown.replace("`", "")


def feature(found: Feature) -> Iterator[str]:
    """Explain a feature, with all that it brings."""
    yield f"feature {found.name}"
    yield from paragraph(found.description)
    yield f"  default:   {on_or_off(found)}"
    yield f"  needs:     Terraform {found.terraform}, hashicorp/aws {found.aws_provider}"
    own = {
        "variables": [each.name for each in found.variables],
        "outputs": [each.name for each in CATALOG.outputs.values() if each.feature == found.name],
        "alarms": [each.name for each in found.alarms],
        "requires": found.requires,
        "excludes": found.conflicts,
    }
    for kind, names in own.items():
        if names or kind not in {"requires", "excludes"}:
            yield f"  {kind + ':':<10} {', '.join(names) or 'none'}"


def on_or_off(found: Feature) -> str:
    """What a feature is where the spec does not name it."""
    return "on" if found.default else "off"


def runtime(found: Runtime) -> Iterator[str]:
    """Explain a runtime of AWS Lambda."""
    yield f"runtime {found.name}"
    yield f"  system:    {found.operating_system}, glibc {found.glibc}"
    yield f"  packages:  wheels for manylinux_{found.glibc.replace('.', '_')} and older"
    yield f"  provider:  hashicorp/aws {found.aws_provider} or newer"
    yield f"  until:     {found.deprecation}, when AWS deprecates it"
    yield f"  default:   {offered(found)}"
    yield "  source:    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"


def offered(found: Runtime) -> str:
    """Whether modules offer a runtime where their spec does not name any."""
    return "offered" if found.name in DEFAULT_RUNTIMES else "only where a spec names it"
