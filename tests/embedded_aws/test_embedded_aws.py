"""The embedded AWS takes what the real provider sends, and runs functions."""

import datetime as dt
import json
import shutil
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.embedded_aws import ACCOUNT, EmbeddedAws
from tests.support.plugin import TerraformIn
from tests.support.terraform_runner import Terraform

pytestmark = pytest.mark.e2e

NAME = "embedded-aws-test"
ROOT = Path(__file__).with_name("monitored_function")


@dataclass(frozen=True)
class Applied:
    """A root module that has been applied, and with what."""

    terraform: Terraform
    variables: dict[str, Any]


@pytest.fixture(scope="module")
def applied(
    terraform_on_aws_in: TerraformIn, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Applied]:
    """A root module with all kinds of resources that a generated module has, applied once."""
    root = tmp_path_factory.mktemp("root")
    shutil.copy(ROOT / "main.tf", root)
    package = root / "package.zip"
    with zipfile.ZipFile(package, "w") as archive:
        archive.write(ROOT / "main.py", "main.py")
    terraform = terraform_on_aws_in(root)
    terraform.init()
    variables = {"name": NAME, "package": str(package)}
    terraform.apply(variables)
    yield Applied(terraform, variables)
    terraform.destroy(variables)
    assert terraform.resources() == []


def test_second_plan_is_empty(applied: Applied) -> None:
    """What the emulators give back is what the configuration says."""
    plan = applied.terraform.plan(applied.variables)
    assert not plan.has_changes, plan.text


def test_account_numbers_agree(applied: Applied) -> None:
    """ARNs from MiniStack name the account that moto says it is."""
    assert applied.terraform.output() == {
        "account": ACCOUNT,
        "function_arn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{NAME}",
    }


@pytest.mark.usefixtures("applied")
def test_function_runs_and_reaches_the_same_aws(embedded_aws: EmbeddedAws) -> None:
    """The handler's own code answers, and its boto3 finds what Terraform made."""
    payload = json.dumps({"text": "drawer"}).encode()
    answer = embedded_aws.endpoints.client("lambda").invoke(FunctionName=NAME, Payload=payload)
    assert json.load(answer["Payload"]) == {"text": "reward", "account": ACCOUNT}
    written = embedded_aws.endpoints.client("s3").get_object(
        Bucket=f"{NAME}-packages", Key="written-by-the-function"
    )
    assert written["Body"].read() == b"drawer"


@pytest.mark.usefixtures("applied")
def test_failing_function_is_counted(embedded_aws: EmbeddedAws) -> None:
    """A raised exception is reported to the caller, in the metrics and in the log."""
    endpoints = embedded_aws.endpoints
    client = endpoints.client("lambda")
    answer = client.invoke(FunctionName=NAME, Payload=json.dumps({"fail": "broken"}).encode())
    assert answer["FunctionError"] == "Unhandled"
    assert json.load(answer["Payload"])["errorMessage"] == "broken"

    now = dt.datetime.now(dt.timezone.utc)
    series = endpoints.client("cloudwatch", endpoint=endpoints.ministack).get_metric_data(
        StartTime=now - dt.timedelta(minutes=10),
        EndTime=now + dt.timedelta(minutes=2),
        MetricDataQueries=[
            {
                "Id": "errors",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/Lambda",
                        "MetricName": "Errors",
                        "Dimensions": [{"Name": "FunctionName", "Value": NAME}],
                    },
                    "Period": 60,
                    "Stat": "Sum",
                },
            }
        ],
    )
    assert sum(series["MetricDataResults"][0]["Values"]) == 1

    logs = endpoints.client("logs", endpoint=endpoints.ministack)
    events = logs.filter_log_events(logGroupName=f"/aws/lambda/{NAME}")["events"]
    assert any("broken" in event["message"] for event in events)


@pytest.mark.usefixtures("applied")
def test_metric_math_alarm_is_kept_whole(embedded_aws: EmbeddedAws) -> None:
    """An evaluator can read every number of the deployed alarm."""
    described = embedded_aws.endpoints.client("cloudwatch").describe_alarms(
        AlarmNames=[f"{NAME}-error-rate"]
    )
    (alarm,) = described["MetricAlarms"]
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (3, 2)
    assert alarm["TreatMissingData"] == "notBreaching"
    queries = {query["Id"]: query for query in alarm["Metrics"]}
    assert queries["rate"]["Expression"] == "100 * errors / calls"
    assert queries["errors"]["MetricStat"]["Metric"]["Dimensions"] == [
        {"Name": "FunctionName", "Value": NAME}
    ]
    topic = f"arn:aws:sns:us-east-1:{ACCOUNT}:{NAME}-alarms"
    assert alarm["AlarmActions"] == alarm["OKActions"] == [topic]


def test_composite_alarm_is_kept_whole(embedded_aws: EmbeddedAws) -> None:
    """Composite alarms, for which moto itself has no call, are made, described and deleted."""
    cloudwatch = embedded_aws.endpoints.client("cloudwatch")
    given = {"AlarmName": "any", "AlarmRule": 'ALARM("a") OR ALARM("b")', "ActionsEnabled": False}
    cloudwatch.put_composite_alarm(**given)
    found = cloudwatch.describe_alarms(AlarmNames=["any"], AlarmTypes=["CompositeAlarm"])
    (alarm,) = found["CompositeAlarms"]
    assert {name: alarm[name] for name in given} == given
    assert found["MetricAlarms"] == []
    cloudwatch.delete_alarms(AlarmNames=["any"])
    assert cloudwatch.describe_alarms(AlarmNames=["any"])["CompositeAlarms"] == []


def test_listens_on_the_loopback_address_only(embedded_aws: EmbeddedAws) -> None:
    """Another machine cannot reach it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: this only asks which address would be used on the way out.
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but the loopback one")
        address = probe.getsockname()[0]
    for service in embedded_aws.services.services:
        with socket.socket() as tried:
            tried.settimeout(5)
            assert tried.connect_ex(("127.0.0.1", service.port)) == 0
        with socket.socket() as tried:
            tried.settimeout(5)
            assert tried.connect_ex((address, service.port)) != 0
