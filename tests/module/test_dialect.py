"""The engines of Python and of Terraform read a shared pattern alike."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest

from lambda_monitored_gen import hcl
from lambda_monitored_gen.rules.dialect import compile_pattern
from tests.support.plugin import TerraformIn

CLASSES = (
    *("[a-z]", "[^a-z]", "[A-Za-z0-9_-]", "i", "I", "k", "s", "[^i]", "[h-j]", "."),
    *(r"\d", r"\w", r"\s", r"[^\s]", r"[^\w.]"),
)
PATTERNS = [f"{flag}^{each}$" for each in CLASSES for flag in ("", "(?i)")]


def characters() -> list[str]:
    """Every character that a string can have, of those that are cased, digits, spaces or odd."""
    found = []
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        category = unicodedata.category(character)
        # Terraform puts strings into NFC, so a character that is another one there cannot occur.
        if category != "Cs" and unicodedata.normalize("NFC", character) == character:
            cased = character.lower() != character.upper()
            if cased or category in {"Nd", "Zs", "Zl", "Zp", "Cc", "Cf"} or point < 0x250:
                found.append(character)
    return found


@pytest.mark.terraform
def test_classes_hold_the_same_characters(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """Each kind of class and of letter matches the same characters, with `(?i)` and without."""
    every = characters()
    assert len(every) > 3000
    assert {"\u0130", "\u0131", "\u017f"} <= set(every)
    (tmp_path / "characters.json").write_text(json.dumps(every), encoding="ascii")
    outputs = [
        f'output "p{number}" {{\n  value = [for index, each in local.every : index '
        f"if can(regex({hcl.literal(pattern)}, each))]\n}}\n"
        for number, pattern in enumerate(PATTERNS)
    ]
    (tmp_path / "main.tf").write_text(
        'locals {\n  every = jsondecode(file("${path.module}/characters.json"))\n}\n'
        + "".join(outputs),
        encoding="utf-8",
    )
    terraform = terraform_in(tmp_path)
    terraform.apply()
    matched = terraform.output()
    for number, pattern in enumerate(PATTERNS):
        compiled = compile_pattern(pattern)
        python = {each for each in every if compiled.search(each)}
        assert {every[index] for index in matched[f"p{number}"]} == python, pattern
