"""Specs made for tests: from keys, from text, from the examples, with features on and off."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from lambda_monitored_gen.rendering.suite import sample_values
from lambda_monitored_gen.spec.document import parse
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.validate import ValidationResult, validate_document, validate_file
from lambda_monitored_gen.spec.variable_fields import EXAMPLE_CODE
from tests.support.feature_sets import feature_sets, switches

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE_SPECS = ("minimal", "infrahouse", "strict-compliance", "everything")

MODULE = {"namespace": "acme", "name": "lambda", "version": "1.0.0"}
SMALLEST: Mapping[str, Any] = {"lmgen": 1, "module": MODULE}

CALL: dict[str, Any] = {"function_name": "payments", "alarm_emails": ["oncall@example.com"]}
"""An example's values that a module without policies accepts."""


def call_with(on: Iterable[str]) -> dict[str, Any]:
    """The same for a module with these features, some of which require more."""
    samples = sample_values(spec_of(features=switches(frozenset(on))))
    assert samples is not None
    return {name: value for name, value in samples.items() if name != EXAMPLE_CODE} | CALL


def check_text(text: str) -> ValidationResult:
    """Check the text of a spec."""
    return validate_document(parse(text.encode(), "spec.yaml"))


def checked(**keys: Any) -> ValidationResult:
    """Check the smallest spec with more keys, or with other values of its own."""
    return check_text(yaml.safe_dump({**SMALLEST, **keys}, allow_unicode=True, sort_keys=False))


def spec_of(**keys: Any) -> Spec:
    """The smallest spec with more keys, which must be sound."""
    return sound(checked(**keys))


def example_spec(name: str) -> Spec:
    """One of the specs that people copy."""
    return sound(validate_file(str(EXAMPLES / f"{name}.yaml")))


def sound(result: ValidationResult) -> Spec:
    """The spec of a check that must have found nothing wrong."""
    assert result.spec is not None, result.diagnostics
    return result.spec


def codes(result: ValidationResult) -> list[str]:
    """The codes of the diagnostics, in the order of the file."""
    return [found.code for found in result.diagnostics]


def messages(**keys: Any) -> str:
    """What a check says, one diagnostic to a line."""
    return "\n".join(found.message for found in checked(**keys).diagnostics)


@lru_cache(maxsize=1)
def feature_specs() -> dict[str, Spec]:
    """A spec for each set of features, by its label."""
    return {
        label: spec_of(features=switches(on), examples=[{"name": "call", "values": call_with(on)}])
        for label, on in feature_sets().items()
    }
