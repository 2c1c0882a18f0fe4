"""Scanners with a parser of their own can read what is rendered."""

import re

import pytest

from lambda_monitored_gen.rendering.files import render_files
from tests.support.feature_sets import feature_sets
from tests.support.modules import terraform_files
from tests.support.specs import EXAMPLE_SPECS, example_spec, feature_specs

SPECS = [*EXAMPLE_SPECS, *feature_sets()]

# As the grammar of bc-python-hcl2 0.4.3 has it, with which checkov reads Terraform: the first brace
# that is not in quotes or in another interpolation ends an interpolation.
STRING = re.compile(
    r'"(?:(?:(?!\$\{)(?:[^"\\]|\\.))+|\$\{(?:(?:(?!\$\{)[^}"])+|"[^"]*"|\$\{[^}]+\})+\})*"'
)


def end_of(text: str, start: int) -> int:
    """Where the string ends whose quote is at `start`, as Terraform reads it."""
    position = start + 1
    while text[position] != '"':
        if text.startswith("${", position) and text[position - 1] != "$":
            position = _end_of_interpolation(text, position + 2)
        else:
            position += 2 if text[position] == "\\" else 1
    return position + 1


def _end_of_interpolation(text: str, position: int) -> int:
    depth = 1
    while depth:
        character = text[position]
        depth += {"{": 1, "}": -1}.get(character, 0)
        position = end_of(text, position) if character == '"' else position + 1
    return position


def strings(text: str) -> list[tuple[str, str]]:
    """The strings of a file: as Terraform reads them, and as that grammar does."""
    code = re.sub(r"^\s*#.*$| # [^\"\n]*$", "", text, flags=re.MULTILINE)
    found = []
    position = code.find('"')
    while position >= 0:
        end = end_of(code, position)
        match = STRING.match(code, position)
        found.append((code[position:end], match.group() if match else ""))
        position = code.find('"', end)
    return found


def misread(text: str) -> list[str]:
    """The strings that the grammar ends elsewhere."""
    return [whole for whole, read in strings(text) if whole != read]


@pytest.mark.parametrize("name", SPECS)
def test_checkov_reads_every_file(name: str) -> None:
    """Templates in strings end where checkov believes them to end; it skips a file otherwise."""
    spec = example_spec(name) if name in EXAMPLE_SPECS else feature_specs()[name]
    files = terraform_files(render_files(spec))
    assert sum(len(strings(text)) for text in files.values()) > 300
    assert {path: found for path, text in files.items() if (found := misread(text))} == {}


def test_a_brace_before_quotes_is_seen() -> None:
    """A brace within a template, and quotes after it, are found."""
    broken = 'a = "Found: ${join({ for k in var.x : k => k }, ", ")}."\nb = "c"\n'
    assert misread(broken)
    assert not misread(broken.replace("{ for k in var.x : k => k }", "var.x"))
