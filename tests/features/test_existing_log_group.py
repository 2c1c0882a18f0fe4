"""The feature `existing_log_group`: the function writes to a log group of the caller's own."""

import json
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.terraform import TerraformError
from tests.features.modules import added, flat, module
from tests.support.feature_sets import feature_sets, switches
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import spec_of

WORDS = ("var.log_group_arn", "existing_log_group", "the given log group")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["existing_log_group"]

ROOT = """\
variable "group" {
  type = string
}

resource "aws_cloudwatch_log_group" "shared" {
  name              = "/platform/shared"
  retention_in_days = 30
}

module "lambda" {
  source = "./module"

  function_name     = "logs-elsewhere"
  lambda_source_dir = "${path.root}/lambda"
  alarm_emails      = ["ops@example.com"]
  log_group_arn     = replace(aws_cloudwatch_log_group.shared.arn, "shared", var.group)
}
"""


def test_off_unless_asked_for() -> None:
    """The published module makes a log group, and so does one whose spec says nothing."""
    assert not FEATURE.default


def test_files() -> None:
    """It takes the place of a resource, and adds a test to the module's suite."""
    assert added("existing_log_group") == {"tests/test_existing_log_group.py"}


def test_no_log_group_is_made() -> None:
    """The module has no log group, and neither retention nor key of one."""
    files = module(*feature_sets()["all"], "existing_log_group")
    text = "\n".join(text for path, text in files.items() if path.endswith(".tf"))
    assert 'resource "aws_cloudwatch_log_group" "lambda"' not in text
    assert "AllowCloudWatchLogs" not in text
    assert "keep_logs" not in "\n".join(files.values())
    assert "cloudwatch_log_retention" not in text


def test_function_writes_to_it() -> None:
    """The function names the log group, and its role may write to that one."""
    files = module("existing_log_group")
    assert ('logging_config { log_format = "Text" log_group = local.log_group_name }') in flat(
        files["lambda.tf"]
    )
    assert 'Resource = "${local.log_group_arn}:*"' in files["iam.tf"].replace("  ", " ")
    assert "logging_config" not in module()["lambda.tf"]


def test_key_is_for_the_topic_alone() -> None:
    """What callers read of `kms_key_id` does not promise that it encrypts the logs."""
    interface = spec_of(features={"existing_log_group": True}).interface
    assert "encrypts the topic, in" in interface.variables["kms_key_id"].description
    assert "logs" not in interface.outputs["kms_key_policy_json"].description.lower()


def test_provider_has_the_block() -> None:
    """`logging_config` came with hashicorp/aws 5.32."""
    only = feature_sets()["only-existing_log_group"]
    spec = spec_of(features=switches(only), runtimes=["python3.9"])
    assert spec.interface.aws_provider_floor == (5, 32, 0)


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_logs_go_to_the_given_group(
    tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> None:
    """A log group of the same apply is taken and stays; one that does not exist is refused."""
    code = tmp_path / "lambda" / "main.py"
    code.parent.mkdir()
    code.write_text("def lambda_handler(event, context): return 'ran'\n")
    (tmp_path / "main.tf").write_text(ROOT)
    on = switches(frozenset({"existing_log_group"}))
    render(spec_of(features=on), tmp_path / "module")
    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    terraform.apply({"group": "shared"})
    functions = embedded_aws.endpoints.client("lambda")
    found = functions.get_function_configuration(FunctionName="logs-elsewhere")
    assert found["LoggingConfig"]["LogGroup"] == "/platform/shared"
    body = functions.invoke(FunctionName="logs-elsewhere", Payload=b"{}")["Payload"].read()
    assert json.loads(body) == "ran"
    iam = embedded_aws.endpoints.client("iam")
    role = found["Role"].rpartition("/")[2]
    policy = iam.get_role_policy(RoleName=role, PolicyName="logs-elsewhere-logging")
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Resource"].endswith(":log-group:/platform/shared:*")
    assert not terraform.plan({"group": "shared"}).has_changes
    with pytest.raises(TerraformError, match=r"(?i)log group"):
        terraform.plan({"group": "none"})
    terraform.destroy({"group": "shared"})
    assert terraform.resources() == []
