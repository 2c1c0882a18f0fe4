"""The features, each in a module of its own name; `templates/features/` has their templates."""

from lambda_monitored_gen.catalog.features import (
    duration_alarm,
    existing_log_group,
    existing_role,
    external_deployments,
    memory_alarm,
    package_versioning,
    prebuilt_package,
    throttle_alarm,
    topic_only_alerts,
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
        existing_role,
        existing_log_group,
        topic_only_alerts,
        prebuilt_package,
    )
)
"""In the order in which people should read of them."""
