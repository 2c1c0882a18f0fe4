"""The examples of a module: applied on the embedded AWS, and their code.

`test_validate.py` has Terraform validate them.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.rendering.examples import example_calls
from lambda_monitored_gen.rendering.files import render_files
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import CALL, checked, codes, spec_of
from tests.support.terraform_runner import Terraform

DEFAULT = ["immediate-alerts", "threshold-alerts", "custom-permissions"]
PERMISSIONS = "custom-permissions"
e2e = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]


class Applied:
    """The default examples, each applied as people do.

    Attributes:
        roots: Their root modules by name.
        outputs: What these say, likewise.
        aws: Where they were applied.
    """

    def __init__(self, roots: Mapping[str, Terraform], aws: EmbeddedAws) -> None:
        self.roots = roots
        self.aws = aws
        self.outputs: dict[str, dict[str, Any]] = {}
        for name, terraform in roots.items():
            terraform.init()
            terraform.apply(parallelism=40)
            self.outputs[name] = terraform.output()

    def invoke(self, name: str, event: object) -> dict[str, Any]:
        """Invoke the function of an example."""
        answer: dict[str, Any] = self.aws.endpoints.client("lambda").invoke(
            FunctionName=self.outputs[name]["function_name"], Payload=json.dumps(event).encode()
        )
        return answer


@pytest.fixture(scope="module")
def applied(
    tmp_path_factory: pytest.TempPathFactory,
    terraform_on_aws_in: TerraformIn,
    embedded_aws: EmbeddedAws,
) -> Iterator[Applied]:
    """The examples of a module whose spec has none; destroyed at the end."""
    module = render(spec_of(), tmp_path_factory.mktemp("examples"))
    roots = {name: terraform_on_aws_in(module / "examples" / name) for name in DEFAULT}
    yield Applied(roots, embedded_aws)
    for terraform in roots.values():
        terraform.destroy()
        assert terraform.resources() == []


class TestApplied:
    """What people see who try the examples."""

    pytestmark = e2e

    @pytest.mark.parametrize("name", DEFAULT)
    def test_the_code_runs(self, name: str, applied: Applied) -> None:
        """A function answers with what it gets, and fails when it is told to."""
        answer = applied.invoke(name, {"a": 1})
        assert json.loads(answer["Payload"].read())["body"] == {"received": {"a": 1}}
        failed = applied.invoke(name, {"fail": True})
        assert failed["FunctionError"]
        assert "the event asked for a failure" in failed["Payload"].read().decode()

    @pytest.mark.parametrize(
        ("name", "alarm"),
        [("immediate-alerts", "errors-immediate"), ("threshold-alerts", "errors-threshold")],
    )
    def test_the_alarm(self, name: str, alarm: str, applied: Applied) -> None:
        """The alarm that the README tells how to raise is there, under the name that it takes."""
        arn = applied.outputs[name]["error_alarm_arn"]
        client = applied.aws.endpoints.client("cloudwatch")
        found = client.describe_alarms(AlarmNames=[arn.split(":", 6)[6]])["MetricAlarms"]
        assert [each["AlarmName"] for each in found] == [f"{name}-{alarm}"]

    def test_permissions(self, applied: Applied) -> None:
        """The role may read the bucket and write into the table, and nothing else of the two."""
        iam = applied.aws.endpoints.client("iam")
        functions = applied.aws.endpoints.client("lambda")
        role = functions.get_function(FunctionName=PERMISSIONS)["Configuration"]["Role"]
        attached = iam.list_attached_role_policies(RoleName=role.rpartition("/")[2])
        allowed = {}
        for policy in attached["AttachedPolicies"]:
            version = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId="v1")
            (statement,) = version["PolicyVersion"]["Document"]["Statement"]
            assert statement["Effect"] == "Allow"
            allowed[statement["Resource"].rpartition(":")[2]] = statement["Action"]
        outputs = applied.outputs[PERMISSIONS]
        assert allowed == {
            f"{outputs['input_bucket']}/*": ["s3:GetObject"],
            f"table/{outputs['results_table']}": ["dynamodb:PutItem"],
        }

    @pytest.mark.parametrize("name", DEFAULT)
    def test_a_second_plan_is_empty(self, name: str, applied: Applied) -> None:
        """What was applied is what is wanted."""
        assert applied.roots[name].plan().has_changes is False


def test_default_examples() -> None:
    """A spec without examples has three; one with examples has those alone."""
    assert [each.name for each in example_calls(spec_of())] == DEFAULT
    own = spec_of(examples=[{"name": "one", "values": CALL}])
    assert [each.name for each in example_calls(own)] == ["one"]


def test_policies_decide_about_default_examples() -> None:
    """What a policy does not allow is not shown as an example."""
    strict = spec_of(policy={"alert_strategy": {"one_of": ["immediate"]}})
    assert [each.name for each in example_calls(strict)] == ["immediate-alerts", PERMISSIONS]
    bare = spec_of(policy={"additional_iam_policies": {"max_items": 0}})
    assert [each.name for each in example_calls(bare)] == DEFAULT[:2]
    fixed = spec_of(policy={"function_name": {"matches": "^[p]ay"}})
    assert {each.function_name[:3] for each in example_calls(fixed)} == {"pay"}


def test_how_to_raise_the_alarm() -> None:
    """The README says as many failures, in as many periods, as the alarm needs."""
    immediate, threshold, _ = (each.error_alarm for each in example_calls(spec_of()))
    assert immediate == (60, 1, 1)
    assert threshold == (300, 2, 20)
    silent = {**CALL, "enable_error_alarms": False}
    (call,) = example_calls(spec_of(examples=[{"name": "a", "values": silent}]))
    assert call.error_alarm is None


def test_grants_keep_policies() -> None:
    """A grant that a policy does not allow is an error at the grant."""
    keys = {
        "policy": {"environment_variables": {"max_items": 1}},
        "examples": [
            {"name": "a", "values": CALL, "grants": ["s3-read"]},
            {"name": "b", "values": {**CALL, "environment_variables": {"LEVEL": "1"}}},
        ],
    }
    assert codes(checked(**keys)) == []
    keys["examples"][1]["grants"] = ["s3-read"]  # type: ignore[index]
    assert codes(checked(**keys)) == ["policy"]


@pytest.mark.parametrize(
    ("grants", "item"),
    [
        (["s3-read"], None),
        (["dynamodb-write"], {"key": "a"}),
        (["s3-read", "dynamodb-write"], {"key": "a", "bytes": 7}),
    ],
)
def test_code_with_grants(
    grants: list[str], item: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The code reads and writes where its environment says, and only what its grants allow."""
    calls: list[tuple[str, object]] = []

    class FakeTable:
        def put_item(self, **given: object) -> None:
            calls.append(("put", given["Item"]))

    class Client:
        def get_object(self, **given: object) -> dict[str, int]:
            calls.append(("get", given))
            return {"ContentLength": 7}

        def Table(self, name: str) -> FakeTable:  # noqa: N802 - boto3's
            assert name == "results"
            return FakeTable()

    boto3 = ModuleType("boto3")
    monkeypatch.setattr(boto3, "client", lambda _name: Client(), raising=False)
    monkeypatch.setattr(boto3, "resource", lambda _name: Client(), raising=False)
    monkeypatch.setitem(sys.modules, "boto3", boto3)
    monkeypatch.setenv("INPUT_BUCKET", "input")
    monkeypatch.setenv("RESULTS_TABLE", "results")
    spec = spec_of(examples=[{"name": "one", "values": CALL, "grants": grants}])
    code = render_files(spec)["examples/one/lambda/main.py"].content
    namespace: dict[str, Any] = {}
    exec(compile(code, str(tmp_path / "main.py"), "exec"), namespace)  # noqa: S102 - our own
    handler = namespace["lambda_handler"]
    assert handler({}, None)["statusCode"] == 200
    assert calls == []
    handler({"key": "a"}, None)
    read = [("get", {"Bucket": "input", "Key": "a"})] if "s3-read" in grants else []
    assert calls == [*read, *([("put", item)] if item else [])]
