"""Errors of running the tests of a module."""

from lambda_monitored_gen.errors import LmgenError


class SuiteError(LmgenError):
    """The suite of a module could not be run, or has no result."""
