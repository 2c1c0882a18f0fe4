"""Errors of the embedded AWS."""

from lambda_monitored_gen.errors import LmgenError


class EmbeddedAwsError(LmgenError):
    """The embedded AWS could not be installed, did not start, or ended."""
