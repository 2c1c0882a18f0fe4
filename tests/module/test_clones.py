"""Packages built through Terraform on two clones of one configuration."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from tests.support.plugin import TerraformIn

pytestmark = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]

EXAMPLES = Path(__file__).parents[2] / "examples"
MAIN = """\
module "lambda" {
  source = "./module"

  function_name     = "cloned"
  lambda_source_dir = "${path.root}/lambda"
  alarm_emails      = ["ops@example.com"]
  s3_bucket         = "clones"
}

output "bucket_and_function" {
  value = [module.lambda.s3_bucket_name, module.lambda.lambda_function_name]
}
"""


def _clone(origin: Path, directory: Path, umask: str) -> None:
    """Copy a repository as git would, under a umask, so that times and modes differ."""
    subprocess.run(
        [
            "sh",
            "-c",
            'umask "$1"; git clone -q "$2" "$3"',
            "sh",
            umask,
            str(origin),
            str(directory),
        ],
        check=True,
    )


def _git(directory: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=directory, check=True)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with the module, a root that calls it and code with a script in it."""
    directory = tmp_path / "origin"
    source = directory / "lambda" / "sub dir"
    source.mkdir(parents=True)
    assert run(["-q", "render", str(EXAMPLES / "minimal.yaml"), "-o", f"{directory}/module"]) == 0
    (directory / "main.tf").write_text(MAIN)
    (directory / "lambda" / "main.py").write_text("def lambda_handler(event, context): return 1\n")
    (source / 'it\'s a "file".txt').write_text("quotes and spaces\n")
    script = source / "run.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    (directory / ".gitignore").write_text(".terraform*\n.build/\n*.tfstate*\n")
    _git(directory, "init", "-q")
    _git(directory, "add", "-A")
    _git(directory, "commit", "-qm", "first")
    return directory


def test_two_clones_build_the_same_package(
    origin: Path, tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> None:
    """Another clone, under another umask, has nothing to change and builds the same bytes."""
    s3 = embedded_aws.endpoints.client("s3")
    s3.create_bucket(Bucket="clones")
    first, second = tmp_path / "first", tmp_path / "another place"
    _clone(origin, first, "022")
    _clone(origin, second, "077")
    terraform = terraform_on_aws_in(first)
    terraform.init()
    terraform.apply()
    (item,) = s3.list_objects_v2(Bucket="clones")["Contents"]
    uploaded = s3.get_object(Bucket="clones", Key=item["Key"])["Body"].read()

    # The second machine has the state, as from a remote backend, but no package.
    for state in first.glob("terraform.tfstate*"):
        shutil.copy(state, second)
    again = terraform_on_aws_in(second)
    again.init()
    plan = again.plan()
    assert not plan.has_changes, plan.text

    # Made anew there, the package is the same.
    again.run("apply", "-auto-approve", "-replace=module.lambda.terraform_data.lambda_package")
    (built,) = (second / ".build").glob("*.zip")
    assert built.read_bytes() == uploaded
    assert item["Key"].startswith(f"cloned/{built.stem.removeprefix('cloned-')}-")

    # A rename of a file alone is a new package.
    (second / "lambda" / "main.py").rename(second / "lambda" / "other.py")
    assert again.plan().has_changes
    (second / "lambda" / "other.py").rename(second / "lambda" / "main.py")
    (second / "lambda" / "__pycache__").mkdir()
    (second / "lambda" / "__pycache__" / "main.pyc").write_bytes(b"compiled")
    assert not again.plan().has_changes
    again.destroy()
    assert again.resources() == []
