"""Compiled templates, kept in the user's cache between runs; never in a module.

All templates of one environment share a file: reading it takes a fraction of the time of a file
each, which start-up would feel.
"""

import contextlib
import hashlib
import marshal
import os
import stat
import sys
from pathlib import Path
from types import CodeType

import jinja2
from jinja2 import compiler
from jinja2.bccache import Bucket

from lambda_monitored_gen import __version__
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.user_cache import user_cache_directory

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class CompiledTemplates(jinja2.BytecodeCache):
    """The compiled templates of one environment, each known by the checksum of its source.

    A cache that cannot be written or read costs time, nothing else. It holds code, so that only a
    file counts that its user wrote and nobody else can write to.

    Args:
        roots: The directories of the environment's templates.
    """

    def __init__(self, *roots: Path) -> None:
        name = hashlib.sha256("\0".join(map(os.fspath, roots)).encode()).hexdigest()
        try:
            cache = user_cache_directory()
        except LmgenError:  # nobody's home: a place where there is nothing, and nothing can be
            cache = Path(os.devnull)
        self._file = cache / "templates" / f"{name[:32]}.compiled"
        self._key = _compiled_by()
        self._codes: dict[str, tuple[str, CodeType]] = {}
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            stored = _read_own(self._file)
            if stored.startswith(self._key):
                self._codes = marshal.loads(stored[len(self._key) :])  # noqa: S302 - our own cache

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, when its source has not changed."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template; another process may do the same at the same time."""
        if bucket.code is None:
            return
        self._codes[bucket.key] = (bucket.checksum, bucket.code)
        staged = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Exclusively: somebody may have put a link there.
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with os.fdopen(os.open(staged, flags, 0o600), "wb") as stream:
                stream.write(self._key + marshal.dumps(self._codes))
            staged.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                staged.unlink()


def _read_own(file: Path) -> bytes:
    """Read a file that is the user's own; empty if it is anybody else's, or not a file.

    A link is not followed, and a pipe is not waited for.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        own = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
        return stream.read() if own and not status.st_mode & _OTHERS_WRITE else b""


def _compiled_by() -> bytes:
    """What else the code depends on: the Python that runs it, and the Jinja that wrote it."""
    changed = Path(compiler.__file__).stat().st_mtime_ns
    return hashlib.sha256(f"{__version__} {sys.version} {changed}".encode()).digest()
