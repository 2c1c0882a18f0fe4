"""The rendered module, applied on the embedded AWS with the real provider."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.hcl import literal
from tests.support.plugin import TerraformIn
from tests.support.specs import spec_of
from tests.support.terraform_answers import Plan
from tests.support.terraform_runner import Terraform

pytestmark = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]

EXAMPLES = Path(__file__).parents[2] / "examples"
KEY = "arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
PYTHON = "python3.12"

COMMON = {"alarm_emails": ["ops@example.com"], "python_version": PYTHON}
CASES: dict[str, dict[str, Any]] = {
    f"{architecture.replace('_', '-')}-{strategy}": {
        **COMMON,
        "architecture": architecture,
        "alert_strategy": strategy,
        "error_rate_period": 300,
        "error_rate_minimum_invocations": 20,
        "environment_variables": {"GREETING": 'a "quoted" ${word}'},
        "duration_threshold_percent": 80,
    }
    for architecture in ("x86_64", "arm64")
    for strategy in ("immediate", "threshold")
}
CASES["with-everything"] = {
    **COMMON,
    "description": "All that the core has",
    "kms_key_id": KEY,
    "memory_utilization_threshold_percent": 90,
    "lambda_subnet_ids": ["subnet-0123456789abcdef0"],
    "lambda_security_group_ids": ["sg-0123456789abcdef0"],
    "alarm_topic_arns": ["arn:aws:sns:us-east-1:123456789012:pager"],
    "additional_iam_policy_arns": ["arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"],
    "additional_iam_policies": {"sqs": "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"},
    "sns_topic_name": "everything",
    "tags": {"owner": "platform"},
}

HANDLER = """\
import os
import helper

def lambda_handler(event, context):
    return {"greeting": os.environ.get("GREETING"), "doubled": helper.double(event["number"])}
"""


class Deployed:
    """All cases, applied together.

    Attributes:
        outputs: The module's outputs by case.
        second_plan: What Terraform would change after the apply.
        applied: What the apply printed last.
        terraform: The root module.
        aws: Where it was applied.
    """

    def __init__(self, terraform: Terraform, aws: EmbeddedAws) -> None:
        self.terraform = terraform
        self.aws = aws
        terraform.init()
        self.applied = terraform.apply(parallelism=40).stdout
        self.outputs: dict[str, dict[str, Any]] = terraform.output()["cases"]
        self.second_plan: Plan = terraform.plan()

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3's clients are made at run time
        """A boto3 client of the embedded AWS."""
        return self.aws.endpoints.client(service)


def _root(directory: Path) -> None:
    source = directory / "lambda"
    (source / ".hidden").mkdir(parents=True)
    (source / "main.py").write_text(HANDLER)
    (source / "helper.py").write_text("def double(number):\n    return 2 * number\n")
    (source / ".hidden" / "note").write_text("a file of the package like any other\n")
    arguments = sorted({name for case in CASES.values() for name in case})
    lines = "\n".join(f"  {name} = try(each.value.{name}, null)" for name in arguments)
    (directory / "main.tf").write_text(
        f"""\
terraform {{
  required_providers {{
    aws = {{
      source = "hashicorp/aws"
    }}
  }}
}}

locals {{
  cases = jsondecode({literal(json.dumps(CASES))})
}}

module "case" {{
  source   = "./module"
  for_each = local.cases

  function_name     = each.key
  lambda_source_dir = "${{path.root}}/lambda"
{lines}
}}

output "cases" {{
  value = module.case
}}
"""
    )


@pytest.fixture(scope="module")
def deployed(
    tmp_path_factory: pytest.TempPathFactory,
    terraform_on_aws_in: TerraformIn,
    embedded_aws: EmbeddedAws,
) -> Iterator[Deployed]:
    """Every case, applied by one root module and destroyed at the end."""
    directory = tmp_path_factory.mktemp("root")
    spec = str(EXAMPLES / "infrahouse.yaml")
    assert run(["-q", "render", spec, "-o", f"{directory}/module"]) == 0
    _root(directory)
    terraform = terraform_on_aws_in(directory)
    yield Deployed(terraform, embedded_aws)
    terraform.destroy()
    assert terraform.resources() == []


def test_a_second_plan_is_empty(deployed: Deployed) -> None:
    """What was applied needs no change."""
    assert not deployed.second_plan.has_changes, deployed.second_plan.text


@pytest.mark.parametrize("case", CASES)
def test_the_function_runs(deployed: Deployed, case: str) -> None:
    """The package holds every source file, and the environment arrives as it was given."""
    answer = deployed.client("lambda").invoke(FunctionName=case, Payload=b'{"number": 21}')
    body = json.loads(answer["Payload"].read())
    assert body == {
        "greeting": CASES[case].get("environment_variables", {}).get("GREETING"),
        "doubled": 42,
    }


@pytest.mark.parametrize("case", CASES)
def test_the_log_group_is_kept_a_year(deployed: Deployed, case: str) -> None:
    """The log group is the function's own, is kept for a year, and is encrypted when asked."""
    groups = deployed.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{case}")
    group = next(each for each in groups["logGroups"] if each["logGroupName"].endswith(f"/{case}"))
    assert group["retentionInDays"] == 365
    assert group.get("kmsKeyId") == CASES[case].get("kms_key_id")


@pytest.mark.parametrize("case", CASES)
def test_alarms_follow_the_strategy(deployed: Deployed, case: str) -> None:
    """Exactly the alarms that were asked for exist, and each tells of its end too."""
    values = CASES[case]
    strategy = values.get("alert_strategy", "immediate")
    wanted = {f"{case}-errors-{strategy}", f"{case}-throttles"}
    if "duration_threshold_percent" in values:
        wanted.add(f"{case}-duration")
    if "memory_utilization_threshold_percent" in values:
        wanted.add(f"{case}-memory")
    found = deployed.client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{case}-")
    alarms = {alarm["AlarmName"]: alarm for alarm in found["MetricAlarms"]}
    assert set(alarms) == wanted
    topics = {deployed.outputs[case]["sns_topic_arn"], *values.get("alarm_topic_arns", [])}
    for alarm in alarms.values():
        assert set(alarm["AlarmActions"]) == topics
        assert set(alarm["OKActions"]) == topics
        assert alarm["TreatMissingData"] == "notBreaching"


@pytest.mark.parametrize("case", [case for case in CASES if case.endswith("threshold")])
def test_the_error_rate_is_what_was_asked_for(deployed: Deployed, case: str) -> None:
    """The threshold alarm divides errors by runs of this function, and ignores quiet periods."""
    found = deployed.client("cloudwatch").describe_alarms(AlarmNames=[f"{case}-errors-threshold"])
    (alarm,) = found["MetricAlarms"]
    assert (alarm["Threshold"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (5, 3, 2)
    metrics = {each["Id"]: each for each in alarm["Metrics"]}
    assert metrics["error_rate"]["Expression"] == (
        "IF(invocations >= 20, 100 * errors / invocations, 0)"
    )
    for name, metric in (("errors", "Errors"), ("invocations", "Invocations")):
        stat = metrics[name]["MetricStat"]
        assert stat["Metric"]["MetricName"] == metric
        assert stat["Metric"]["Dimensions"] == [{"Name": "FunctionName", "Value": case}]
        assert (stat["Period"], stat["Stat"]) == (300, "Sum")


@pytest.mark.parametrize("case", CASES)
def test_the_role_may_do_little(deployed: Deployed, case: str) -> None:
    """The role writes to its own log group, and no more unless a VPC or policies ask for it."""
    iam = deployed.client("iam")
    role = deployed.outputs[case]["lambda_role_name"]
    inline = set(iam.list_role_policies(RoleName=role)["PolicyNames"])
    values = spec_of().interface.values(CASES[case])
    of_features = {
        f"{case}-{policy.name}"
        for feature in spec_of().interface.features.values()
        for policy in feature.role_policies
        if not policy.managed and policy.exists.value(values)
    }
    assert inline == {f"{case}-logging", *of_features}
    document = iam.get_role_policy(RoleName=role, PolicyName=f"{case}-logging")["PolicyDocument"]
    (statement,) = document["Statement"]
    assert set(statement["Action"]) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert statement["Resource"] == f"{deployed.outputs[case]['cloudwatch_log_group_arn']}:*"
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    names = {each["PolicyName"] for each in attached}
    expected = set()
    if case == "with-everything":
        expected = {
            "AmazonDynamoDBReadOnlyAccess",
            "AmazonSQSReadOnlyAccess",
            "CloudWatchLambdaInsightsExecutionRolePolicy",
        }
    assert names == expected


@pytest.mark.parametrize("case", CASES)
def test_the_package_lies_in_a_secure_bucket(deployed: Deployed, case: str) -> None:
    """The bucket is private, without versions, and holds the package under the function's name."""
    s3 = deployed.client("s3")
    bucket = deployed.outputs[case]["s3_bucket_name"]
    assert bucket.startswith(f"{case}-")
    (item,) = s3.list_objects_v2(Bucket=bucket)["Contents"]
    assert item["Key"].startswith(f"{case}/")
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert all(block.values())
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    assert policy["Statement"][0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("case", CASES)
def test_each_address_is_subscribed(deployed: Deployed, case: str) -> None:
    """Each address is subscribed to the topic, which is encrypted when asked."""
    sns = deployed.client("sns")
    topic = deployed.outputs[case]["sns_topic_arn"]
    subscriptions = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [(each["Protocol"], each["Endpoint"]) for each in subscriptions] == [
        ("email", "ops@example.com")
    ]
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert attributes.get("KmsMasterKeyId", "") == CASES[case].get("kms_key_id", "")


def test_the_function_is_in_its_vpc(deployed: Deployed) -> None:
    """A function with subnets is attached to them, with its layer for the memory alarm."""
    function = deployed.client("lambda").get_function_configuration(FunctionName="with-everything")
    assert function["VpcConfig"]["SubnetIds"] == ["subnet-0123456789abcdef0"]
    assert function["VpcConfig"]["SecurityGroupIds"] == ["sg-0123456789abcdef0"]
    (layer,) = function["Layers"]
    assert layer["Arn"] == deployed.outputs["with-everything"]["lambda_insights_layer_arn"]
    assert ":layer:LambdaInsightsExtension:" in layer["Arn"]
