"""The test matrix: every combination of the dimensions that a spec names."""

from itertools import product

from lambda_monitored_gen.spec.model import Tests


def list_cases(tests: Tests) -> list[dict[str, str]]:
    """List the cases, the last dimension changing fastest.

    Returns:
        Mappings with the keys `provider_version`, `architecture`, `python_version` and
        `alert_strategy`.
    """
    dimensions = {
        "provider_version": tests.provider_versions,
        "architecture": tests.architectures,
        "python_version": tests.python_versions,
        "alert_strategy": tests.alert_strategies,
    }
    return [dict(zip(dimensions, case, strict=True)) for case in product(*dimensions.values())]
