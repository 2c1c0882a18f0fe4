"""From a document to a valid spec: the shape of every key first, then what depends on several."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog import ARCHITECTURES, CATALOG, DEFAULT_RUNTIMES, RUNTIMES
from lambda_monitored_gen.catalog import interface as interfaces
from lambda_monitored_gen.catalog.error_alarms import STRATEGIES
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.spec import policy as policies
from lambda_monitored_gen.spec.chosen_features import check_features
from lambda_monitored_gen.spec.cross_field import CrossFieldValidator
from lambda_monitored_gen.spec.decoder import SpecDecoder
from lambda_monitored_gen.spec.diagnostics import (
    WHOLE_FILE,
    Diagnostic,
    DiagnosticCollector,
    Severity,
    has_errors,
    shorten,
    sort_diagnostics,
)
from lambda_monitored_gen.spec.document import Document, load
from lambda_monitored_gen.spec.expectations import ExpectationReader, without_expectations
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.generator import Generator, find_generator
from lambda_monitored_gen.spec.merging import merge
from lambda_monitored_gen.spec.model import Example, Module, Spec, Tests
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.path_patterns import PathPattern
from lambda_monitored_gen.spec.paths import check_paths
from lambda_monitored_gen.spec.samples import report_missing_samples
from lambda_monitored_gen.spec.sections import DESCRIPTION, LICENSES, PROVIDER_VERSIONS
from lambda_monitored_gen.spec.versions import resolve_constraints

NEWEST_RUNTIMES_TESTED = 3
"""How many runtimes the test matrix has when the spec does not say."""


class ValidationResult(NamedTuple):
    """The outcome of a validation.

    Attributes:
        spec: The spec; None if there are errors.
        diagnostics: Errors and warnings, in the order of the file; after a hundred, their number.
        errors: How many errors there are.
        files: The spec's file and those that it extends.
    """

    spec: Spec | None
    diagnostics: tuple[Diagnostic, ...]
    errors: int
    files: tuple[str, ...]


def validate_file(path: str) -> ValidationResult:
    """Read and validate a spec file."""
    return validate_document(load(path))


def validate_document(document: Document) -> ValidationResult:
    """Validate a document; all diagnostics are collected, not only the first."""
    merged = merge(document)
    collector = DiagnosticCollector(document.path, list(merged.diagnostics))
    spec = None
    if merged.root is not None:
        generator = find_generator(merged.root, collector)
        # To another lmgen, what this one does not know may be right.
        if generator is not None and merged.complete:
            values = SpecDecoder(collector).record(merged.root, SPEC, "")
            spec = _assemble(merged.root, values, generator, collector)
        elif generator is not None:
            SpecDecoder(collector).record(merged.root, SPEC.without_required(), "")
    diagnostics = sort_diagnostics(collector.diagnostics)
    errors = sum(each.severity is Severity.ERROR for each in diagnostics)
    return ValidationResult(None if errors else spec, shorten(diagnostics), errors, merged.files)


def find_deprecations(spec: Spec, today: date) -> list[Diagnostic]:
    """Warn of runtimes that AWS has deprecated by a day, where a spec names them.

    The runtimes of the catalog are lmgen's to change. What is rendered never depends on it.
    """
    if spec.runtimes_mark is WHOLE_FILE:
        return []
    return [
        Diagnostic(
            code="deprecated-runtime",
            severity=Severity.WARNING,
            path=spec.runtimes_mark.path or spec.path,
            line=spec.runtimes_mark.line,
            column=spec.runtimes_mark.column,
            message=f"AWS deprecated {name} on {RUNTIMES[name].deprecation}",
            hint="Leave it out of `runtimes`, so that no new function starts on it.",
        )
        for name in spec.runtimes
        if date.fromisoformat(RUNTIMES[name].deprecation) <= today
    ]


def _assemble(
    root: Node, values: Mapping[str, Any], generator: Generator, collector: DiagnosticCollector
) -> Spec | None:
    runtimes = _select(values.get("runtimes", DEFAULT_RUNTIMES), tuple(RUNTIMES))
    architectures = _select(values.get("architectures", ARCHITECTURES), ARCHITECTURES)
    interface = _interface(root, values, collector, runtimes, architectures)
    tests = _tests(values.get("tests", {}), runtimes, architectures)
    check_features(root, values, interface, collector)
    validator = CrossFieldValidator(root, values, interface, collector)
    validator.check_defaults()
    validator.check_examples()
    validator.check_tests(runtimes, architectures)
    reader = ExpectationReader(root, interface, collector)
    expectations = [reader.read(*each) for each in enumerate(values.get("examples", ()))]
    check_paths(root, values, interface, collector)
    if not has_errors(collector.diagnostics):
        given = [example.get("values", {}) for example in values.get("examples", ())]
        report_missing_samples(root, given, interface, collector)
    versions = resolve_constraints(
        values.get("terraform", {}), root.at(("terraform",)), interface, collector
    )
    module = _module(values.get("module", {}))
    if module is None:
        return None
    data = json.dumps(without_expectations(root.plain()), sort_keys=True, ensure_ascii=False)
    return Spec(
        path=collector.path,
        digest=hashlib.sha256(data.encode()).hexdigest(),
        module=module,
        output=values.get("output"),
        templates=_templates(root, values.get("templates")),
        required_version=versions["required_version"],
        aws_provider=versions["aws_provider"],
        header=tuple(values.get("header", ())),
        omit=_patterns(root, values, "omit"),
        owned=_patterns(root, values, "owned"),
        generator=generator,
        runtimes=runtimes,
        runtimes_mark=root.at(("runtimes",)).key_mark or WHOLE_FILE,
        architectures=architectures,
        interface=interface,
        examples=tuple(
            Example(
                name=example["name"],
                description=example.get("description", ""),
                values=example.get("values", {}),
                grants=tuple(dict.fromkeys(example.get("grants", ()))),
                expectations=expected,
            )
            for example, expected in zip(values.get("examples", ()), expectations, strict=True)
            if "name" in example
        ),
        tests=tests,
    )


def _patterns(root: Node, values: Mapping[str, Any], key: str) -> tuple[PathPattern, ...]:
    return tuple(
        PathPattern(text, root.at((key, index)).mark)
        for index, text in enumerate(values.get(key, ()))
    )


def _templates(root: Node, name: str | None) -> str | None:
    """The directory that a spec or what it extends names, from the working directory."""
    if name is None:
        return None
    return str(Path(root.at(("templates",)).mark.path).parent / name)


def _select(names: Sequence[str], order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in order if name in names)


def _offered(names: Sequence[str], offered: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a test matrix that the module offers: many specs may share a longer one."""
    return tuple(name for name in names if name in offered)


def _module(section: Mapping[str, Any]) -> Module | None:
    if not {"namespace", "name", "version"} <= set(section):
        return None
    repository = f"https://github.com/{section['namespace']}/terraform-aws-{section['name']}"
    return Module(
        namespace=section["namespace"],
        name=section["name"],
        version=section["version"],
        description=section.get("description", DESCRIPTION),
        registry=section.get("registry"),
        repository=section.get("repository", repository),
        license=section.get("license", LICENSES[0]),
        replaces=section.get("replaces"),
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
    policy = values.get("policy", {})
    plain = (
        interfaces.build(features=features, runtimes=runtimes, architectures=architectures)
        if policy
        else None
    )
    return interfaces.build(
        features=features,
        runtimes=runtimes,
        architectures=architectures,
        defaults=values.get("defaults"),
        required=frozenset(values.get("required", ())),
        policy={
            name: policies.build_rules(
                plain.variables[name], keys, root.at(("policy", name)), collector
            )
            for name, keys in policy.items()
            if plain and name in plain.variables
        },
        not_null=frozenset(name for name, keys in policy.items() if "not_null" in keys),
    )


def _tests(
    section: Mapping[str, Any], runtimes: tuple[str, ...], architectures: tuple[str, ...]
) -> Tests:
    return Tests(
        provider_versions=tuple(section.get("provider_versions", PROVIDER_VERSIONS)),
        architectures=_offered(section.get("architectures", ()), architectures) or architectures,
        python_versions=_offered(section.get("python_versions", ()), runtimes)
        or runtimes[-NEWEST_RUNTIMES_TESTED:],
        alert_strategies=tuple(section.get("alert_strategies", STRATEGIES)),
    )
