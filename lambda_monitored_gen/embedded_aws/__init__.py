"""An AWS emulator on this machine, for tests: no account, no network, no Docker."""

from lambda_monitored_gen.embedded_aws.embedded import EmbeddedAws, embedded_aws
from lambda_monitored_gen.embedded_aws.endpoints import ACCOUNT, Endpoints
from lambda_monitored_gen.embedded_aws.errors import EmbeddedAwsError

__all__ = ["ACCOUNT", "EmbeddedAws", "EmbeddedAwsError", "Endpoints", "embedded_aws"]
