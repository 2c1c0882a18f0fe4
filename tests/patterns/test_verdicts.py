"""lmgen and Terraform give the same verdicts on patterns that somebody else wrote."""

import sys
import unicodedata
from pathlib import Path

import pytest

from lambda_monitored_gen.rules.re2_patterns import compile_re2
from tests.patterns.verdicts import ask_terraform, compare_verdicts, matched_texts
from tests.support.plugin import TerraformIn

pytestmark = pytest.mark.terraform

SETS = (
    *("[a-z]", "[^a-z]", "[A-Za-z0-9_-]", "i", "I", "k", "s", "[^i]", "[h-j]", ".", "[[:alpha:]]"),
    *(r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"[^\w.]", "[[:^word:]]", "[[:space:]]", r"[\w-z]"),
)


def test_generated_patterns(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """No verdict differs; `python -m tests.patterns` compares 100,000 of them."""
    found = compare_verdicts(terraform_in(tmp_path), seed=20, verdicts=10_000)
    assert found.differences == []
    assert found.verdicts >= 10_000
    assert found.matches > 1000
    assert found.refused > 50


def test_a_difference_is_noticed(
    tmp_path: Path, terraform_in: TerraformIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    r"""Without what is refused by name, the same comparison finds differences."""
    monkeypatch.setattr("lambda_monitored_gen.rules.re2_patterns._difference", lambda *_, **__: "")
    compile_re2.cache_clear()
    found = compare_verdicts(terraform_in(tmp_path), seed=20, verdicts=60_000)
    compile_re2.cache_clear()  # of patterns that others expect to be refused
    assert any(r"\C" in each.pattern for each in found.differences)


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


def test_sets_hold_the_same_characters(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """Each kind of set and of letter matches the same characters, with `(?i)` and without."""
    every = characters()
    assert len(every) > 3000
    assert {"\u0130", "\u0131", "\u017f"} <= set(every)
    patterns = [f"{flag}^{each}$" for each in SETS for flag in ("", "(?i)")]
    answers = ask_terraform(terraform_in(tmp_path), patterns, every)
    for pattern, answer in zip(patterns, answers, strict=True):
        assert answer == matched_texts(pattern, every), pattern
