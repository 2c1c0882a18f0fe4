"""A function that is deployed again, each time on a machine that has built nothing before."""

import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.rendering.files import render_files
from tests.support.modules import render, terraform_files
from tests.support.plugin import TerraformIn
from tests.support.specs import feature_specs, spec_of
from tests.support.terraform_answers import Completed
from tests.support.terraform_runner import Terraform

NAME = "redeployed"
BUCKET = "redeployed-packages"
MISSING = "redeployed-no-such-bucket"
DEFAULT_TAGS = 12


def on_aws(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that applies on the embedded AWS."""
    for marker in (pytest.mark.e2e, pytest.mark.provider, pytest.mark.terraform):
        test = marker(test)
    return test


MAIN = f"""\
provider "aws" {{
  default_tags {{
    tags = {{ for number in range({DEFAULT_TAGS}) : "default-${{number}}" => "x" }}
  }}
}}

variable "bucket" {{
  type = string
}}

module "lambda" {{
  source = "./module"

  function_name     = "{NAME}"
  lambda_source_dir = "${{path.root}}/lambda"
  alarm_emails      = ["ops@example.com"]
  s3_bucket         = var.bucket
}}
"""


class Deployment:
    """A root module, and what it has deployed.

    Attributes:
        first: What the first apply said, whose upload failed.
    """

    def __init__(self, terraform: Terraform, aws: EmbeddedAws) -> None:
        self.terraform = terraform
        self.s3 = aws.endpoints.client("s3")
        self.function = aws.endpoints.client("lambda")
        self.first: Completed | None = None
        render(spec_of(), self._path("module"))
        self._path("lambda").mkdir()
        self._path("main.tf").write_text(MAIN, encoding="utf-8")

    def configure(self, *, bucket: str = BUCKET, answer: int = 1) -> None:
        """Say where the package goes and what the function answers, and forget earlier builds."""
        code = f"def lambda_handler(event, context):\n    return {answer}\n"
        self._path("lambda/main.py").write_text(code, encoding="utf-8")
        self._path("terraform.tfvars.json").write_text(
            json.dumps({"bucket": bucket}), encoding="utf-8"
        )
        shutil.rmtree(self._path(".build"), ignore_errors=True)

    def apply(self, *options: str) -> Completed:
        """Apply, whether it succeeds or not."""
        return self.terraform.run("apply", "-auto-approve", "-no-color", *options)

    def rebuild(self) -> Completed:
        """Run the command that the README has for a package that cannot be uploaded."""
        text = self._path("module/README.md").read_text(encoding="utf-8")
        (command,) = re.findall(r"`(terraform apply [^`]+)`", text)
        _terraform, _apply, *options = shlex.split(command)
        return self.apply(*options)

    def answer(self) -> Any:  # noqa: ANN401 - what a handler returns
        """What the function answers now."""
        return json.loads(self.function.invoke(FunctionName=NAME)["Payload"].read())

    def key(self) -> str:
        """The key by which Terraform's state knows the code of the function."""
        state = json.loads(self.terraform.run("state", "pull").stdout)
        (found,) = (each for each in state["resources"] if each["type"] == "aws_lambda_function")
        (instance,) = found["instances"]
        return str(instance["attributes"]["s3_key"])

    def keys(self) -> list[str]:
        """The keys of all objects in the bucket."""
        listed = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [each["Key"] for each in listed]

    def _path(self, name: str) -> Path:
        return self.terraform.directory / name


@pytest.fixture(scope="module")
def deployment(
    tmp_path_factory: pytest.TempPathFactory,
    terraform_on_aws_in: TerraformIn,
    embedded_aws: EmbeddedAws,
) -> Iterator[Deployment]:
    """A function whose first upload failed, and that was deployed by the command of the README."""
    found = Deployment(terraform_on_aws_in(tmp_path_factory.mktemp("root")), embedded_aws)
    found.terraform.init()
    found.configure()
    found.first = found.apply()
    # The runner is thrown away, its state is not; somebody makes the bucket.
    found.configure()
    found.s3.create_bucket(Bucket=BUCKET)
    done = found.rebuild()
    assert done.exit_code == 0, done.stderr
    yield found
    found.configure()
    found.terraform.destroy()
    assert found.terraform.resources() == []


def test_nothing_is_created_before_it_is_destroyed() -> None:
    """What has to do with the package is not: a cycle, once another release's build goes.

    The network permissions are, which no package depends on.
    """
    for spec in feature_specs().values():
        for path, text in terraform_files(render_files(spec)).items():
            assert "create_before_destroy" not in text or path == "vpc.tf", path


def test_build_waits_for_the_bucket() -> None:
    """The package is built when the bucket has all settings that uploads depend on."""
    for spec in feature_specs().values():
        files = terraform_files(render_files(spec))
        text = "\n".join(files.values())
        settings = set(
            re.findall(r'^resource "(aws_s3_bucket_\w+)" "lambda_package"', text, re.MULTILINE)
        )
        build = files["packaging.tf"].partition('resource "terraform_data" "lambda_package"')[2]
        waited = set(re.findall(r"^    (aws_s3_bucket_\w+)\.lambda_package,$", build, re.MULTILINE))
        # The policy waits for the block; the rule takes a minute and is for later.
        later = {"aws_s3_bucket_public_access_block", "aws_s3_bucket_lifecycle_configuration"}
        assert settings - waited == settings & later


@on_aws
def test_failed_first_upload(deployment: Deployment) -> None:
    """After a first apply whose upload failed, the README's command deploys without the build."""
    assert deployment.first is not None
    assert "NoSuchBucket" in deployment.first.stderr
    assert deployment.answer() == 1
    assert deployment.keys() == [deployment.key()]


@on_aws
def test_package_has_no_default_tags(deployment: Deployment) -> None:
    """More default tags than an object can have stay off the package, and the plan is empty.

    S3 takes ten: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
    """
    found = deployment.s3.get_object_tagging(Bucket=BUCKET, Key=deployment.key())["TagSet"]
    assert {each["Key"] for each in found} == {"created_by_module", "function_name"}
    plan = deployment.terraform.plan()
    assert not plan.has_changes, plan.text


@on_aws
def test_replaced_object(deployment: Deployment) -> None:
    """When the object is replaced, the one that the function names is there afterwards."""
    done = deployment.apply("-replace=module.lambda.aws_s3_object.lambda_package")
    assert done.exit_code == 0, done.stderr
    assert deployment.keys() == [deployment.key()]


@on_aws
def test_lost_object(deployment: Deployment) -> None:
    """An object that somebody deleted comes back by the README's command, without the build."""
    before = deployment.key()
    deployment.s3.delete_object(Bucket=BUCKET, Key=before)
    deployment.configure()
    done = deployment.rebuild()
    assert done.exit_code == 0, done.stderr
    assert deployment.keys() == [deployment.key()] != [before]
    assert deployment.answer() == 1


@on_aws
def test_failed_upload(deployment: Deployment) -> None:
    """After an upload that failed the function has its old code, and a revert its object."""
    deployment.configure(bucket=MISSING, answer=2)
    failed = deployment.apply()
    assert "NoSuchBucket" in failed.stderr, failed.stdout + failed.stderr
    assert deployment.answer() == 1
    _revert(deployment)


@on_aws
def test_failed_update_of_the_function(deployment: Deployment) -> None:
    """After a deployment that failed when its package was there, a revert has its object."""
    deployment.function.delete_function(FunctionName=NAME)
    deployment.configure(answer=2)
    failed = deployment.apply("-refresh=false")
    assert "updating Lambda Function" in failed.stderr, failed.stdout + failed.stderr
    _revert(deployment)


def _revert(deployment: Deployment) -> None:
    deployment.configure()
    done = deployment.apply()
    assert done.exit_code == 0, done.stderr
    assert deployment.keys() == [deployment.key()]
    assert deployment.answer() == 1
