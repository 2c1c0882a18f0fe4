"""Encryption of packages with a key of KMS."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues, Support
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import RegexMatches

FEATURE = Feature(
    name="package_encryption",
    description="Encryption of packages with a key of KMS instead of one that S3 keeps.",
    variables=(
        Variable(
            name="package_kms_key_arn",
            type=STRING,
            example="arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
            description=(
                "ARN of a KMS key of your own that encrypts packages, in a bucket that you bring, "
                "too. Who runs Terraform needs kms:GenerateDataKey and kms:Decrypt with it; the "
                "function does not. If null, the key that AWS manages for S3 encrypts those in the "
                "module's bucket."
            ),
            group="Encryption",
            default=None,
            rules=(RegexMatches(patterns.KMS_KEY_ARN, "the ARN of a KMS key"),),
            source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
        ),
    ),
    satisfies=("CKV_AWS_145",),
    suite=SuiteValues(
        support={
            "package-key": Support(
                label="KMS key of packages",
                resources={
                    "aws_kms_key.packages": {
                        "description": "${var.prefix}",
                        "deletion_window_in_days": 7,
                    }
                },
                variables={"package_kms_key_arn": "aws_kms_key.packages.arn"},
                # MiniStack refuses aws:kms without a key: it has no aws/s3.
                changed=True,
            )
        }
    ),
    controls={
        "8.24": "packages are encrypted with a key of KMS",
    },
    costs="requests to KMS for each package",
)
