"""The managed Python runtimes and the CPU architectures of AWS Lambda.

Sources: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html> for the operating
systems and the days of deprecation; the change log of hashicorp/aws for the provider versions.
"""

from lambda_monitored_gen.catalog.model import Runtime

_AL2 = "Amazon Linux 2"
_AL2023 = "Amazon Linux 2023"


def _runtime(minor: int, system: str, glibc: str, deprecation: str, provider: str) -> Runtime:
    return Runtime(
        name=f"python3.{minor}",
        operating_system=system,
        glibc=glibc,
        deprecation=deprecation,
        aws_provider=provider,
    )


RUNTIMES = {
    runtime.name: runtime
    for runtime in (
        _runtime(9, _AL2, "2.26", "2025-12-15", "5.0.0"),
        _runtime(10, _AL2, "2.26", "2026-10-31", "5.0.0"),
        _runtime(11, _AL2, "2.26", "2027-06-30", "5.31.0"),
        _runtime(12, _AL2023, "2.34", "2028-10-31", "5.32.0"),
        _runtime(13, _AL2023, "2.34", "2029-06-30", "5.76.0"),
        _runtime(14, _AL2023, "2.34", "2029-06-30", "6.20.0"),
    )
}
"""Every runtime that lmgen knows, oldest first."""

DEFAULT_RUNTIMES = ("python3.9", "python3.10", "python3.11", "python3.12", "python3.13")
"""The runtimes that the module offers when the spec does not say."""

ARCHITECTURES = ("x86_64", "arm64")
"""Lambda API model, Architecture."""
