"""The verdicts of lmgen and of Terraform on generated patterns."""

import json
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from lambda_monitored_gen.rules.re2_patterns import PatternError, compile_re2
from tests.patterns.generator import TEXTS, PatternGenerator
from tests.support.terraform_runner import Terraform

AT_ONCE = 2000
"""Patterns that one run of Terraform is asked about."""

_QUESTION = """\
locals {
  texts = jsondecode(file("${path.module}/texts.json"))
}
output "matched" {
  value = [for pattern in jsondecode(file("${path.module}/patterns.json")) :
    can(regexall(pattern, "")) ? [
      for index, text in local.texts : index if can(regex(pattern, text))
    ] : null
  ]
}
"""
"""`regexall` fails for an invalid pattern only; `regex` fails for a text without a match too."""


class Difference(NamedTuple):
    """A pattern on which the two differ; None stands for a pattern that Terraform refuses."""

    pattern: str
    lmgen: list[str]
    terraform: list[str] | None


class Outcome(NamedTuple):
    """What a comparison found: verdicts and those that say yes, patterns refused, differences."""

    verdicts: int
    matches: int
    refused: int
    differences: list[Difference]


def accepted_patterns(seed: int, verdicts: int) -> tuple[list[str], int]:
    """Generate as many patterns that lmgen accepts as give so many verdicts.

    Returns:
        Them, and how many others lmgen refused.
    """
    accepted: list[str] = []
    refused = 0
    for pattern in PatternGenerator(seed).patterns():
        try:
            compile_re2(pattern)
        except PatternError:
            refused += 1
            continue
        accepted.append(pattern)
        if len(accepted) * len(TEXTS) >= verdicts:
            break
    return accepted, refused


def ask_terraform(
    terraform: Terraform, patterns: Sequence[str], texts: Sequence[str] = TEXTS
) -> list[list[str] | None]:
    """Ask which of the texts have a match of each pattern; None for a pattern that is refused."""
    directory = terraform.directory
    (directory / "main.tf").write_text(_QUESTION, encoding="utf-8")
    (directory / "texts.json").write_text(json.dumps(texts), encoding="ascii")
    answers: list[list[str] | None] = []
    rest = iter(patterns)
    while some := list(islice(rest, AT_ONCE)):
        (directory / "patterns.json").write_text(json.dumps(some), encoding="ascii")
        terraform.apply()
        answers += [
            None if each is None else [texts[index] for index in each]
            for each in terraform.output()["matched"]
        ]
    return answers


def matched_texts(pattern: str, texts: Sequence[str] = TEXTS) -> list[str]:
    """Which texts have a match, by lmgen."""
    compiled = compile_re2(pattern)
    return [text for text in texts if compiled.search(text)]


def compare_verdicts(terraform: Terraform, *, seed: int, verdicts: int) -> Outcome:
    """Compare so many verdicts, on patterns that lmgen accepts."""
    patterns, refused = accepted_patterns(seed, verdicts)
    ours = [matched_texts(pattern) for pattern in patterns]
    differences = [
        Difference(pattern, mine, answer)
        for pattern, mine, answer in zip(
            patterns, ours, ask_terraform(terraform, patterns), strict=True
        )
        if mine != answer
    ]
    return Outcome(len(patterns) * len(TEXTS), sum(map(len, ours)), refused, differences)
