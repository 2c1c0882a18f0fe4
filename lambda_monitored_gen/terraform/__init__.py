"""Finding Terraform and its providers on this machine."""

from lambda_monitored_gen.terraform.binary import MINIMUM_VERSION, TerraformBinary, find_terraform
from lambda_monitored_gen.terraform.cli_config import terraform_environment
from lambda_monitored_gen.terraform.errors import TerraformError
from lambda_monitored_gen.terraform.mirror import ProviderMirror, find_provider_mirror

__all__ = [
    "MINIMUM_VERSION",
    "ProviderMirror",
    "TerraformBinary",
    "TerraformError",
    "find_provider_mirror",
    "find_terraform",
    "terraform_environment",
]
