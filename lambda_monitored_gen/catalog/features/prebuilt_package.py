"""A zip or a container image that is built elsewhere, of any runtime."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    SuiteValues,
    Support,
)
from lambda_monitored_gen.catalog.function import FUNCTION
from lambda_monitored_gen.catalog.model import Condition, Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf
from lambda_monitored_gen.rules import (
    ExactlyOne,
    GivenExactlyWhen,
    LengthBetween,
    OneOf,
    RegexMatches,
    RequiredTogether,
    SizeBetween,
    ValuesAre,
)

_CREATE_FUNCTION = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
_CODE = "https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html"
_IMAGES = "https://docs.aws.amazon.com/lambda/latest/dg/images-parms.html"
_FUNCTION = {each.name: each for each in FUNCTION}


def _of_an_image(name: str) -> Condition:
    return Condition(
        f'var.{name} == null || var.package_type == "Image"', f"{name} needs package_type Image."
    )


FEATURE = Feature(
    name="prebuilt_package",
    description=(
        "A zip or a container image that is built elsewhere, instead of a package that the module "
        "builds, and with it any runtime that AWS manages."
    ),
    # The first after nodejs22.x, with which README and tests call the module, was added:
    # https://github.com/hashicorp/terraform-provider-aws/pull/40277
    aws_provider="5.78.0",
    variables=(
        Variable(
            name="runtime",
            type=STRING,
            example="nodejs22.x",
            description=(
                "Runtime of the function, as AWS calls it. The provider must know it. If null, the "
                "package is an image, which has its own."
            ),
            group="Function",
            default=None,
            rules=(
                RegexMatches(patterns.RUNTIME, "a runtime that AWS manages, such as nodejs22.x"),
            ),
            source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
        ),
        Variable(
            name="package_type",
            type=STRING,
            example="Image",
            description=(
                "What the package is: 'Zip', or 'Image' for a container image. It must be known "
                "when Terraform plans. Another one makes another function. If null, 'Zip'."
            ),
            group="Package",
            default=None,
            rules=(OneOf(("Zip", "Image")),),
            source=_CREATE_FUNCTION,
        ),
        Variable(
            name="package_file",
            type=STRING,
            example="./build/payments.zip",
            description=(
                "Path of a zip, which Terraform reads when it plans and uploads when its content "
                "has changed. Of a zip that the same apply makes, give a path that is unknown "
                "until then. Larger ones than 50 MB must be in S3. If null, the package is "
                "elsewhere."
            ),
            group="Package",
            default=None,
            rules=(RegexMatches(r"[^\s]", "a path, not an empty string"),),
            source="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
        ),
        Variable(
            name="package_bucket",
            type=STRING,
            example="example-packages",
            description=(
                "S3 bucket with the zip, in the region of the function. If null, the package is "
                "elsewhere."
            ),
            group="Package",
            default=None,
            rules=(
                RegexMatches(
                    patterns.BUCKET_NAME,
                    "an S3 bucket name: 3 to 63 lower-case letters, digits, dots and hyphens",
                ),
            ),
            source=_CODE,
        ),
        Variable(
            name="package_key",
            type=STRING,
            example="payments/1.2.0.zip",
            description=(
                "Key of the zip in package_bucket. The function is updated when the key or "
                "package_version_id changes, and not when only the object does. If null, the "
                "package is elsewhere."
            ),
            group="Package",
            default=None,
            rules=(LengthBetween(1, 1024),),
            source=_CODE,
        ),
        Variable(
            name="package_version_id",
            type=STRING,
            example="L4kqtJlcpXroDTDmpUMLUo",
            description=(
                "Version of the object, where package_bucket keeps several. If null, the newest "
                "when the function is updated."
            ),
            group="Package",
            default=None,
            rules=(LengthBetween(1, 1024),),
            source=_CODE,
        ),
        Variable(
            name="image_uri",
            type=STRING,
            example=(
                "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments@sha256:"
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ),
            description=(
                "URI of a container image in Amazon ECR, with a tag or a digest. The function is "
                "updated when the URI changes, and not when only a tag moves: give a digest. If "
                "null, the package is a zip."
            ),
            group="Package",
            default=None,
            rules=(
                RegexMatches(
                    patterns.IMAGE_URI, "the URI of an image in Amazon ECR, with tag or digest"
                ),
            ),
            source="https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
        ),
        *(
            Variable(
                name=f"image_{kind}",
                type=ListOf(STRING),
                example=[example],
                description=f"{words} If null, that of the image.",
                group="Package",
                default=None,
                rules=(
                    SizeBetween(minimum=1, maximum=1500),
                    # The provider sends AWS a list without the items that are empty.
                    ValuesAre(RegexMatches(r"^(?s:.+)$", "an argument, not an empty string")),
                ),
                source=_IMAGES,
            )
            for kind, example, words in (
                ("command", "main.handler", "Command of the container, its CMD."),
                ("entry_point", "/bootstrap", "Entry point of the container, its ENTRYPOINT."),
            )
        ),
        Variable(
            name="image_working_directory",
            type=STRING,
            example="/var/task",
            description="Working directory of the container. If null, that of the image.",
            group="Package",
            default=None,
            rules=(LengthBetween(1, 1000),),
            source=_IMAGES,
        ),
    ),
    relations=(
        ExactlyOne(("package_file", "package_key", "image_uri")),
        GivenExactlyWhen("image_uri", Var("package_type").equals("Image"), "package_type = Image"),
        ExactlyOne(("runtime", "image_uri")),
        RequiredTogether("handler", "runtime"),
        RequiredTogether("package_bucket", "package_key"),
    ),
    removes=(
        "dependency_selection",
        "lambda_source_dir",
        "package_excludes",
        "package_includes",
        "package_inputs",
        "python_version",
        "requirements_file",
        "requirements_file_used",
        "s3_bucket",
        "s3_bucket_arn",
        "s3_bucket_name",
        "source_code_files",
    ),
    omits=(
        "scripts/",
        "tests/fixtures/inputs/",
        "tests/fixtures/lambda_with_",
        "tests/fixtures/package/",
        "tests/fixtures/simple_lambda/",
        "tests/fixtures/withheld/",
        "tests/fixtures/workspace/",
        "tests/test_changes.py",
    ),
    replaces=(
        _FUNCTION["handler"]._replace(
            default=None,
            description=(
                "Entry point of the function, as its runtime has it. If null, the package is an "
                "image, whose command it is."
            ),
            rules=(RegexMatches(r"^[^\s]+$", "without white space"), LengthBetween(1, 128)),
        ),
        _FUNCTION["architecture"]._replace(description="Instruction set of the function."),
    ),
    suite=SuiteValues(
        support={
            "zip": Support(
                label="zip that was there before",
                resources={},
                variables={"package_file": '"${path.root}/../../tests/fixtures/package.zip"'},
            )
        },
    ),
    conflicts=("package_encryption", "package_versioning"),
    picture=Picture(
        boxes=(
            Box(
                "code",
                0,
                ("Your package", "package_file,", "package_key,", "image_uri"),
                yours=True,
            ),
        ),
        arrows=(("code", "function"),),
        without=(("code", "bucket"), ("bucket", "function")),
    ),
    function=FunctionAdditions(
        code_arguments=("filename", "image_uri", "s3_object_version", "source_code_hash"),
        preconditions=(
            Condition(
                "var.package_version_id == null || var.package_key != null",
                "package_version_id needs package_key.",
            ),
            *map(_of_an_image, ("image_command", "image_entry_point", "image_working_directory")),
        ),
    ),
)
