"""Errors of running Terraform."""

from lambda_monitored_gen.errors import LmgenError


class TerraformError(LmgenError):
    """Terraform is missing, too old, cannot find a provider, or failed."""
