"""Code that another pipeline has deployed."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from cases import BUILT, HERE, Case
from deployments import Deployment
from suite import Client, invoke


@pytest.mark.cases(predicate=lambda case: case.name == "changed")
def test_code_of_another_pipeline_stays(
    case: Case, name: str, deployment: Deployment, client: Client
) -> None:
    """What another pipeline has deployed runs on after an apply that changes something else.

    In the end that pipeline deploys the first package again, for the tests to come.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr(
            "main.py", "def lambda_handler(event, context):\n    return 'theirs'\n"
        )
    functions = client("lambda")
    functions.update_function_code(FunctionName=name, ZipFile=archive.getvalue())
    functions.get_waiter("function_updated_v2").wait(FunctionName=name)
    deployment.change(case, memory_size=512)
    found = functions.get_function_configuration(FunctionName=name)
    assert found["MemorySize"] == 512
    assert invoke(client, name, {}) == {"error": None, "body": "theirs"}
    outputs = deployment.change(case)
    functions.update_function_code(FunctionName=name, **_first(name, outputs, client))
    functions.get_waiter("function_updated_v2").wait(FunctionName=name)
    assert invoke(client, name, {"number": 7})["body"]["doubled"] == 14
    changes, text = deployment.plan()
    assert changes == 0, text


def _first(name: str, outputs: dict[str, Any], client: Client) -> dict[str, Any]:
    """The package of the module itself, as UpdateFunctionCode takes it."""
    if not BUILT:
        return {"ZipFile": (HERE / "fixtures" / "package.zip").read_bytes()}
    bucket = outputs["s3_bucket_name"]
    (first,) = client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{name}/")[
        "Contents"
    ]
    return {"S3Bucket": bucket, "S3Key": first["Key"]}
