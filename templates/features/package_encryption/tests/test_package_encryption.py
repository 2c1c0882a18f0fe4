"""The encryption of packages."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case
from suite import Client


@pytest.mark.cases(predicate=lambda case: "bucket" not in case.needs)
def test_packages_are_encrypted_by_kms(
    case: Case, outputs: dict[str, Any], client: Client
) -> None:
    """A bucket of the module's own encrypts with the given key of KMS, or that of S3."""
    found = client("s3").get_bucket_encryption(Bucket=outputs["s3_bucket_name"])
    (rule,) = found["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["BucketKeyEnabled"]
    default = rule["ApplyServerSideEncryptionByDefault"]
    assert default["SSEAlgorithm"] == "aws:kms"
    key = default.get("KMSMasterKeyID")
    if "package-key" in case.needs:
        assert key.split(":")[2] == "kms"
    else:
        assert key is None
