"""The user's home and cache directory, and a lock that processes hold while they fill the cache."""

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
        LmgenError: There is no home directory, as for a container's user without a passwd entry.
    """
    if chosen := environ.get(CACHE_VARIABLE):
        return expand_home(chosen).absolute()
    home = home_directory(environ)
    if platform == "darwin":
        return home / "Library" / "Caches" / "lmgen"
    xdg = environ.get("XDG_CACHE_HOME", "")
    # The XDG specification has relative paths ignored.
    base = Path(xdg) if Path(xdg).is_absolute() else home / ".cache"
    return base / "lmgen"


def home_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """The home directory of the user.

    Raises:
        LmgenError: Neither `HOME` nor the passwd database has one.
    """
    if home := environ.get("HOME"):
        return Path(home)
    try:
        return Path.home()
    except RuntimeError:
        raise _no_home("~") from None


def expand_home(path: str) -> Path:
    """Replace a leading `~` or `~user` by the home directory.

    Raises:
        LmgenError: There is no such user, or no home directory.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise _no_home(path) from None


def _no_home(path: str) -> LmgenError:
    return LmgenError(
        f"{path}: there is no such home directory",
        hint=f"Set HOME, write the path out, or name a cache in {CACHE_VARIABLE}.",
    )


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
