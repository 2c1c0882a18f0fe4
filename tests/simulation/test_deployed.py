"""Alarms and metrics that are on an AWS: read back and fetched, they give the spec's answers."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.errors import ExitCode
from tests.simulation.calls import simulate, write_spec
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import spec_of

STRATEGIES = ("immediate", "threshold")
BUCKET = "simulated-code"
FEATURES = {"throttle_alarm": True, "duration_alarm": True}

MAIN = """\
module "{strategy}" {{
  source = "./module"

  function_name         = "simulated-{strategy}"
  lambda_source_dir     = "${{path.root}}/lambda"
  alarm_emails          = ["ops@example.com"]
  alert_strategy        = "{strategy}"
  error_rate_threshold  = 10
  duration_threshold_percent = 80
  s3_bucket             = "simulated-code"
}}
"""


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_deployed_alarms_do_what_the_spec_says(
    tmp_path: Path,
    terraform_on_aws_in: TerraformIn,
    embedded_aws: EmbeddedAws,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What describe-alarms says of a deployed module is replayed as the alarms of its spec are."""
    render(spec_of(features=FEATURES), tmp_path / "module")
    (tmp_path / "lambda").mkdir()
    (tmp_path / "lambda" / "main.py").write_text("def lambda_handler(event, context): ...\n")
    main = "\n".join(MAIN.format(strategy=each) for each in STRATEGIES)
    (tmp_path / "main.tf").write_text(main, encoding="utf-8")
    embedded_aws.endpoints.client("s3").create_bucket(Bucket=BUCKET)
    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    terraform.apply()
    described = embedded_aws.endpoints.client("cloudwatch").describe_alarms()
    del described["ResponseMetadata"]
    alarms = tmp_path / "alarms.json"
    alarms.write_text(json.dumps(described, default=str), encoding="utf-8")
    spec = write_spec(tmp_path, features=FEATURES)
    for strategy in STRATEGIES:
        name = f"simulated-{strategy}"
        values = (
            f"alert_strategy={strategy}",
            "error_rate_threshold=10",
            "duration_threshold_percent=80",
            f"function_name={name}",
        )
        settings = [word for each in values for word in ("--set", each)]
        scenarios = ("outage", "flapping", "spike", "low-traffic", "cold-start")
        traces = [word for each in scenarios for word in ("--scenario", each)]
        for trace in zip(traces[::2], traces[1::2], strict=True):
            ours = simulate(capsys, spec, *settings, *trace, "--format", "json")
            deployed = simulate(
                capsys, "--alarms", alarms, "--function", name, *trace, "--format", "json"
            )
            assert (ours.code, deployed.code) == (ExitCode.OK, ExitCode.OK), deployed.err
            assert _by_name(deployed.document) == _by_name(ours.document)
            assert len(_by_name(ours.document)) == 3
    terraform.destroy()


def _by_name(document: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has it
    return {each["name"]: each for each in document["alarms"]}


@pytest.mark.e2e
def test_metrics_are_fetched(
    tmp_path: Path,
    embedded_aws: EmbeddedAws,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Metrics that CloudWatch has are replayed: an error of an hour ago pages."""
    for name, value in embedded_aws.environment.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    now = dt.datetime.now(dt.timezone.utc).replace(second=0, microsecond=0)
    client = embedded_aws.endpoints.client("cloudwatch")
    for minutes, errors in ((90, 0), (60, 2), (30, 0)):
        stamp = now - dt.timedelta(minutes=minutes)
        client.put_metric_data(
            Namespace="AWS/Lambda",
            MetricData=[
                {
                    "MetricName": metric,
                    "Dimensions": [{"Name": "FunctionName", "Value": "fetched"}],
                    "Timestamp": stamp,
                    "Value": value,
                }
                for metric, value in (("Invocations", 4), ("Errors", errors), ("Throttles", 0))
            ],
        )
    spec = write_spec(tmp_path)
    answer = simulate(capsys, spec, "--fetch", "fetched", "--days", 1, "--format", "json")
    assert answer.code == ExitCode.OK, answer.err
    alarm = answer.alarm("fetched-errors-immediate")
    assert alarm["alarm_pages"] == 1
    (rang,) = [each["at"] for each in alarm["transitions"] if each["to"] == "ALARM"]
    assert rang == (now - dt.timedelta(minutes=59)).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = simulate(capsys, spec, "--fetch", "nobody", "--days", 1)
    assert answer.code == ExitCode.UNABLE
    assert "no metrics of a function 'nobody'" in answer.err
