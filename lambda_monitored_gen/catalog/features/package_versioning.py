"""Versions of what is in the module's bucket."""

from lambda_monitored_gen.catalog.feature import Feature

FEATURE = Feature(
    name="package_versioning",
    description=(
        "Versioning of the bucket for packages, with a rule that expires what is no longer "
        "current. The first apply takes a minute longer."
    ),
    satisfies=("CKV_AWS_21", "CKV2_AWS_61"),
    controls={
        "8.32": "versions of packages stay until a rule of the bucket expires them",
    },
    costs="the storage of versions that are no longer current, until they expire",
)
