# ruff: noqa: INP001 - a function's package is no Python package
"""The handler of the root module beside it: does what the event asks for."""

import os
from typing import Any


def lambda_handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Fail, or answer with what only a running function can know."""
    if event.get("fail"):
        raise RuntimeError(event["fail"])
    import boto3  # noqa: PLC0415 - that Lambda's runtimes have it is part of the test

    account = boto3.client("sts").get_caller_identity()["Account"]
    boto3.client("s3").put_object(
        Bucket=os.environ["BUCKET"], Key="written-by-the-function", Body=event["text"].encode()
    )
    return {"text": event["text"][::-1], "account": account}
