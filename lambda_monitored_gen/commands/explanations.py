"""The texts of `lmgen explain`: variables, outputs, alarms, features, keys and diagnostics."""

from collections.abc import Iterator

from lambda_monitored_gen.catalog import CATALOG, Alarm, Feature, Output, Variable
from lambda_monitored_gen.catalog.alarm import MetricMath
from lambda_monitored_gen.catalog.custom_conditions import validations
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.hcl import indent, literal
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.rendering.filters import sentence
from lambda_monitored_gen.rules import relation_source
from lambda_monitored_gen.spec.diagnostic_codes import DIAGNOSTIC_CODES
from lambda_monitored_gen.spec.diagnostics import did_you_mean
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.shape import Field, Record, Records

_WIDTH = 76


def list_names() -> str:
    """List all names that can be explained, with their types and defaults."""
    lines: list[str] = []
    group = ""
    for variable in CATALOG.variables.values():
        if variable.group != group:
            group = variable.group
            lines += ["", f"Variables: {group}"]
        # Of an object, only that it is one: its attributes are with the variable.
        kind = variable.type.hcl.partition("({")[0]
        lines.append(f"  {variable.name:<38} {kind:<14} {_brief(variable)}")
    lines += ["", "Outputs"]
    lines += [f"  {name}" for name in sorted(CATALOG.outputs)]
    lines += ["", "Alarms"]
    lines += [f"  {name:<38} {_text_of(alarm.given)}" for name, alarm in CATALOG.alarms.items()]
    lines += ["", "Features"]
    lines += [
        f"  {name:<38} {'on' if feature.default else 'off'} by default"
        for name, feature in CATALOG.features.items()
    ]
    lines += ["", "Keys of a spec"]
    lines += [f"  {field.name:<38} {_kind(field)}" for field in SPEC.fields]
    lines += ["", "Diagnostics", *(f"  {name}" for name in DIAGNOSTIC_CODES)]
    return "\n".join(lines[1:])


def _brief(variable: Variable) -> str:
    if variable.required:
        return "required"
    default = literal(variable.default)  # type: ignore[arg-type]
    return f"{len(variable.default)} items" if "\n" in default else default  # type: ignore[arg-type]


def explain(name: str) -> str:
    """Explain one name; a name can be both a variable and an output.

    Raises:
        LmgenError: The name is unknown.
    """
    parts: list[str] = []
    if name in CATALOG.variables:
        parts.append("\n".join(_variable(CATALOG.variables[name])))
    if name in CATALOG.outputs:
        parts.append("\n".join(_output(CATALOG.outputs[name])))
    if name in CATALOG.alarms:
        parts.append("\n".join(_alarm(CATALOG.alarms[name])))
    if name in CATALOG.features:
        parts.append("\n".join(_feature(CATALOG.features[name])))
    if name in SPEC.by_name():
        parts.append("\n".join(_key(SPEC.by_name()[name])))
    if name in DIAGNOSTIC_CODES:
        parts.append("\n".join([f"diagnostic {name}", *_text(DIAGNOSTIC_CODES[name])]))
    if not parts:
        known = {
            *CATALOG.variables,
            *CATALOG.outputs,
            *CATALOG.alarms,
            *CATALOG.features,
            *SPEC.by_name(),
            *DIAGNOSTIC_CODES,
        }
        hint = did_you_mean(name, known)
        if not hint.startswith("Did"):
            hint = "`lmgen explain` without a name lists all known names."
        raise LmgenError(f"unknown name '{name}'", hint=hint)
    return "\n\n".join(parts)


def _variable(variable: Variable) -> Iterator[str]:
    yield f"variable {variable.name}"
    yield from _text(variable.description)
    yield f"  type:      {variable.type.hcl}"
    default = "none, callers must give a value" if variable.required else _default(variable)
    yield f"  default:   {default}"
    yield f"  example:   {indent(literal(variable.example), 13)}"
    yield f"  feature:   {variable.feature or 'core, always there'}"
    if variable.rules:
        yield "  rules:"
    for rule, check in zip(variable.rules, validations(variable), strict=True):
        yield from _text(sentence(rule.requirement), "    ")
        yield f"      {indent(check.expression, 6)}"
    related = [each for each in CATALOG.relations if variable.name in each.variables]
    if related:
        yield "  across variables:"
    for relation in related:
        yield from _text(sentence(relation.sentence), "    ")
        yield f"      {relation.condition()}"
        if source := relation_source(relation):
            yield f"      {source}"
    if variable.source:
        yield f"  source:    {variable.source}"


def _default(variable: Variable) -> str:
    return indent(literal(variable.default), 13)  # type: ignore[arg-type]


def _output(output: Output) -> Iterator[str]:
    yield f"output {output.name}"
    yield from _text(output.description)
    yield f"  value:     {output.value}"
    yield f"  feature:   {output.feature or 'core, always there'}"


def _alarm(alarm: Alarm) -> Iterator[str]:
    yield f"alarm {alarm.name}"
    yield from _text(f"Raised when {_text_of(alarm.raised)}.")
    yield from _text(_text_of(alarm.remedy))
    yield f"  exists:    {_text_of(alarm.given)}"
    yield f"  count:     {alarm.exists.count}"
    if isinstance(alarm.metric, MetricMath):
        yield f"  metric:    {_unquoted(alarm.metric.expression)}"
    else:
        metric = alarm.metric
        yield f"  metric:    {metric.statistic} of {metric.namespace} {metric.name}"
    needed = alarm.datapoints_to_alarm or alarm.evaluation_periods
    threshold = "of the band" if alarm.threshold is None else alarm.threshold.hcl
    yield f"  threshold: {alarm.comparison.hcl} {threshold} {alarm.unit}".rstrip()
    yield f"  periods:   {needed.hcl} of {alarm.evaluation_periods.hcl}, {alarm.period.hcl} s each"
    yield f"  missing:   {alarm.treat_missing_data}"
    yield f"  output:    {alarm.output}"
    yield f"  feature:   {alarm.feature or 'core, always there'}"


def _text_of(markdown: str) -> str:
    return markdown.replace("`", "")


def _unquoted(text: Text) -> str:
    return text.hcl[1:-1]


def _feature(feature: Feature) -> Iterator[str]:
    yield f"feature {feature.name}"
    yield from _text(feature.description)
    yield f"  default:   {'on' if feature.default else 'off'}"
    yield f"  needs:     Terraform {feature.terraform}, hashicorp/aws {feature.aws_provider}"
    own = {
        "variables": [each.name for each in feature.variables],
        "outputs": [each.name for each in CATALOG.outputs.values() if each.feature == feature.name],
        "alarms": [each.name for each in feature.alarms],
    }
    for kind, names in own.items():
        yield f"  {kind + ':':<10} {', '.join(names) or 'none'}"


def _key(field: Field) -> Iterator[str]:
    yield f"key {field.name}"
    yield from _text(field.description)
    yield f"  type:      {_kind(field)}"
    yield f"  required:  {'yes' if field.required else 'no'}"
    shape = field.shape.record if isinstance(field.shape, Records) else field.shape
    if isinstance(shape, Record) and shape.noun == "key":
        yield "  keys:"
        for each in shape.fields:
            yield from _text(f"{each.name}: {each.description}", "    ")


def _kind(field: Field) -> str:
    if isinstance(field.shape, Record):
        return "section"
    return "list of sections" if isinstance(field.shape, Records) else field.shape.hcl


def _text(text: str, margin: str = "  ") -> list[str]:
    import textwrap

    return textwrap.wrap(text, _WIDTH, initial_indent=margin, subsequent_indent=margin)
