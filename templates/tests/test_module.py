"""What the module promises, for each case of the suite on an AWS, emulated or real."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from cases import BUILT, PARAMETERS, RUNTIME, SOURCES, Case
from deployments import Deployment
from suite import Client, invoke

OWN_LOG_GROUP = "existing_log_group" not in PARAMETERS["features"]
"""Whether the module makes the log group."""


def test_apply(deployment: Deployment) -> None:
    """Everything can be applied together, and Terraform knows each function of it."""
    functions = [
        each for each in deployment.addresses() if each.endswith("_function.this")
    ]
    assert len(functions) == len(deployment.names)


def test_second_plan_is_empty(deployment: Deployment) -> None:
    """What was applied needs no change."""
    changes, text = deployment.plan()
    assert changes == 0, text


def test_function(case: Case, name: str, client: Client) -> None:
    """The function has the runtime, the architecture and the limits that were asked for."""
    found = client("lambda").get_function_configuration(FunctionName=name)
    assert found["Runtime"] == case.value(RUNTIME)
    assert found["Architectures"] == [case.value("architecture")]
    assert found["Handler"] == case.value("handler")
    assert found["Timeout"] == case.value("timeout")
    assert found["MemorySize"] == case.value("memory_size")
    environment = found.get("Environment", {}).get("Variables", {})
    given = case.value("environment_variables")
    assert set(environment) == {*given, *PARAMETERS["environment"]}
    assert {key: environment[key] for key in given} == given


def test_outputs(name: str, outputs: dict[str, Any], client: Client) -> None:
    """The module has its outputs, and they name what exists."""
    assert sorted(outputs) == sorted(PARAMETERS["outputs"])
    found = client("lambda").get_function_configuration(FunctionName=name)
    assert outputs["lambda_function_name"] == name
    assert (
        outputs["lambda_function_arn"]
        == outputs["ready_function_arn"]
        == found["FunctionArn"]
    )
    assert outputs["lambda_role_arn"] == found["Role"]
    if OWN_LOG_GROUP:
        assert outputs["cloudwatch_log_group_name"] == f"/aws/lambda/{name}"


def test_it_runs(case: Case, name: str, client: Client) -> None:
    """The function answers as its handler says, with its dependencies if it has any."""
    event, wanted, _ = SOURCES[case.source]
    if "greeting" in wanted or case.source == "simple_lambda":
        greeting = (case.value("environment_variables") or {}).get("GREETING")
        wanted = {**wanted, "greeting": greeting}
    assert invoke(client, name, event) == {"error": None, "body": wanted}


def test_retries(case: Case, name: str, client: Client) -> None:
    """Lambda retries a failed asynchronous invocation only where it is asked to."""
    found = client("lambda").get_function_event_invoke_config(FunctionName=name)
    wanted = case.value("async_maximum_retry_attempts") or 0
    assert found["MaximumRetryAttempts"] == wanted


@pytest.mark.cases(predicate=lambda _case: BUILT)
def test_package(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """The package lies in S3 under the function's name, with every file of the source."""
    listed = client("s3").list_objects_v2(
        Bucket=outputs["s3_bucket_name"], Prefix=f"{name}/"
    )
    (item,) = listed["Contents"]
    body = (
        client("s3")
        .get_object(Bucket=outputs["s3_bucket_name"], Key=item["Key"])["Body"]
        .read()
    )
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = set(archive.namelist())
    wanted = {
        "simple_lambda": {"main.py"},
        "lambda_with_deps": {"main.py", "inflection/__init__.py"},
        "lambda_with_errors": {"main.py", "errors.py"},
    }
    assert wanted[case.source] <= files


@pytest.mark.cases(predicate=lambda case: BUILT and "bucket" not in case.needs)
def test_own_bucket(outputs: dict[str, Any], client: Client) -> None:
    """A bucket of the module's own is private, encrypted, and TLS only."""
    s3, bucket = client("s3"), outputs["s3_bucket_name"]
    assert all(
        s3.get_public_access_block(Bucket=bucket)[
            "PublicAccessBlockConfiguration"
        ].values()
    )
    rules = s3.get_bucket_encryption(Bucket=bucket)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    default = rules[0]["ApplyServerSideEncryptionByDefault"]
    assert default["SSEAlgorithm"] in {"AES256", "aws:kms"}
    (statement,) = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])[
        "Statement"
    ]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.cases(predicate=lambda _case: OWN_LOG_GROUP)
def test_log_group(
    case: Case, name: str, outputs: dict[str, Any], client: Client
) -> None:
    """The log group is the function's own, is kept as long as asked for, and encrypted if asked."""
    found = client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")
    (group,) = [
        each for each in found["logGroups"] if each["logGroupName"].endswith(f"/{name}")
    ]
    # The API leaves the field out where logs are kept indefinitely.
    assert group.get("retentionInDays", 0) == case.value(
        "cloudwatch_log_retention_days"
    )
    assert group.get("kmsKeyId") == outputs["kms_key_id"]
    assert (outputs["kms_key_id"] is not None) == ("key" in case.needs)


def test_role(case: Case, name: str, outputs: dict[str, Any], client: Client) -> None:
    """The role may write to the function's own log group, and do what was asked for: no more."""
    iam, role = client("iam"), outputs["lambda_role_name"]
    policies = {
        each: iam.get_role_policy(RoleName=role, PolicyName=each)["PolicyDocument"][
            "Statement"
        ]
        for each in iam.list_role_policies(RoleName=role)["PolicyNames"]
    }
    assert set(policies) == {f"{name}-{each}" for each in case.policies(managed=False)}
    (logging,) = policies[f"{name}-logging"]
    assert logging["Effect"] == "Allow"
    assert set(logging["Action"]) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert logging["Resource"] == f"{outputs['cloudwatch_log_group_arn']}:*"
    assert outputs["cloudwatch_log_group_arn"].endswith(
        f":log-group:{outputs['cloudwatch_log_group_name']}"
    )
    trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert [each["Principal"] for each in trust] == [
        {"Service": "lambda.amazonaws.com"}
    ]
    pages = iam.get_paginator("list_attached_role_policies").paginate(RoleName=role)
    attached = {
        each["PolicyArn"] for page in pages for each in page["AttachedPolicies"]
    }
    given = set(case.value("additional_iam_policy_arns") or ())
    assert given <= attached
    managed = {arn for arn in attached - given if ":iam::aws:policy/" in arn}
    assert {arn.rpartition("/")[2] for arn in managed} == case.policies(managed=True)
    assert len(attached - given - managed) == ("policy" in case.needs)


@pytest.mark.cases(predicate=lambda case: case.value("create_sns_topic") is not False)
def test_topic(case: Case, outputs: dict[str, Any], client: Client) -> None:
    """Each address is subscribed, and the topic is encrypted if asked."""
    sns, topic = client("sns"), outputs["sns_topic_arn"]
    subscriptions = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    found = sorted((each["Protocol"], each["Endpoint"]) for each in subscriptions)
    assert found == sorted(("email", address) for address in case.value("alarm_emails"))
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (attributes.get("KmsMasterKeyId") or None) == outputs["kms_key_id"]


@pytest.mark.last
def test_destroy_leaves_nothing(
    deployment: Deployment, client: Client, keep_after: bool
) -> None:
    """After terraform destroy no function, log group, alarm, role or topic is left."""
    if keep_after:
        pytest.skip("--keep-after")
    outputs = {case: deployment.outputs(case) for case in deployment.names}
    assert deployment.destroy() == []
    roles = {
        each["RoleName"]
        for page in client("iam").get_paginator("list_roles").paginate()
        for each in page["Roles"]
    }
    topics = {
        each["TopicArn"]
        for page in client("sns").get_paginator("list_topics").paginate()
        for each in page["Topics"]
    }
    functions = {
        each["FunctionName"]
        for page in client("lambda").get_paginator("list_functions").paginate()
        for each in page["Functions"]
    }
    buckets = {each["Name"] for each in client("s3").list_buckets()["Buckets"]}
    for case, output in outputs.items():
        name = deployment.names[case]
        assert name not in functions
        assert output["lambda_role_name"] not in roles
        assert output["sns_topic_arn"] not in topics
        assert output.get("s3_bucket_name") not in buckets
        groups = client("logs").describe_log_groups(
            logGroupNamePrefix=f"/aws/lambda/{name}"
        )
        assert groups["logGroups"] == []
        alarms = client("cloudwatch").describe_alarms(
            AlarmNamePrefix=case.alarm_prefix(name),
            AlarmTypes=["CompositeAlarm", "MetricAlarm"],
        )
        assert alarms["MetricAlarms"] == alarms.get("CompositeAlarms", []) == []
