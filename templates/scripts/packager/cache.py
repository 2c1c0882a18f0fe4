"""The wheel cache: checked wheels by digest, and what a locked set resolved to."""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import sys
import time
from contextlib import suppress

from packager import archive
from packager.errors import PackagingError

_FORMAT = "v1"
_DIGEST = 32  # bytes of a SHA-256
_LARGE = 1 << 20  # bytes from which the way of reading matters
_UNUSED_FOR = 60 * 24 * 3600  # seconds until what nobody used is removed


class Cache:
    """Files under one directory. Any of them may be deleted at any time.

    A wheel is kept as the zip that `wheel.normalize` makes of it, under the
    SHA-256 of the wheel, with the SHA-256 of that zip behind it: a file that was
    damaged on disk is never used.

    Args:
        root: The directory; made if it is missing.

    Raises:
        OSError: It cannot be made, or belongs to someone else.
    """

    def __init__(self, root: str) -> None:
        self._root = os.path.join(os.path.abspath(root), _FORMAT)
        for name in ("wheels", "locks"):
            os.makedirs(os.path.join(self._root, name), mode=0o700, exist_ok=True)
        if os.stat(self._root).st_uid != os.geteuid():
            raise PermissionError(f"{root} belongs to another user")
        if not os.access(self._root, os.W_OK | os.X_OK):
            raise PermissionError(f"{root} cannot be written")

    def _wheel(self, digest: str) -> str:
        return os.path.join(self._root, "wheels", digest + ".zip")

    def has(self, digest: str) -> bool:
        """Tell whether the wheel with this SHA-256 (hex) is kept."""
        return os.path.exists(self._wheel(digest))

    def empty(self) -> bool:
        """Tell whether no wheel is kept, as on a machine that starts afresh."""
        with os.scandir(os.path.join(self._root, "wheels")) as entries:
            return next(entries, None) is None

    def load(self, digest: str) -> list[archive.Entry] | None:
        """Give the entries of a kept wheel.

        Args:
            digest: SHA-256 of the wheel, hex.

        Returns:
            The entries, or None if the wheel is not kept, or not whole.
        """
        path = self._wheel(digest)
        try:
            data = _read(path)
            os.utime(path)
        except OSError:
            return None
        length = len(data) - _DIGEST
        if length < 0 or hashlib.sha256(memoryview(data)[:length]).digest() != data[length:]:
            return None
        try:
            return archive.entries(data, length)
        except ValueError:
            return None

    def store(self, digest: str, normal: bytes, check: bytes) -> None:
        """Keep a wheel.

        Args:
            digest: SHA-256 of the wheel, hex.
            normal: What `wheel.normalize` made of it.
            check: SHA-256 of that.
        """
        self._write(self._wheel(digest), normal, check)
        self._prune()

    def recall(self, key: str) -> list[list[str]] | None:
        """Give what was remembered under a key, or None.

        Args:
            key: SHA-256 of everything that it depends on, hex.
        """
        path = os.path.join(self._root, "locks", key + ".json")
        try:
            with open(path, encoding="utf-8") as file:
                rows = json.load(file)
            os.utime(path)
        except (OSError, ValueError):
            return None
        if isinstance(rows, list) and all(
            isinstance(row, list) and all(isinstance(part, str) for part in row) for row in rows
        ):
            return rows
        return None

    def remember(self, key: str, rows: list[list[str]]) -> None:
        """Remember rows of text under a key."""
        path = os.path.join(self._root, "locks", key + ".json")
        self._write(path, json.dumps(rows).encode())

    def _write(self, path: str, *pieces: bytes) -> None:
        temporary = f"{path}.{os.urandom(8).hex()}.tmp"
        try:
            with open(temporary, "xb") as file:
                file.writelines(pieces)
            os.replace(temporary, path)
        except OSError as error:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise PackagingError(
                f"the wheel cache cannot be written: {error.strerror}",
                do="free space there, or name another directory in PACKAGE_CACHE_DIR",
            ) from error

    def _prune(self) -> None:
        """Remove what nobody used for a long time, and what killed runs left."""
        before = time.time() - _UNUSED_FOR
        for name in ("wheels", "locks"):
            with os.scandir(os.path.join(self._root, name)) as entries:
                for entry in entries:
                    try:
                        if entry.stat(follow_symlinks=False).st_mtime < before:
                            os.unlink(entry.path)
                    except OSError:
                        # Another run was faster.
                        continue


def _read(path: str) -> bytes | mmap.mmap:
    """Read a file into memory of this run's own, which what happens to it does not change.

    Large files go to large pages where the system has them: making small ones takes
    longer than reading.
    """
    with open(path, "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if sys.platform != "linux" or size < _LARGE or not hasattr(mmap, "MADV_HUGEPAGE"):
            return file.readall()
        data = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        # A kernel without them refuses: pages of the usual size will do.
        with suppress(OSError):
            data.madvise(mmap.MADV_HUGEPAGE)
        at = 0
        with memoryview(data) as view:
            while at < size:
                got = file.readinto(view[at:])
                if not got:
                    break
                at += got
        return data if at == size else data[:at]
