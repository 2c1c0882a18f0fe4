"""ARNs, service principals and layers are those of the partition that the module is applied in."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from lambda_monitored_gen.rendering.runs import MOCKED_REGION
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import example_spec

pytestmark = [pytest.mark.provider, pytest.mark.usefixtures("requires_provider")]

MOCKED = ("aws-us-gov", MOCKED_REGION, "amazonaws.gov")
"""Partition, region and suffix that modules are tested with, each of its own kind."""


class Partition(NamedTuple):
    """A partition of AWS, one of its regions, and who publishes the layer of Insights there.

    <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html>
    """

    name: str
    region: str
    suffix: str
    publisher: str

    @property
    def layer(self) -> str:
        """The ARN of the layer of Insights for x86_64, without its version."""
        owner = f"{self.name}:lambda:{self.region}:{self.publisher}"
        return f"arn:{owner}:layer:LambdaInsightsExtension"

    def instead(self, text: str) -> str:
        """Text of tests, mocks or expectations for this partition."""
        for mocked, own in zip(MOCKED, self, strict=False):
            text = text.replace(mocked, own)
        return text


PARTITIONS = (
    Partition("aws", "eu-central-1", "amazonaws.com", "580247275435"),
    Partition("aws-us-gov", "us-gov-east-1", "amazonaws.com", "122132214140"),
    Partition("aws-cn", "cn-north-1", "amazonaws.com.cn", "488211338238"),
)

LAYERS = re.compile(
    r"\n  assert \{\n(?:(?!^  \}).)*?(?:Lambda Insights must be attached|Other layers are known)"
    r".*?^  \}\n",
    re.MULTILINE | re.DOTALL,
)
"""What is asserted of layers: `insights` has it, and not each partition has one for arm64."""

WITH_INSIGHTS = """
run "insights" {{
  command = plan

  expect_failures = [check.alarm_emails]

  variables {{
    architecture = "x86_64"
    lambda_insights_layer_arn = null
    memory_utilization_threshold_percent = 90
  }}

  assert {{
    condition = can(regex("^{layer}:[0-9]+$", output.lambda_insights_layer_arn))
    error_message = "The layer must be that of the region: ${{output.lambda_insights_layer_arn}}."
  }}

  assert {{
    condition = strcontains(aws_iam_role.lambda.assume_role_policy, "lambda.amazonaws.com")
    error_message = "Lambda has one name in all partitions."
  }}

  assert {{
    condition = toset(compact(
      [for each in local.kms_key_policy.Statement : try(each.Principal.Service, "")]
    )) == toset(["cloudwatch.amazonaws.com", "logs.{partition.region}.{partition.suffix}"])
    error_message = "Keys must know CloudWatch by one name, and its logs by one for each region."
  }}
}}
"""


@pytest.mark.parametrize("partition", PARTITIONS, ids=[each.name for each in PARTITIONS])
@pytest.mark.parametrize("name", ["minimal", "everything"])
def test_partition(
    name: str,
    partition: Partition,
    tmp_path: Path,
    terraform_in: TerraformIn,
) -> None:
    """What the module's own tests assert of one partition holds in each, and so do layers."""
    module = render(example_spec(name), tmp_path)
    mocks = module / "tests" / "mocks" / "aws.tfmock.hcl"
    mocks.write_text(partition.instead(mocks.read_text(encoding="utf-8")), encoding="utf-8")
    full = (module / "tests" / "full.tftest.hcl").read_text(encoding="utf-8")
    first = re.search(r".*?^run \"full\" \{$.*?^\}\n", full, re.MULTILINE | re.DOTALL)
    assert first is not None
    assert all(word in first.group() for word in MOCKED)
    bare, times = LAYERS.subn("", first.group())
    assert times == 2
    of_any, times = re.subn(r'( architecture += )"arm64"', r'\1"x86_64"', bare)
    assert times == 1
    (module / "tests" / "partition.tftest.hcl").write_text(
        partition.instead(of_any)
        + WITH_INSIGHTS.format(partition=partition, layer=partition.layer),
        encoding="utf-8",
    )
    terraform = terraform_in(module)
    terraform.init(backend=False)
    completed = terraform.test(filters=["tests/partition.tftest.hcl"])
    assert completed.exit_code == 0, completed.stdout + completed.stderr
    assert "Success! 2 passed" in completed.stdout
