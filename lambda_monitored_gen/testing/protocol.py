"""What lmgen and its plug-in in pytest have agreed on: the names of environment variables."""

EVENTS_VARIABLE = "LMGEN_TEST_EVENTS"
"""The file that the plug-in tells into."""

LIFELINE_VARIABLE = "LMGEN_TEST_LIFELINE"
"""The number of a pipe's end; when lmgen has let go of the other one, the run has no point."""

RUN_VARIABLE = "LMGEN_TEST_RUN"
"""What tells a run from others: the value of the tag of its resources, a part of their names."""
