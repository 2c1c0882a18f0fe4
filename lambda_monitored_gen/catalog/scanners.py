"""Checks of checkov that a module does not pass by itself, and why.

A feature that makes a module pass one says so in `satisfies`. What is left is skipped in the
module's `.checkov.yml`, with the reason from here. Source of the checks:
<https://www.checkov.io/5.Policy%20Index/terraform.html>, checkov 3.3.30.
"""

from collections.abc import Mapping

SKIPPED_CHECKS: Mapping[str, str] = {
    "CKV_AWS_18": (
        "Access to the bucket of packages is not logged into another bucket, which would need one "
        "of its own; CloudTrail's data events log it where an account asks for that."
    ),
    "CKV_AWS_21": (
        "Each build has a key of its own, and Terraform deletes all versions of what it replaces: "
        "versions would keep nothing."
    ),
    "CKV_AWS_50": "What follows single requests costs money for each invocation.",
    "CKV_AWS_115": (
        "What is reserved for one function is taken from all others of the account and the region."
    ),
    "CKV_AWS_116": "An invocation that failed raises an alarm, and its log says of what.",
    "CKV_AWS_144": "A package can be built again from its source at any time, in any region.",
    "CKV_AWS_145": "S3 encrypts packages, with a key that it keeps itself.",
    "CKV_AWS_173": "AWS encrypts the environment, with a key that it manages.",
    "CKV_AWS_272": "Packages are built where Terraform runs, and nobody signs them there.",
    "CKV2_AWS_61": "Terraform deletes a package with the build that replaces it.",
    "CKV2_AWS_62": "Nobody waits for a package but Terraform, which has uploaded it.",
}
"""Why each check is skipped, by its ID, in the order of IDs."""
