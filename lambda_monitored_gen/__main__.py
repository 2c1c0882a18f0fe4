"""The process of `lmgen`: how it starts, and how it ends."""

import gc
import os
import sys
from typing import NoReturn

from lambda_monitored_gen.errors import INTERRUPTED

_COLLECT_AFTER = 200_000
"""New objects between two searches for garbage. Starting makes fewer than that, and none of them
are garbage, so that a single module is never held up; a fleet's memory stays bounded."""


def start() -> int:
    """Run the command line of the process.

    Returns:
        The exit code.
    """
    gc.set_threshold(_COLLECT_AFTER)
    try:
        from lambda_monitored_gen.commands import run  # noqa: PLC0415 - after that

        return run()
    except KeyboardInterrupt:  # while that is imported, or while an end is told
        return INTERRUPTED


def main() -> NoReturn:
    """The console script: run the command line, and end at once.

    The system takes the memory back faster than the interpreter does object by object, which is an
    eighth of the time of `lmgen check`. What was printed is flushed by then, and nothing here
    registers exit handlers. `python -m lambda_monitored_gen` ends the usual way, so that profilers
    and debuggers see the end.
    """
    os._exit(start())


if __name__ == "__main__":
    sys.exit(start())
