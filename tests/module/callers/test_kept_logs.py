"""Logs outlive the function with `keep_logs`, through a rename there and back and a destroy."""

import re
import time
from pathlib import Path

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.terraform import TerraformError
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import example_spec

pytestmark = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]

ROOT = """\
variable "name" {
  type = string
}

module "lambda" {
  source = "./module"

  function_name     = var.name
  lambda_source_dir = "${path.root}/lambda"
  alarm_emails      = ["ops@example.com"]
  keep_logs         = true
}
"""

OLD, NEW = {"name": "kept-old"}, {"name": "kept-new"}
ADDRESS = "module.lambda.aws_cloudwatch_log_group.lambda"


def test_there_and_back(
    tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> None:
    """What was logged under a name is there after a rename, the way back, and a destroy."""
    (tmp_path / "lambda").mkdir()
    (tmp_path / "lambda" / "main.py").write_text("def lambda_handler(event, context): return 0\n")
    (tmp_path / "main.tf").write_text(ROOT)
    readme = render(example_spec("infrahouse"), tmp_path / "module") / "README.md"
    logs = embedded_aws.endpoints.client("logs")
    group = "/aws/lambda/kept-old"

    def logged() -> list[str]:
        found = logs.get_log_events(logGroupName=group, logStreamName="first")["events"]
        return [each["message"] for each in found]

    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    terraform.apply(OLD)
    logs.create_log_stream(logGroupName=group, logStreamName="first")
    logs.put_log_events(
        logGroupName=group,
        logStreamName="first",
        logEvents=[{"timestamp": int(time.time() * 1000), "message": "for the auditor"}],
    )

    terraform.apply(NEW)
    assert logged() == ["for the auditor"]
    with pytest.raises(TerraformError, match="ResourceAlreadyExistsException"):
        terraform.apply(OLD)

    # As the README says.
    text = readme.read_text(encoding="utf-8")
    (block,) = re.findall(r"```hcl\n(import \{.*?)```", text, re.DOTALL)
    (tmp_path / "import.tf").write_text(re.sub("/aws/lambda/[a-z-]+", group, block))
    assert f"terraform state rm {ADDRESS}" in " ".join(text.split())
    if ADDRESS in terraform.resources():
        assert terraform.run("state", "rm", ADDRESS).exit_code == 0
    terraform.apply(OLD)
    assert not terraform.plan(OLD).has_changes
    assert logged() == ["for the auditor"]

    terraform.destroy(OLD)
    assert logged() == ["for the auditor"]
    terraform.apply(OLD)
    assert not terraform.plan(OLD).has_changes
    assert logged() == ["for the auditor"]
    terraform.destroy(OLD)
    kept = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/kept-")["logGroups"]
    assert [each["logGroupName"] for each in kept] == ["/aws/lambda/kept-new", group]
    assert {each["retentionInDays"] for each in kept} == {365}
