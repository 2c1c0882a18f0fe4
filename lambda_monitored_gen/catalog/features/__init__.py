"""The features, each in a module of its own name; `templates/features/` has their templates."""

from lambda_monitored_gen.catalog.features import (
    duration_alarm,
    external_deployments,
    lambda_insights,
    log_alarm,
    memory_alarm,
    package_versioning,
    structured_logs,
    throttle_alarm,
    topic_policy,
    vpc,
    xray,
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
        log_alarm,
        structured_logs,
        xray,
        lambda_insights,
    )
)
"""In the order in which people should read of them."""
