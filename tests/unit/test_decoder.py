"""Hints at values of the wrong type: who follows one must not meet the next error."""

import re

import pytest

from tests.support.specs import check_text

SPEC = "lmgen: 1\nmodule: {{namespace: acme, name: lambda, version: {version}}}\n"


@pytest.mark.parametrize("version", ["1", "1.2", "0.10"])
def test_version_as_number(version: str) -> None:
    """A version that YAML reads as a number gets a hint that makes the spec valid when followed."""
    (diagnostic,) = check_text(SPEC.format(version=version)).diagnostics
    assert diagnostic.code == "type"
    (offered,) = re.findall('"([^"]+)"', diagnostic.hint)
    assert offered.startswith(version)
    assert check_text(SPEC.format(version=f'"{offered}"')).spec is not None


@pytest.mark.parametrize(
    ("keys", "hint"),
    [
        ("defaults: {description: 7}", 'Put it in quotes: "7".'),
        ("defaults: {environment_variables: {LEVEL: 7}}", 'Put it in quotes: "7".'),
        ("terraform: {required_version: 1.5}", 'Put it in quotes: "1.5".'),
        ("required: [7]", "It must be the name of a variable."),
    ],
)
def test_number_for_string(keys: str, hint: str) -> None:
    """Quotes are offered only where the rules of the key accept the quoted text."""
    (diagnostic,) = check_text(f"{SPEC.format(version='1.0.0')}{keys}\n").diagnostics
    assert diagnostic.hint == hint
