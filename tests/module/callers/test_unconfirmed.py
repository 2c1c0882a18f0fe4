"""Who has not confirmed a subscription is named, and warned of, unless a caller wants no warning.

No emulator sends an email that somebody could confirm, so mocks say who has.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import example_spec

pytestmark = [pytest.mark.provider, pytest.mark.usefixtures("requires_provider")]

ROOT = """\
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "warn" {
  type = bool
}

module "lambda" {
  source = "./module"

  function_name     = "payments"
  lambda_source_dir = "${path.module}/code"

  alarm_emails               = sensitive(["c@example.com", "b@example.com", "a@example.com"])
  warn_of_unconfirmed_emails = var.warn
}
"""

MOCKS = """\
mock_provider "aws" {
  source = "./module/tests/mocks"
}

override_data {
  target = module.lambda.data.aws_caller_identity.current
  values = {
    account_id = "123456789012"
  }
}
"""


SUBSCRIPTION = "module.lambda.aws_sns_topic_subscription.alarm_emails"


def run(name: str, *, warn: bool, pending: tuple[str, ...], listed: tuple[str, ...]) -> str:
    """A run in which some have not confirmed, and the output lists some."""
    overrides = "".join(
        "  override_resource {\n"
        f'    target = {SUBSCRIPTION}["{letter}@example.com"]\n'
        "    values = { pending_confirmation = true }\n  }\n"
        for letter in pending
    )
    emails = json.dumps([f"{letter}@example.com" for letter in listed])
    return (
        f'run "{name}" {{\n  variables {{\n    warn = {json.dumps(warn)}\n  }}\n{overrides}'
        "  assert {\n    condition = jsonencode(nonsensitive("
        f"module.lambda.pending_email_confirmations)) == jsonencode({emails})\n"
        '    error_message = "others are listed"\n  }\n'
        "  assert {\n    condition = issensitive(module.lambda.pending_email_confirmations)\n"
        '    error_message = "others are listed openly"\n  }\n}\n'
    )


RUNS: dict[str, dict[str, Any]] = {
    "everybody_has": {"warn": True, "pending": (), "listed": ()},
    "two_have_not": {"warn": True, "pending": ("a", "b"), "listed": ("b", "a")},
    "two_have_not_and_no_warning": {"warn": False, "pending": ("a", "b"), "listed": ("b", "a")},
}


@pytest.mark.parametrize("name", RUNS)
def test_unconfirmed(name: str, tmp_path: Path, terraform_in: TerraformIn) -> None:
    """The output lists those alone, in the caller's order and as secret; the warning names them."""
    render(example_spec("infrahouse"), tmp_path / "module")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.py").write_text("def lambda_handler(event, context): return 0\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "main.tf").write_text(ROOT)
    (tmp_path / "tests" / "it.tftest.hcl").write_text(MOCKS + run(name, **RUNS[name]))
    terraform = terraform_in(tmp_path)
    terraform.init(backend=False)
    completed = terraform.test()
    text = " ".join((completed.stdout + completed.stderr).split())
    warned = bool(RUNS[name]["pending"]) and bool(RUNS[name]["warn"])
    assert "others are listed" not in text
    assert ("Check block assertion failed" in text) == warned, text
    assert ("AWS's email: a@example.com, b@example.com." in text) == warned
    # In a test, a failed check is an error.
    assert completed.exit_code == int(warned), text
