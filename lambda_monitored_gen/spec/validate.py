"""From a document to a spec: the shape of every key first, then what depends on several."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog import ARCHITECTURES, CATALOG, DEFAULT_RUNTIMES, RUNTIMES
from lambda_monitored_gen.catalog import interface as interfaces
from lambda_monitored_gen.catalog.alarms import STRATEGIES
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.spec import policy as policies
from lambda_monitored_gen.spec.cross_field import CrossFieldValidator
from lambda_monitored_gen.spec.decoder import DiagnosticCollector, SpecDecoder
from lambda_monitored_gen.spec.diagnostics import Diagnostic, Severity, has_errors, in_order
from lambda_monitored_gen.spec.document import Document, load
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.model import Example, Module, Spec, Tests
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.versions import constraints

DEFAULT_DESCRIPTION = "AWS Lambda with monitoring and alerting built in"
DEFAULT_PROVIDER_TESTS = ("~> 5.31", "~> 6.0")
NEWEST_RUNTIMES_TESTED = 3
"""How many runtimes the test matrix has when the spec does not say."""


class ValidationResult(NamedTuple):
    """The outcome of a check.

    Attributes:
        spec: The spec; None when there are errors.
        diagnostics: All collector, in the order of the file.
    """

    spec: Spec | None
    diagnostics: tuple[Diagnostic, ...]


def validate_file(path: str) -> ValidationResult:
    """Read and check a spec file."""
    return validate_document(load(path))


def validate_document(document: Document) -> ValidationResult:
    """Check a document; all findings are reported together."""
    collector = DiagnosticCollector(document.path, list(document.diagnostics))
    spec = None
    if document.root is not None:
        values = SpecDecoder(collector).record(document.root, SPEC, "")
        spec = _assemble(document.root, values, collector)
    diagnostics = tuple(in_order(collector.diagnostics))
    return ValidationResult(None if has_errors(diagnostics) else spec, diagnostics)


def deprecations(spec: Spec, today: date) -> list[Diagnostic]:
    """Warn of runtimes whose day of deprecation has come; never part of what is rendered."""
    return [
        Diagnostic(
            code="deprecated-runtime",
            severity=Severity.WARNING,
            path=spec.path,
            line=spec.runtimes_line,
            column=1 if spec.runtimes_line else 0,
            message=f"AWS deprecated {name} on {RUNTIMES[name].deprecation}",
            hint="Leave it out of `runtimes`, so that no new function starts on it.",
        )
        for name in spec.runtimes
        if date.fromisoformat(RUNTIMES[name].deprecation) <= today
    ]


def _assemble(root: Node, values: Mapping[str, Any], collector: DiagnosticCollector) -> Spec | None:
    runtimes = _chosen(values.get("runtimes", DEFAULT_RUNTIMES), tuple(RUNTIMES))
    architectures = _chosen(values.get("architectures", ARCHITECTURES), ARCHITECTURES)
    interface = _interface(root, values, collector, runtimes, architectures)
    tests = _tests(values.get("tests", {}), runtimes, architectures)
    validator = CrossFieldValidator(root, values, interface, collector)
    validator.check_features()
    validator.check_defaults()
    validator.check_examples()
    validator.check_tests(runtimes, architectures)
    versions = constraints(
        values.get("terraform", {}), root.at(("terraform",)), interface, collector
    )
    module = _module(values.get("module", {}))
    if module is None:
        return None
    data = json.dumps(root.plain(), sort_keys=True, ensure_ascii=False)
    runtimes_key = root.at(("runtimes",)).key_mark
    return Spec(
        path=collector.path,
        digest=hashlib.sha256(data.encode()).hexdigest(),
        module=module,
        output=values.get("output"),
        required_version=versions["required_version"],
        aws_provider=versions["aws_provider"],
        runtimes=runtimes,
        runtimes_line=runtimes_key.line if runtimes_key else 0,
        architectures=architectures,
        interface=interface,
        examples=tuple(
            Example(
                name=given["name"],
                description=given.get("description", ""),
                values=given.get("values", {}),
            )
            for given in values.get("examples", ())
            if "name" in given
        ),
        tests=tests,
    )


def _chosen(given: Sequence[str], order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in order if name in given)


def _module(given: Mapping[str, Any]) -> Module | None:
    if not {"namespace", "name", "version"} <= set(given):
        return None
    repository = f"https://github.com/{given['namespace']}/terraform-aws-{given['name']}"
    return Module(
        namespace=given["namespace"],
        name=given["name"],
        version=given["version"],
        description=given.get("description", DEFAULT_DESCRIPTION),
        registry=given.get("registry"),
        repository=given.get("repository", repository),
        license=given.get("license", "Apache-2.0"),
    )


def _interface(
    root: Node,
    values: Mapping[str, Any],
    collector: DiagnosticCollector,
    runtimes: tuple[str, ...],
    architectures: tuple[str, ...],
) -> Interface:
    switches = values.get("features", {})
    features = frozenset(
        name for name, feature in CATALOG.features.items() if switches.get(name, feature.default)
    )
    given = values.get("policy", {})
    plain = (
        interfaces.build(features=features, runtimes=runtimes, architectures=architectures)
        if given
        else None
    )
    return interfaces.build(
        features=features,
        runtimes=runtimes,
        architectures=architectures,
        defaults=values.get("defaults"),
        required=frozenset(values.get("required", ())),
        policy={
            name: policies.rules_of(
                plain.variables[name], keys, root.at(("policy", name)), collector
            )
            for name, keys in given.items()
            if plain and name in plain.variables
        },
        not_null=frozenset(name for name, keys in given.items() if "not_null" in keys),
    )


def _tests(
    given: Mapping[str, Any], runtimes: tuple[str, ...], architectures: tuple[str, ...]
) -> Tests:
    return Tests(
        provider_versions=tuple(given.get("provider_versions", DEFAULT_PROVIDER_TESTS)),
        architectures=tuple(given.get("architectures", architectures)),
        python_versions=tuple(given.get("python_versions", runtimes[-NEWEST_RUNTIMES_TESTED:])),
        alert_strategies=tuple(given.get("alert_strategies", STRATEGIES)),
    )
