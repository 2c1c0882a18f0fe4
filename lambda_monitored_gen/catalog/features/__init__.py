"""The features, each in a module of its own name; `templates/features/` has their templates."""

from lambda_monitored_gen.catalog.features import (
    anomaly_detection,
    async_settings,
    composite_alarm,
    dashboard,
    dead_letter_queue,
    duration_alarm,
    external_deployments,
    failure_destination,
    memory_alarm,
    package_encryption,
    package_versioning,
    provisioned_concurrency,
    recommended_alarms,
    recursion_guard,
    reserved_concurrency,
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
        reserved_concurrency,
        recommended_alarms,
        provisioned_concurrency,
        anomaly_detection,
        composite_alarm,
        dashboard,
        dead_letter_queue,
        async_settings,
        failure_destination,
        recursion_guard,
    )
)
"""In the order in which people should read of them."""
