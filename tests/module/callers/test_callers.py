"""Root modules in the shape of the published module's callers plan, apply, and stay as they are.

`configuration/` has them, one file for each way of calling; one apply has all.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from tests.module.applied import Planned, apply, plan
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import example_spec, spec_of

pytestmark = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]

CONFIGURATION = Path(__file__).parent / "configuration"
BUCKET = "callers-packages"
CHANGED = {"release": 2, "in_vpc": False}


@dataclass(frozen=True)
class Life:
    """All callers, from the first apply to the last plan.

    Attributes:
        aws: Where they are applied.
        outputs: Of the root module, after the first apply.
        second: The plan after the first apply.
        change: The plan for what the second apply changes.
        done: What the second apply began and ended, in its order.
        last: The plan after the second apply.
        invoke_config: Of the function whose caller has one, after the first apply.
    """

    aws: EmbeddedAws
    outputs: dict[str, Any]
    second: Planned
    change: Planned
    done: list[tuple[str, str, str]]
    last: Planned
    invoke_config: dict[str, Any]

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3's clients are made at run time
        """A boto3 client of the embedded AWS."""
        return self.aws.endpoints.client(service)


@pytest.fixture(scope="module")
def life(
    tmp_path_factory: pytest.TempPathFactory,
    terraform_on_aws_in: TerraformIn,
    embedded_aws: EmbeddedAws,
) -> Iterator[Life]:
    """Every caller, applied, changed and applied again; destroyed at the end."""
    directory = tmp_path_factory.mktemp("callers")
    shutil.copytree(CONFIGURATION, directory, dirs_exist_ok=True)
    (directory / "lambda").mkdir()
    (directory / "lambda" / "main.py").write_text("def lambda_handler(event, context): return 0\n")
    render(example_spec("infrahouse"), directory / "module")
    render(spec_of(features={"topic_policy": True}), directory / "module-with-topic-policy")
    embedded_aws.endpoints.client("s3").create_bucket(Bucket=BUCKET)
    terraform = terraform_on_aws_in(directory)
    terraform.init()
    plan(terraform)
    apply(terraform)
    outputs = terraform.output()
    functions = embedded_aws.endpoints.client("lambda")
    config = functions.get_function_event_invoke_config(FunctionName="team_default_events")
    second = plan(terraform)
    change = plan(terraform, **CHANGED)
    done = apply(terraform)
    last = plan(terraform, **CHANGED)
    yield Life(embedded_aws, outputs, second, change, done, last, config)
    terraform.destroy(CHANGED)
    assert terraform.resources() == []


def test_a_second_plan_is_empty(life: Life) -> None:
    """No caller's own resource takes turns with one of the module's."""
    assert life.second.actions == {}
    assert life.last.actions == {}


def test_tags_become_strings_and_callers_win(life: Life) -> None:
    """Booleans and numbers are tags, too, and `module_version` may be the caller's."""
    name = life.outputs["cleanup_function_name"]
    tags = life.client("lambda").get_function(FunctionName=name)["Tags"]
    assert (tags["critical"], tags["cost_center"], tags["module_version"]) == (
        "true",
        "4711",
        "9.9.9",
    )


def test_the_callers_topic_policy_stays(life: Life) -> None:
    """A policy of the caller's own is the topic's."""
    (statement,) = _topic_policy(life, "ingest_topic_arn")
    assert statement["Sid"] == "AllowRules"


def test_statements_join_those_of_the_feature(life: Life) -> None:
    """With the feature topic_policy the caller's statements stand beside the module's."""
    assert {each["Sid"] for each in _topic_policy(life, "strict_topic_arn")} == {
        "AllowPager",
        "AllowAlarmsOfThisAccount",
        "DenyInsecureTransport",
    }


def _topic_policy(life: Life, output: str) -> list[dict[str, Any]]:
    attributes = life.client("sns").get_topic_attributes(TopicArn=life.outputs[output])
    statements: list[dict[str, Any]] = json.loads(attributes["Attributes"]["Policy"])["Statement"]
    return statements


def test_the_callers_invoke_config_stays(life: Life) -> None:
    """Retries and the destination of failed events are the caller's."""
    assert life.invoke_config["MaximumRetryAttempts"] == 1
    assert life.invoke_config["MaximumEventAgeInSeconds"] == 3600
    assert life.invoke_config["DestinationConfig"]["OnFailure"]["Destination"].endswith(
        ":callers-pager"
    )


def test_one_key_serves_two_functions(life: Life) -> None:
    """The policy of the key has the statements of both, each under a sid of its own."""
    statements = json.loads(life.outputs["key_policy"])["Statement"]
    assert len({each["Sid"] for each in statements}) == len(statements) == 5
    groups = {
        each["Condition"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"].rpartition("/")[2]
        for each in statements
        if "Condition" in each
    }
    assert groups == {
        "team_default_bookkeeping_of_payments_ledger",
        "team_default_bookkeeping_of_payments_audit",
    }


def test_roles_of_names_that_begin_alike_differ(life: Life) -> None:
    """The first 37 characters of a name begin the role's, and the provider's suffix tells apart."""
    ledger, audit = life.outputs["bookkeeping_roles"]
    assert ledger[:38] == audit[:38] == "team_default_bookkeeping_of_payments_-"
    assert ledger != audit


def test_depends_on_replaces_nothing(life: Life) -> None:
    """Where data sources of the module wait for a change, nothing is destroyed or replaced."""
    assert life.change.actions["terraform_data.database"] == ("update",)
    worker = {
        address: done for address, done in life.change.actions.items() if "module.worker" in address
    }
    assert set(worker.values()) == {("update",)}


def test_permissions_outlive_the_stay_in_a_vpc(life: Life) -> None:
    """The function leaves its VPC before the role loses what Lambda removes interfaces with.

    <https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions>
    """
    policy = "module.migrate.aws_iam_role_policy.lambda_vpc_access[0]"
    left = life.done.index(("apply_complete", "update", "module.migrate.aws_lambda_function.this"))
    assert life.done.index(("apply_start", "delete", policy)) > left


def test_code_of_the_same_apply_is_deployed(life: Life) -> None:
    """Code that an apply writes is what the function runs after it, each time."""
    name = life.outputs["generated_function_name"]
    answer = life.client("lambda").invoke(FunctionName=name, Payload=b"{}")
    assert json.loads(answer["Payload"].read()) == 2


def test_only_what_changed_is_lost(life: Life) -> None:
    """The change of release and network destroys the old package and the old permissions alone."""
    assert life.change.lost == [
        "module.generated.aws_s3_object.lambda_package",
        "module.generated.terraform_data.lambda_package",
        "module.generated.terraform_data.preflight",
        "module.migrate.aws_iam_role_policy.lambda_vpc_access[0]",
        "terraform_data.code",
    ]
