"""Whether the features that a spec turns on can be together, and have the variables it names."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambda_monitored_gen.catalog import CATALOG, Feature
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.type_constraints import Path
from lambda_monitored_gen.spec.decoder import format_path
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector
from lambda_monitored_gen.spec.nodes import Node


def check_features(
    root: Node, values: Mapping[str, Any], interface: Interface, collector: DiagnosticCollector
) -> None:
    """Report features that cannot be on together, and variables of features that are off.

    Args:
        root: The document's top node, for places.
        values: The valid values of the spec, by key.
        interface: The interface of the module that they make.
        collector: Receives a diagnostic for each.
    """
    for name, feature in interface.features.items():
        _check_companions(root.at(("features", name)), name, feature, interface, collector)
    for name, path in _named_variables(values):
        # What many specs share may be about features that only some of them have.
        if name not in interface.variables and not root.inherits(path):
            _report_absent(root.at(path), name, path, interface, collector)


def _check_companions(
    node: Node, name: str, feature: Feature, interface: Interface, collector: DiagnosticCollector
) -> None:
    for required in feature.requires:
        if required not in interface.features:
            collector.add(
                "feature-requires",
                node.entry_mark,
                f"features.{name}: the feature needs '{required}', which is off",
                f"Set features.{required} to true, or features.{name} to false.",
            )
    for other in feature.conflicts:
        if other in interface.features:
            collector.add(
                "feature-conflicts",
                node.entry_mark,
                f"features.{name}: the feature cannot be on together with '{other}'",
                f"Set one of features.{name} and features.{other} to false.",
            )


def _named_variables(values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """The variables that a spec names, and where."""
    for section in ("defaults", "policy"):
        for name in values.get(section, {}):
            yield name, (section, name)
    for index, name in enumerate(values.get("required", ())):
        yield name, ("required", index)
    for index, example in enumerate(values.get("examples", ())):
        for name in example.get("values", {}):
            yield name, ("examples", index, "values", name)


def _report_absent(
    node: Node, name: str, path: Path, interface: Interface, collector: DiagnosticCollector
) -> None:
    removing = [on for on, feature in interface.features.items() if name in feature.removes]
    if removing:
        collector.add(
            "feature-on",
            node.entry_mark,
            f"{format_path('', path)}: the variable '{name}' does not exist with the feature "
            f"'{removing[0]}'",
            f"Remove it, or set features.{removing[0]} to false.",
        )
        return
    owner = CATALOG.variables[name].feature
    collector.add(
        "feature-off",
        node.entry_mark,
        f"{format_path('', path)}: the variable '{name}' does not exist without the feature "
        f"'{owner}'",
        f"Remove it, or set features.{owner} to true.",
    )
