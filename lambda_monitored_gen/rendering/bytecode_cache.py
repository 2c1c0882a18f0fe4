"""Compiled templates, kept in the user's cache between runs; never in a module.

All templates of one environment share a file: reading it takes a fraction of the time of a file
each, which start-up would feel.
"""

import contextlib
import hashlib
import marshal
import os
import sys
from pathlib import Path
from types import CodeType

import jinja2
from jinja2 import compiler
from jinja2.bccache import Bucket

from lambda_monitored_gen import __version__
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.user_cache import user_cache_directory


class CompiledTemplates(jinja2.BytecodeCache):
    """The compiled templates of one environment, each known by the checksum of its source.

    A cache that cannot be written or read costs time, nothing else.

    Args:
        roots: The directories of the environment's templates.
    """

    def __init__(self, *roots: Path) -> None:
        name = hashlib.sha256("\0".join(map(os.fspath, roots)).encode()).hexdigest()
        try:
            directory = user_cache_directory()
        except LmgenError:
            directory = Path(os.devnull)  # without a home nothing is kept
        self._file = directory / "templates" / f"{name[:32]}.compiled"
        self._key = _compiled_by()
        self._codes: dict[str, tuple[str, CodeType]] = {}
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            stored = self._file.read_bytes()
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
            staged.write_bytes(self._key + marshal.dumps(self._codes))
            staged.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                staged.unlink()


def _compiled_by() -> bytes:
    """What else the code depends on: the Python that runs it, and the Jinja that wrote it."""
    changed = Path(compiler.__file__).stat().st_mtime_ns
    return hashlib.sha256(f"{__version__} {sys.version} {changed}".encode()).digest()
