"""Environment variables by which lmgen configures its pytest plug-in, `testing.reporter`."""

EVENTS_VARIABLE = "LMGEN_TEST_EVENTS"
"""Path of the file that the plug-in appends events to, one JSON object per line."""

LIFELINE_VARIABLE = "LMGEN_TEST_LIFELINE"
"""File descriptor of a pipe whose other end lmgen holds: once that is closed, the run ends."""

RUN_VARIABLE = "LMGEN_TEST_RUN"
"""Identifier of the run: the value of its resources' tag, and a part of their names."""
