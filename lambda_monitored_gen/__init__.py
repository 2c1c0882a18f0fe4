"""Generate a registry-ready Terraform module for a monitored Python AWS Lambda."""

__version__ = "0.1.0"
