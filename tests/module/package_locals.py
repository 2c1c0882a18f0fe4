"""The packaging of a rendered module by itself: what Terraform hashes, without the AWS provider."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lambda_monitored_gen.rendering.files import render_files
from tests.support.plugin import TerraformIn
from tests.support.specs import CALL, spec_of

_BUCKET = 'locals {\n  package_bucket = "packages"\n}\n'
_ENVIRONMENT = """\
output "environment" {
  value = local.package_environment
}

output "package_hash" {
  value = local.package_hash
}

output "requirements_file_used" {
  value = local.requirements_file_used
}
"""
_SCRIPT = """\
#!/bin/sh
case "${1:-}" in
  --preflight) echo preflight >> steps ;;
  *) echo build >> steps ;;
esac
"""


class Packaging:
    """`packaging.tf` with its variables as a root module, and a script that only notes its calls.

    What it knows is known from the module's own text: the buckets that a build waits for, which
    need AWS, are the one thing that is taken out of it.
    """

    def __init__(self, directory: Path, terraform_in: TerraformIn) -> None:
        files = render_files(spec_of())
        text = files["packaging.tf"].content.decode()
        bare = re.sub(r"^ +aws_s3_bucket_\w+\.lambda_package,\n", "", text, flags=re.MULTILINE)
        assert bare.count("aws_") == 0
        for name, content in {
            "packaging.tf": bare,
            "variables.tf": files["variables.tf"].content.decode(),
            "bucket.tf": _BUCKET,
            "outputs.tf": _ENVIRONMENT,
            "scripts/package.sh": _SCRIPT,
        }.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        self.directory = directory
        self.terraform = terraform_in(directory)
        self.terraform.init()

    def write(self, files: Mapping[str, str]) -> None:
        """Write files, by their path from the root module."""
        for name, content in files.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def outputs(self, **variables: Any) -> dict[str, Any]:
        """Plan with these values, and read what the outputs are going to be."""
        values = {**CALL, "lambda_source_dir": "src", **variables}
        (self.directory / "values.auto.tfvars.json").write_text(json.dumps(values))
        planned = self.terraform.run("plan", "-input=false", "-no-color", "-out=planned")
        assert planned.exit_code == 0, planned.stderr
        shown = json.loads(self.terraform.run("show", "-json", "planned").stdout)
        return {name: each["value"] for name, each in shown["planned_values"]["outputs"].items()}

    def environment(self, **variables: Any) -> dict[str, str]:
        """What the script would be given."""
        found: dict[str, str] = self.outputs(**variables)["environment"]
        return found

    def inputs(self, **variables: Any) -> list[str]:
        """What is read besides the source."""
        found: list[str] = json.loads(self.environment(**variables)["PACKAGE_INPUTS"])
        return found

    def refusal(self, **variables: Any) -> str:
        """What is said of values that are refused, on one line."""
        values = {**CALL, "lambda_source_dir": "src", **variables}
        (self.directory / "values.auto.tfvars.json").write_text(json.dumps(values))
        planned = self.terraform.run("plan", "-input=false", "-no-color")
        assert planned.exit_code == 1, planned.stdout
        return " ".join(planned.stderr.replace("│", " ").split())

    def steps(self) -> list[str]:
        """What the script was called for so far."""
        return (self.directory / "steps").read_text(encoding="utf-8").splitlines()

    def listing(self, files: Mapping[str, str]) -> str:
        """The lines that are hashed, by the name in each and the path from the root module."""
        return "".join(
            f"{hashlib.sha256((self.directory / path).read_bytes()).hexdigest()}  {name}\n"
            for name, path in files.items()
        )


def digests(listing: str) -> str:
    """The first four digits of the digest of each line."""
    return "".join(sha256(line)[:4] for line in listing.splitlines(keepends=True))


def sha256(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
