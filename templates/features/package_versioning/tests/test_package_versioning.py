"""The versions of what is in the bucket."""

from __future__ import annotations

from typing import Any

import pytest
from suite import Client


@pytest.mark.cases(predicate=lambda case: "bucket" not in case.needs)
def test_versions(outputs: dict[str, Any], client: Client) -> None:
    """A bucket of the module's own is versioned, and old versions and broken uploads expire."""
    s3, bucket = client("s3"), outputs["s3_bucket_name"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] == 90
    assert rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] == 7
