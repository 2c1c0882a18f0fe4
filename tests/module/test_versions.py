"""The feature `package_versioning` where modules are deployed: switched on, and off again."""

from pathlib import Path

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import spec_of

pytestmark = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]

MAIN = """\
module "lambda" {
  source = "./module"

  function_name     = "versioned"
  lambda_source_dir = "${path.root}/lambda"
  alarm_emails      = ["ops@example.com"]
}

output "bucket" {
  value = module.lambda.s3_bucket_name
}
"""


def test_versions_come_and_go(
    tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> None:
    """The package has a version; without the feature bucket, package and function stay as are."""
    render(spec_of(features={"package_versioning": True}), tmp_path / "module")
    (tmp_path / "main.tf").write_text(MAIN, encoding="utf-8")
    (tmp_path / "lambda").mkdir()
    (tmp_path / "lambda" / "main.py").write_text("def lambda_handler(event, context): return 1\n")
    terraform = terraform_on_aws_in(tmp_path)
    terraform.init()
    terraform.apply()
    s3, bucket = embedded_aws.endpoints.client("s3"), terraform.output()["bucket"]
    (version,) = s3.list_object_versions(Bucket=bucket)["Versions"]
    assert version["VersionId"] != "null"
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] == 90
    assert rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] == 7

    # Another spec: the file of the feature is gone, as `lmgen render` removes it.
    (tmp_path / "module" / "versioning.tf").unlink()
    render(spec_of(), tmp_path / "module")
    before = set(terraform.resources())
    applied = terraform.apply()
    assert "0 added, 0 changed, 2 destroyed" in applied.stdout
    assert before - set(terraform.resources()) == {
        "module.lambda.aws_s3_bucket_lifecycle_configuration.lambda_package[0]",
        "module.lambda.aws_s3_bucket_versioning.lambda_package[0]",
    }
    assert s3.list_object_versions(Bucket=bucket)["Versions"] == [version]
    plan = terraform.plan()
    assert not plan.has_changes, plan.text
    terraform.destroy()
    assert terraform.resources() == []
