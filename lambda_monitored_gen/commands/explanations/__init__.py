"""The texts of `lmgen explain`: what a module has, what a spec has, and what is said of specs."""

from collections.abc import Iterable, Iterator

from lambda_monitored_gen.catalog import CATALOG, RUNTIMES
from lambda_monitored_gen.commands.explanations import of_module, of_spec
from lambda_monitored_gen.commands.explanations.topics import TOPICS
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.spec.diagnostic_codes import DIAGNOSTIC_CODES
from lambda_monitored_gen.spec.diagnostics import did_you_mean


def list_names() -> str:
    """List all names that can be explained, each kind in a table."""
    blocks = [
        "\n".join([f"{topic.capitalize()} (lmgen explain {topic})", *write()])
        for topic, write in TOPICS.items()
        if topic not in _LONG
    ]
    for topic, names in _LONG.items():
        lines = [f"{topic.capitalize()} (lmgen explain {topic})"]
        blocks.append("\n".join([*lines, *(f"  {name}" for name in sorted(names))]))
    return "\n\n".join(blocks)


_LONG: dict[str, Iterable[str]] = {"outputs": CATALOG.outputs, "diagnostics": DIAGNOSTIC_CODES}
"""Kinds of which the overview has the names alone."""


def known_names() -> list[str]:
    """Every name that has an explanation, sorted."""
    keys = {part for path in of_spec.list_keys() for part in (path, path.rpartition(".")[2])}
    return sorted(
        {
            *TOPICS,
            *CATALOG.variables,
            *CATALOG.outputs,
            *CATALOG.alarms,
            *CATALOG.features,
            *RUNTIMES,
            *keys,
            *of_spec.list_rules(),
            *DIAGNOSTIC_CODES,
        }
    )


def explain(name: str) -> str:
    """Explain one name; a name can be both a variable and an output.

    Raises:
        LmgenError: The name is unknown.
    """
    parts = ["\n".join(part) for part in _explanations(name)]
    if not parts:
        hint = did_you_mean(name, known_names())
        if not hint.startswith("Did"):
            hint = "`lmgen explain` without a name lists all known names."
        raise LmgenError(f"unknown name '{name}'", hint=hint)
    return "\n\n".join(parts)


def _explanations(name: str) -> Iterator[Iterable[str]]:
    if name in CATALOG.variables:
        yield of_module.variable(CATALOG.variables[name])
    if name in CATALOG.outputs:
        yield of_module.output(CATALOG.outputs[name])
    if name in CATALOG.alarms:
        yield of_module.alarm(CATALOG.alarms[name])
    if name in CATALOG.features:
        yield of_module.feature(CATALOG.features[name])
    if name in RUNTIMES:
        yield of_module.runtime(RUNTIMES[name])
    yield from _of_spec(name)
    if name in TOPICS:
        yield [name, *TOPICS[name]()]


def _of_spec(name: str) -> Iterator[Iterable[str]]:
    paths = [path for path in of_spec.list_keys() if name in {path, path.rpartition(".")[2]}]
    found = [of_spec.find_key(path) for path in paths or [name]]
    for path, field in filter(None, found):
        yield of_spec.key(path, field)
    rules = of_spec.list_rules()
    if name in rules:
        yield of_spec.rule(rules[name])
    if name == "policy":
        yield ["rules", *TOPICS["rules"]()]
    if name in DIAGNOSTIC_CODES:
        yield of_spec.diagnostic(name, DIAGNOSTIC_CODES[name])
