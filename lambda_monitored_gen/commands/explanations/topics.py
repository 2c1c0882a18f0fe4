"""The tables of `lmgen explain`: everything of one kind, a line each."""

from collections.abc import Callable, Iterator

from lambda_monitored_gen.catalog import CATALOG, RUNTIMES
from lambda_monitored_gen.commands.explanations import of_module, of_spec
from lambda_monitored_gen.commands.explanations.layout import table
from lambda_monitored_gen.spec.diagnostic_codes import DIAGNOSTIC_CODES


def _variables() -> Iterator[str]:
    rows = [
        # Of an object, only that it is one: its attributes are with the variable.
        (each.name, each.type.hcl.partition("({")[0], each.group, of_module.brief_default(each))
        for each in CATALOG.variables.values()
    ]
    return table(("variable", "type", "about", "default"), rows)


def _outputs() -> Iterator[str]:
    outputs = sorted(CATALOG.outputs.values(), key=lambda each: each.name)
    return table(("output", "meaning"), ((each.name, each.description) for each in outputs))


def _alarms() -> Iterator[str]:
    rows = [
        (name, of_module.plain(each.raised), of_module.plain(each.given))
        for name, each in CATALOG.alarms.items()
    ]
    return table(("alarm", "rings when, and exists"), ((n, f"{r} ({g})") for n, r, g in rows))


def _features() -> Iterator[str]:
    rows = [
        (name, of_module.on_or_off(each), each.aws_provider, each.description)
        for name, each in CATALOG.features.items()
    ]
    return table(("feature", "default", "aws", "adds"), rows)


def _runtimes() -> Iterator[str]:
    rows = [
        (name, each.operating_system, each.deprecation, each.aws_provider, of_module.offered(each))
        for name, each in RUNTIMES.items()
    ]
    return table(("runtime", "system", "until", "aws", "by default"), rows)


def _keys() -> Iterator[str]:
    rows = [
        (path, of_spec.kind(field), field.description)
        for path, field in of_spec.list_keys().items()
    ]
    return table(("key", "type", "meaning"), rows)


def _rules() -> Iterator[str]:
    rows = [
        (name, of_spec.rule_types(name), field.description)
        for name, field in of_spec.list_rules().items()
    ]
    return table(("rule", "of variables", "meaning"), rows)


def _diagnostics() -> Iterator[str]:
    return table(("diagnostic", "meaning"), DIAGNOSTIC_CODES.items())


TOPICS: dict[str, Callable[[], Iterator[str]]] = {
    "variables": _variables,
    "outputs": _outputs,
    "alarms": _alarms,
    "features": _features,
    "runtimes": _runtimes,
    "keys": _keys,
    "rules": _rules,
    "diagnostics": _diagnostics,
}
"""What can be listed, by the word that lists it."""
