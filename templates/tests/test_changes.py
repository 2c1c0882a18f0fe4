"""What comes after the first day: changes of what is deployed, and the way back."""

from __future__ import annotations

import shutil

import pytest
from cases import HERE, PARAMETERS, Case
from deployments import Deployment
from suite import Client, invoke


@pytest.mark.cases(predicate=lambda case: "other-bucket" in case.needs)
def test_changes(case: Case, name: str, deployment: Deployment, client: Client) -> None:
    """New code, a new name and a new bucket are deployed, and so is the way back.

    Each is applied without what was built before, as on a runner that is thrown away. Where another
    pipeline deploys code, only a function that is made anew has the module's.
    """
    external = "external_deployments" in PARAMETERS["features"]
    _copy_with_other_code(case, deployment)
    code = {"source": "edited"}
    renamed = {**code, "function_name": f"{name[:62]}-2"}
    moved = {
        **renamed,
        "needs": sorted(case.needs - {"bucket"}),
        "s3_bucket": deployment.other_bucket,
    }
    for change, factor in (
        (code, 2 if external else 3),
        (renamed, 3),
        (moved, 3),
        ({}, 2),
    ):
        outputs = deployment.change(case, **change)
        function, bucket = outputs["lambda_function_name"], outputs["s3_bucket_name"]
        assert function == change.get("function_name", name)
        assert (bucket == deployment.other_bucket) is (change is moved)
        answer = invoke(client, function, {"number": 7})
        assert (answer["error"], answer["body"]["doubled"]) == (None, 7 * factor)
        listed = client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{function}/")
        assert listed["KeyCount"] == 1
        assert _existing(client, {name, renamed["function_name"]}) == {function}
    changes, text = deployment.plan()
    assert changes == 0, text


def _copy_with_other_code(case: Case, deployment: Deployment) -> None:
    edited = deployment.directory / "edited"
    shutil.copytree(HERE / "fixtures" / case.source, edited)
    main = edited / "main.py"
    code = main.read_text(encoding="utf-8")
    main.write_text(code.replace("2 * event", "3 * event"), encoding="utf-8")


def _existing(client: Client, names: set[str]) -> set[str]:
    pages = client("lambda").get_paginator("list_functions").paginate()
    return names & {
        each["FunctionName"] for page in pages for each in page["Functions"]
    }
