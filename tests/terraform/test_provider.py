"""The AWS provider is installed from wherever this machine has it."""

from pathlib import Path

import pytest

from lambda_monitored_gen.terraform import ProviderMirror
from tests.support.plugin import TerraformIn

pytestmark = pytest.mark.provider

ROOT = """\
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}
"""


@pytest.mark.usefixtures("requires_provider")
def test_real_schema_is_used(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """A real argument is valid, a misspelt one is not."""
    (tmp_path / "main.tf").write_text(ROOT, encoding="utf-8")
    terraform = terraform_in(tmp_path)
    terraform.init()
    assert terraform.validate() == []
    (tmp_path / "main.tf").write_text(ROOT.replace("name =", "nmae ="), encoding="utf-8")
    assert [finding.summary for finding in terraform.validate()] == ["Unsupported argument"]


def test_mirror_needs_no_network(
    tmp_path: Path, terraform_in: TerraformIn, requires_provider: ProviderMirror | None
) -> None:
    """With a mirror, `init` works behind a proxy that does not exist, with the mirror's newest."""
    if requires_provider is None:
        pytest.skip("this machine has no provider mirror")
    (tmp_path / "main.tf").write_text(ROOT, encoding="utf-8")
    terraform = terraform_in(tmp_path)
    terraform.environment["HTTPS_PROXY"] = "http://127.0.0.1:1"
    terraform.init()
    newest = ".".join(map(str, requires_provider.versions()[-1]))
    lock = (tmp_path / ".terraform.lock.hcl").read_text(encoding="utf-8")
    assert f'version = "{newest}"' in lock
