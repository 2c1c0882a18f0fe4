"""The features, each in a module of its own name; `templates/features/` has their templates."""

from lambda_monitored_gen.catalog.features import (
    async_settings,
    dead_letter_queue,
    duration_alarm,
    external_deployments,
    failure_destination,
    memory_alarm,
    package_versioning,
    recursion_guard,
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
        external_deployments,
        dead_letter_queue,
        async_settings,
        failure_destination,
        recursion_guard,
    )
)
"""In the order in which people should read of them."""
