"""The feature `prebuilt_package`: a zip or an image that is built elsewhere, of any runtime."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.sources import builtin_root
from lambda_monitored_gen.terraform import TerraformError
from tests.features.modules import added, flat, module
from tests.support.feature_sets import switches
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import checked, codes, spec_of
from tests.support.terraform_runner import Terraform

WORDS = ("package_file", "image_uri", "prebuilt_package", "built elsewhere")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["prebuilt_package"]
ON = {"prebuilt_package": True}

ROOT = """\
variable "package" {
  type = any
}

module "lambda" {
  source = "./module"

  function_name           = "prebuilt"
  alarm_emails            = ["ops@example.com"]
  runtime                 = try(var.package.image_uri, null) == null ? "python3.12" : null
  handler                 = try(var.package.image_uri, null) == null ? "main.handler" : null
  package_file            = try("${path.root}/${var.package.file}", null)
  package_bucket          = try(var.package.bucket, null)
  package_key             = try(var.package.key, null)
  package_version_id      = try(var.package.version, null)
  package_type            = try(var.package.image_uri, null) == null ? null : "Image"
  image_uri               = try(var.package.image_uri, null)
  image_command           = try(var.package.command, null)
  image_working_directory = try(var.package.directory, null)
}
"""


def package(answer: str) -> bytes:
    """A zip with a function that answers so."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("main.py", f"def handler(event, context): return {answer!r}\n")
    return archive.getvalue()


def test_off_unless_asked_for() -> None:
    """The published module builds the package, and so does one whose spec says nothing."""
    assert not FEATURE.default


def test_files() -> None:
    """A module with it has a zip for its tests, and neither packager nor bucket."""
    assert added("prebuilt_package") == {"tests/fixtures/package.zip"}
    gone = module().keys() - render_files(spec_of(features=ON)).keys()
    assert {"s3.tf", "scripts/package.sh", "scripts/package.py"} <= gone


def test_zip_of_the_tests_has_the_code_of_a_fixture() -> None:
    """The suite runs the same function from a zip as from a directory."""
    templates = builtin_root()
    zipped = templates / "features" / "prebuilt_package" / "tests" / "fixtures" / "package.zip"
    with zipfile.ZipFile(zipped) as archive:
        assert archive.namelist() == ["main.py"]
        code = archive.read("main.py")
    assert code == (templates / "tests" / "fixtures" / "simple_lambda" / "main.py").read_bytes()


def test_nothing_of_the_packager_is_left() -> None:
    """Neither bucket nor build is in the module, nor a variable for them."""
    files = module("prebuilt_package")
    text = "\n".join(text for path, text in files.items() if path.endswith(".tf"))
    for word in ("lambda_package", "lambda_source_dir", "python_version", "local-exec"):
        assert word not in text
    interface = spec_of(features=ON).interface
    assert not {"s3_bucket_name", "s3_bucket_arn", "requirements_file_used"} & {*interface.outputs}
    assert "handler" in interface.variables


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"package_file": "a.zip", "runtime": "nodejs22.x", "handler": "index.handler"}, 0),
        ({"package_key": "k", "package_bucket": "abc", "runtime": "ruby3.4", "handler": "a.b"}, 0),
        ({"package_file": "a.zip"}, 1),
        ({"runtime": "nodejs22.x", "handler": "index.handler"}, 1),
        ({"package_key": "k", "runtime": "ruby3.4", "handler": "a.b"}, 1),
    ],
)
def test_one_package_with_what_it_needs(given: dict[str, str], refused: int) -> None:
    """A call has one package, and a zip has a runtime and a handler, of any form."""
    values = {"function_name": "pay", "alarm_emails": ["a@example.com"], **given}
    found = checked(features=ON, examples=[{"name": "one", "values": values}])
    assert codes(found) == ["relation"] * refused


@pytest.mark.parametrize("handler", ["bootstrap", "index.handler", "a.B::run"])
def test_handler_of_any_runtime(handler: str) -> None:
    """A spec may name handlers that no Python function has, but only with the feature."""
    keys = {"defaults": {"handler": handler, "runtime": "provided.al2023"}}
    assert spec_of(features=ON, **keys).interface.variables["handler"].default == handler
    assert "value" in codes(checked(defaults={"handler": "bootstrap"}))
    assert "value" in codes(checked(features=ON, defaults={"handler": "a b", "runtime": "java21"}))


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        ("layers", "An image takes no layers"),
        ("lambda_insights", "An image takes no layers"),
        ("code_signing", "Lambda checks no signatures of images"),
        ("runtime_management", "An image brings its own runtime"),
    ],
)
def test_images_take_less(feature: str, words: str) -> None:
    """What Lambda has for zips only is refused for images, where the module has it."""
    needed = CATALOG.features[feature].requires
    assert words in module("prebuilt_package", feature, *needed)["packaging.tf"]
    assert words not in module("prebuilt_package")["packaging.tf"]


def test_another_pipeline_may_deploy() -> None:
    """With external deployments, no argument that names the code brings it back."""
    text = module("prebuilt_package", "external_deployments")["lambda.tf"]
    (ignored,) = re.findall(r"ignore_changes = \[(.*filename.*)\]", text)
    code = module("prebuilt_package")["lambda.tf"]
    named = {"filename", "image_uri", "s3_bucket", "s3_key", "s3_object_version"}
    for each in (*named, "source_code_hash"):
        assert each in ignored.split(", ")
        assert re.search(rf"^  {each} +=", code, re.MULTILINE)


def test_readme() -> None:
    """Readers learn which change of a package is noticed."""
    text = flat(module("prebuilt_package")["README.md"])
    assert "A tag that moves is not noticed: give a digest." in text
    assert "builds the package" not in text
    assert "scripts/package.sh" not in text


class Deployed:
    """A root module that calls a module with the feature, on an AWS.

    Attributes:
        terraform: Terraform in its directory.
    """

    def __init__(self, terraform: Terraform, clients: EmbeddedAws) -> None:
        self.terraform = terraform
        self._functions = clients.endpoints.client("lambda")
        terraform.init()

    def apply(self, **package: Value) -> None:
        """Apply it with a package."""
        self.terraform.apply({"package": package})

    def settled(self, **package: Value) -> bool:
        """Whether nothing would change with a package."""
        return not self.terraform.plan({"package": package}).has_changes

    def answer(self) -> object:
        """What the function says now."""
        return json.loads(
            self._functions.invoke(FunctionName="prebuilt", Payload=b"{}")["Payload"].read()
        )

    def function(self) -> dict[str, Any]:
        """What GetFunction says."""
        return dict(self._functions.get_function(FunctionName="prebuilt"))

    def destroy(self, **package: Value) -> None:
        """Destroy it; nothing is left."""
        self.terraform.destroy({"package": package})
        assert self.terraform.resources() == []


@pytest.fixture(name="deployed")
def _deployed(
    tmp_path: Path, terraform_on_aws_in: TerraformIn, embedded_aws: EmbeddedAws
) -> Deployed:
    (tmp_path / "main.tf").write_text(ROOT)
    render(spec_of(features=switches(frozenset(ON))), tmp_path / "module")
    return Deployed(terraform_on_aws_in(tmp_path), embedded_aws)


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_zip_is_deployed(tmp_path: Path, deployed: Deployed) -> None:
    """The zip is deployed, and another content of it; one that is missing changes nothing."""
    file = tmp_path / "a.zip"
    file.write_bytes(package("first"))
    deployed.apply(file="a.zip")
    assert deployed.answer() == "first"
    assert deployed.settled(file="a.zip")
    file.write_bytes(package("second"))
    deployed.apply(file="a.zip")
    assert deployed.answer() == "second"
    with pytest.raises(TerraformError, match="package_file does not exist"):
        deployed.settled(file="b.zip")
    deployed.destroy(file="a.zip")


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_object_is_deployed(deployed: Deployed, embedded_aws: EmbeddedAws) -> None:
    """A zip in S3 is deployed by its key and its version, and not when only the object changes."""
    s3, bucket = embedded_aws.endpoints.client("s3"), "prebuilt-packages"
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    def put(key: str, answer: str) -> str:
        return str(s3.put_object(Bucket=bucket, Key=key, Body=package(answer))["VersionId"])

    old = put("1.zip", "first")
    deployed.apply(bucket=bucket, key="1.zip")
    assert deployed.answer() == "first"
    new = put("1.zip", "second")
    assert deployed.settled(bucket=bucket, key="1.zip")
    deployed.apply(bucket=bucket, key="1.zip", version=new)
    assert deployed.answer() == "second"
    deployed.apply(bucket=bucket, key="1.zip", version=old)
    assert deployed.answer() == "first"
    put("2.zip", "third")
    deployed.apply(bucket=bucket, key="2.zip")
    assert deployed.answer() == "third"
    assert deployed.settled(bucket=bucket, key="2.zip")
    deployed.destroy(bucket=bucket, key="2.zip")


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_image_is_deployed(deployed: Deployed) -> None:
    """AWS is given the image, and no runtime with it; no emulator here can run it."""
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments:1.0.0"
    deployed.apply(image_uri=image, command=["app.handler"], directory="/app")
    found = deployed.function()
    assert found["Code"]["ImageUri"] == image
    assert found["Configuration"]["PackageType"] == "Image"
    assert not found["Configuration"].get("Runtime")
    deployed.destroy(image_uri=image)
