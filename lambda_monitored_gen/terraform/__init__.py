"""Finding Terraform and its providers on this machine, and running it."""

from lambda_monitored_gen.terraform.answers import Completed, Finding, Plan
from lambda_monitored_gen.terraform.binary import MINIMUM_VERSION, TerraformBinary, find_terraform
from lambda_monitored_gen.terraform.cli_config import terraform_environment
from lambda_monitored_gen.terraform.errors import TerraformError
from lambda_monitored_gen.terraform.mirror import ProviderMirror, find_provider_mirror
from lambda_monitored_gen.terraform.runner import Terraform

__all__ = [
    "MINIMUM_VERSION",
    "Completed",
    "Finding",
    "Plan",
    "ProviderMirror",
    "Terraform",
    "TerraformBinary",
    "TerraformError",
    "find_provider_mirror",
    "find_terraform",
    "terraform_environment",
]
