"""What nobody foresaw, told in one line; `LMGEN_DEBUG=1` adds the traceback."""

import os
import sys
import traceback
from pathlib import Path

from lambda_monitored_gen.commands.console import write
from lambda_monitored_gen.errors import LmgenError

DEBUG_VARIABLE = "LMGEN_DEBUG"

_LONGEST = 300
_PACKAGE = Path(__file__).parent.parent


def describe_error(error: Exception) -> LmgenError:
    """Turn an exception that nothing has caught into an error to print.

    With `LMGEN_DEBUG=1` the traceback is printed first.
    """
    if os.environ.get(DEBUG_VARIABLE) == "1":
        write("".join(traceback.format_exception(error)).rstrip(), err=True)
    if isinstance(error, FileNotFoundError) and _is_directory_gone():
        return LmgenError(
            "the working directory does not exist any more", hint="cd to another one."
        )
    if isinstance(error, OSError) and error.strerror:
        place = f": {_one_line(os.fsdecode(error.filename))}" if _has_name(error) else ""
        return LmgenError(
            f"{error.strerror}{place}", hint=f"{DEBUG_VARIABLE}=1 shows where lmgen met it."
        )
    return LmgenError(
        f"lmgen has a defect: {type(error).__name__}: {_one_line(str(error))} ({_place(error)})",
        hint=f"{DEBUG_VARIABLE}=1 shows the traceback; please report it.",
    )


def _has_name(error: OSError) -> bool:
    return isinstance(error.filename, (str, bytes))


def _is_directory_gone() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _place(error: Exception) -> str:
    """The innermost place in lmgen, which is where a report starts."""
    frames = traceback.extract_tb(error.__traceback__, limit=sys.getrecursionlimit())
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    if not ours:
        return "outside of lmgen"
    return f"{Path(ours[-1].filename).relative_to(_PACKAGE).as_posix()}:{ours[-1].lineno}"
