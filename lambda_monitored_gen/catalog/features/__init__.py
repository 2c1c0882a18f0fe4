"""The features, each in a module of its own name; `templates/features/` has their templates."""

from lambda_monitored_gen.catalog.features import (
    duration_alarm,
    external_deployments,
    memory_alarm,
    package_encryption,
    package_versioning,
    throttle_alarm,
    topic_policy,
    vpc,
)

FEATURES = tuple(
    module.FEATURE
    for module in (
        vpc,
        throttle_alarm,
        duration_alarm,
        memory_alarm,
        topic_policy,
        package_versioning,
        package_encryption,
        external_deployments,
    )
)
"""In the order in which people should read of them."""
