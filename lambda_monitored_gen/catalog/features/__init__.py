"""The features, each in a module of its own name; `templates/features/` has their templates."""

from lambda_monitored_gen.catalog.features import (
    duration_alarm,
    external_deployments,
    memory_alarm,
    package_versioning,
    schedule,
    throttle_alarm,
    topic_policy,
    triggers,
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
        external_deployments,
        schedule,
        triggers,
    )
)
"""In the order in which people should read of them."""
