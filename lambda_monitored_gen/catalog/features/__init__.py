"""The features, each in a module of its own name; `templates/features/` has their templates."""

from lambda_monitored_gen.catalog.features import (
    code_signing,
    duration_alarm,
    efs,
    environment_kms,
    ephemeral_storage,
    external_deployments,
    layers,
    memory_alarm,
    package_versioning,
    permissions_boundary,
    runtime_management,
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
        layers,
        ephemeral_storage,
        environment_kms,
        permissions_boundary,
        code_signing,
        runtime_management,
        efs,
    )
)
"""In the order in which people should read of them."""
