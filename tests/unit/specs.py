"""Specs made in a test, checked without a file."""

from collections.abc import Mapping
from typing import Any

import yaml

from lambda_monitored_gen.spec.document import parse
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.validate import ValidationResult, validate_document

SMALLEST: Mapping[str, Any] = {
    "lmgen": 1,
    "module": {"namespace": "acme", "name": "lambda", "version": "1.0.0"},
}


def check_text(text: str) -> ValidationResult:
    """Check the text of a spec."""
    return validate_document(parse(text.encode(), "spec.yaml"))


def checked(**keys: Any) -> ValidationResult:
    """Check the smallest spec with more keys."""
    return check_text(yaml.safe_dump({**SMALLEST, **keys}, allow_unicode=True, sort_keys=False))


def spec(**keys: Any) -> Spec:
    """The smallest spec with more keys, which must be valid."""
    result = checked(**keys)
    assert result.spec is not None, result.diagnostics
    return result.spec


def codes(result: ValidationResult) -> list[str]:
    """The codes of the diagnostics, in the order of the file."""
    return [diagnostic.code for diagnostic in result.diagnostics]


def messages(**keys: Any) -> str:
    """The messages of the diagnostics, one on each line."""
    return "\n".join(diagnostic.message for diagnostic in checked(**keys).diagnostics)
