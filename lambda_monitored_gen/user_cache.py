"""The user's cache directory of lmgen, and a lock that processes hold while they fill it."""

import fcntl
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lambda_monitored_gen.errors import LmgenError

CACHE_VARIABLE = "LMGEN_CACHE_DIR"


def user_cache_directory(
    environ: Mapping[str, str] = os.environ, *, platform: str = sys.platform
) -> Path:
    """Say where lmgen keeps what can be made again; the directory may not exist yet.

    Args:
        environ: Environment variables. `LMGEN_CACHE_DIR` wins, then the platform's convention.
        platform: A `sys.platform`; only `darwin` differs from the XDG convention.

    Raises:
        LmgenError: The user has no home directory, or the variable names that of nobody.
    """
    chosen = environ.get(CACHE_VARIABLE, "")
    try:
        if chosen:
            return Path(chosen).expanduser().absolute()
        home = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    except RuntimeError as error:  # there is no such user, or no entry for this one
        raise LmgenError(
            f"{chosen or 'the cache of lmgen'}: there is no such home directory",
            hint=f"Name a directory in {CACHE_VARIABLE}.",
        ) from error
    if platform == "darwin":
        return home / "Library" / "Caches" / "lmgen"
    xdg = environ.get("XDG_CACHE_HOME", "")
    # The XDG specification has relative paths ignored.
    base = Path(xdg) if Path(xdg).is_absolute() else home / ".cache"
    return base / "lmgen"


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold `path` as a lock; a second process waits until the first lets go or dies.

    Args:
        path: A file that is created with its parents and stays; its content means nothing.

    Raises:
        OSError: The file cannot be created or locked.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
