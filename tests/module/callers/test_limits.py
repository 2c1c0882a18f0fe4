"""What no module can take while it is unknown is refused when planning, and documented."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import example_spec

LISTS = ("lambda_subnet_ids", "lambda_security_group_ids")
LATER = "${terraform_data.later.output}"
CALL = {"source": "./module", "lambda_source_dir": "${path.module}", "s3_bucket": "callers-limits"}


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_what_cannot_be_unknown(tmp_path: Path, terraform_on_aws_in: TerraformIn) -> None:
    """Addresses, the number of both network lists and code to come fail the plan by name."""
    render(example_spec("infrahouse"), tmp_path / "module")
    emails = ["oncall@example.com"]
    calls: dict[str, dict[str, Any]] = {
        "emails": {"alarm_emails": LATER},
        "network": {
            **dict.fromkeys(LISTS, "${terraform_data.later.output}"),
            "alarm_emails": emails,
        },
        "code": {"alarm_emails": emails, "lambda_source_dir": "${path.module}/written-later"},
    }
    root = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "resource": {"terraform_data": {"later": {"input": ["a@example.com"]}}},
        "module": {
            name: {**CALL, "function_name": f"limits-{name}", **call}
            for name, call in calls.items()
        },
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(root), encoding="utf-8")
    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    planned = terraform.run("plan", "-json")
    found = map(json.loads, planned.stdout.splitlines())
    diagnostics = [each["diagnostic"] for each in found if each.get("type") == "diagnostic"]
    errors = [each for each in diagnostics if each["severity"] == "error"]
    assert {(each["range"]["filename"], each["summary"]) for each in errors} == {
        ("module/sns.tf", "Invalid for_each argument"),
        ("module/vpc.tf", "Invalid count argument"),
        ("module/packaging.tf", "Resource precondition failed"),
    }


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("alarm_emails", "must be known when Terraform plans"),
        ("lambda_subnet_ids", "the number of items of one must be known when Terraform plans"),
        ("lambda_source_dir", "a directory that the same apply writes"),
    ],
)
def test_limits_are_documented(variable: str, words: str) -> None:
    """Each of these limits stands beside its variable."""
    assert re.search(words, CATALOG.variables[variable].description)
