"""A module's plans without AWS: `terraform test` with a mock provider whose answers are known."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.layout import align
from lambda_monitored_gen.hcl.type_constraints import Value
from tests.support.terraform_runner import Terraform

ACCOUNT = "000000000000"
"""One that AWS cannot have: of others a plan does not know the check of emails, and fails."""

REGIONS = {
    "aws": ("aws", "us-east-1", "amazonaws.com"),
    "china": ("aws-cn", "cn-north-1", "amazonaws.com.cn"),
    "gov": ("aws-us-gov", "us-gov-west-1", "amazonaws.com"),
    "unknown": ("aws", "xx-future-9", "amazonaws.com"),
    "made-up": ("aws", "zg5ua9ca", "amazonaws.com"),
    "applied": ("aws", "us-east-1", "amazonaws.com"),
}
"""Partition, region and DNS suffix by the alias of the mock provider that answers with them.

Only `applied` can be applied: the others know at plan time what AWS would tell afterwards.
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One `run` block.

    Attributes:
        variables: Besides the function's name, its alarms' address and its code.
        holds: Conditions that must be true of the plan.
        refused: Addresses whose conditions must fail.
        region: Alias of the mock provider.
        apply: Whether it is applied; provisioners then run for real.
    """

    variables: Mapping[str, Value] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    region: str = "aws"
    apply: bool = False


def run_all(terraform: Terraform, runs: Mapping[str, Run], defaults: Mapping[str, Value]) -> Path:
    """Write the runs as a test file of the module and run them.

    Args:
        terraform: In a rendered module.
        runs: By name.
        defaults: Values of variables that a run does not give.

    Returns:
        A file with a JSON object: for each run its status, and what Terraform said.
    """
    text = [_mock(alias) for alias in REGIONS]
    text.append(f"variables {{\n{_arguments(defaults, 2)}}}\n")
    text += [_run(name, run) for name, run in runs.items()]
    file = terraform.directory / "tests" / "runs.tftest.hcl"
    file.write_text(align("\n".join(text)), encoding="utf-8")
    terraform.init(backend=False)
    completed = terraform.run("test", "-json", "-no-color", "-filter=tests/runs.tftest.hcl")
    answers: dict[str, list[str]] = {name: ["missing"] for name in runs}
    for line in completed.stdout.splitlines():
        entry = json.loads(line)
        name = entry.get("@testrun", "")
        if entry["type"] == "test_run" and entry["test_run"].get("progress") == "complete":
            answers[name][0] = entry["test_run"]["status"]
        elif entry["type"] == "diagnostic":
            said = f"{entry['diagnostic']['summary']}: {entry['diagnostic']['detail']}"
            answers.setdefault(name, ["outside"]).append(said)
    report = terraform.directory / "report.json"
    report.write_text(json.dumps(answers), encoding="utf-8")
    return report


def _arguments(values: Mapping[str, Value], columns: int) -> str:
    blank = " " * columns
    return "".join(
        f"{blank}{name} = {hcl.indent(hcl.literal(value), columns)}\n"
        for name, value in values.items()
    )


def _run(name: str, run: Run) -> str:
    asserts = "".join(
        f"  assert {{\n    condition = {condition}\n    error_message = {hcl.literal(name)}\n  }}\n"
        for condition in run.holds
    )
    expected = f"  expect_failures = [{', '.join(run.refused)}]\n" if run.refused else ""
    return (
        f'run "{name}" {{\n  command = {"apply" if run.apply else "plan"}\n'
        f"  providers = {{\n    aws = aws.{'applied' if run.apply else run.region}\n  }}\n"
        f"  variables {{\n{_arguments(run.variables, 4)}  }}\n{asserts}{expected}}}\n"
    )


def _mock(alias: str) -> str:
    partition, region, suffix = REGIONS[alias]

    # The provider checks mocked ARNs, and takes no region that is none.
    home = region if alias != "made-up" else "us-east-1"

    def arn(service: str, resource: str, *, where: str = f"{home}:{ACCOUNT}") -> str:
        return f"arn:{partition}:{service}:{where}:{resource}"

    data: dict[str, dict[str, Value]] = {
        "aws_caller_identity": {"account_id": ACCOUNT},
        "aws_partition": {"partition": partition, "dns_suffix": suffix},
        "aws_service": {"region": region},
    }
    resources = {
        "aws_cloudwatch_log_group": arn("logs", "log-group:/aws/lambda/unit"),
        "aws_iam_role": arn("iam", "role/unit", where=f":{ACCOUNT}"),
        "aws_sns_topic": arn("sns", "unit-alarms"),
        "aws_s3_bucket": arn("s3", "unit", where=":"),
        "aws_lambda_function": arn("lambda", "function:unit"),
        "aws_cloudwatch_metric_alarm": arn("cloudwatch", "alarm:unit"),
    }
    blocks = [
        f'  mock_data "{name}" {{\n    defaults = {_object(it)}\n  }}\n'
        for name, it in data.items()
    ]
    blocks += [
        f'  mock_resource "{name}" {{\n    defaults = {_object({"arn": it})}\n  }}\n'
        for name, it in resources.items()
    ]
    during = "apply" if alias == "applied" else "plan"
    return (
        f'mock_provider "aws" {{\n  alias = "{alias}"\n  override_during = {during}\n'
        + "".join(blocks)
        + "}\n"
    )


def _object(values: Mapping[str, Value]) -> str:
    return hcl.indent(hcl.literal(values), 4)
