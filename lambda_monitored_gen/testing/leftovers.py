"""Resources that a run has left behind on AWS, found by their tag."""

from typing import Any

from lambda_monitored_gen.testing.errors import SuiteError

RUN_TAG = "lmgen-test-run"
"""The suite gives this tag to every resource that can have one."""


def find_tagged_resources(session: Any, *, run: str) -> list[str]:  # noqa: ANN401 - boto3 makes its classes when it runs
    """List the ARNs of resources that still exist and have the tag of a run, sorted.

    Args:
        session: A boto3 session for the region that the run used; others are not searched.
        run: The tag's value, six hexadecimal digits: `SuiteRun.run`.

    Raises:
        SuiteError: AWS refuses to list them, for instance because tag:GetResources is not allowed.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - it takes long

    client = session.client("resourcegroupstaggingapi")
    pages = client.get_paginator("get_resources").paginate(
        TagFilters=[{"Key": RUN_TAG, "Values": [run]}]
    )
    try:
        found = [each["ResourceARN"] for page in pages for each in page["ResourceTagMappingList"]]
    except (BotoCoreError, ClientError) as error:
        raise SuiteError(
            f"What is left on AWS has the tag {RUN_TAG}={run}, and cannot be listed: {error}",
            hint="Look for that tag in the Tag Editor of the AWS console.",
        ) from error
    return sorted(found)
