"""The one error tree of lmgen, and the exit codes that its roots map to."""

from enum import IntEnum

INTERRUPTED = 130
READER_GONE = 141
"""What shells report for a process that SIGINT or SIGPIPE ended: 128 and the signal's number."""


class ExitCode(IntEnum):
    """What the process says to its caller; the same everywhere.

    `NO` is an answer (drift found, tests failed); `UNABLE` is the lack of one.
    """

    OK = 0
    NO = 1
    UNABLE = 2


class LmgenError(Exception):
    """Something that could not be done, for a reason outside lmgen.

    Args:
        message: What was expected and what was found, as one sentence or paragraph.
        hint: What the reader can do about it, where that is known.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
