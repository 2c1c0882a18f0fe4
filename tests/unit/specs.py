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
    """The smallest spec with more keys, which must be sound."""
    result = checked(**keys)
    assert result.spec is not None, result.diagnostics
    return result.spec


def codes(result: ValidationResult) -> list[str]:
    """The rules that a check found broken, in the order of the file."""
    return [found.code for found in result.diagnostics]


def messages(**keys: Any) -> str:
    """What a check says, one finding to a line."""
    return "\n".join(found.message for found in checked(**keys).diagnostics)
