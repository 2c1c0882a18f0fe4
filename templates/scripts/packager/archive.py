"""The zip format, as far as it is needed: reading entries, writing them unchanged.

Every entry is written the same way, whoever made it: date 1980-01-01, mode 0644
or 0755, no extra fields, names sorted by their UTF-8 bytes. The compressed bytes
of a wheel's member are moved, never made anew: zlib's output differs between its
versions and forks, so compressing here could not give the same bytes everywhere.
Field layouts are those of PKWARE's APPNOTE.TXT.
"""

from __future__ import annotations

import hashlib
import struct
from typing import IO, TYPE_CHECKING, NamedTuple, Union

if TYPE_CHECKING:
    import threading
    from hashlib import _Hash as Hash
    from mmap import mmap

STORED = 0
DEFLATED = 8

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_CENTRAL_READ = struct.Struct("<20xLLH8xLL")  # compressed, plain, name's length, mode, offset
_OFFSET = struct.Struct("<L")
_VERSION = 20  # deflate and directories
_UNIX = 3 << 8
_EPOCH = 1 << 5 | 1  # 1980-01-01, the earliest date that a zip can state
_UTF8 = 0x800
_MOST_ENTRIES = 0xFFFF
_BLOCK = 1 << 24
_WORTH_A_THREAD = 1 << 20  # bytes that take a millisecond to hash

Source = Union[bytes, memoryview, "mmap"]


class Entry(NamedTuple):
    """One file as it stands in a zip.

    Attributes:
        name: Path in the archive, UTF-8.
        central: Its record in the central directory, its offset left to be set.
        source: The bytes that hold its local header and data.
        start: Where in them its local header starts.
        end: Where its data ends.
        size: Bytes when unpacked.
    """

    name: bytes
    central: bytes
    source: Source
    start: int
    end: int
    size: int


def records(  # noqa: PLR0913 - a zip header has these fields
    name: bytes, *, crc: int, compressed: int, size: int, method: int, executable: bool
) -> tuple[bytes, bytes]:
    """Make the two headers of a file.

    Args:
        name: Path in the archive, UTF-8.
        crc: CRC-32 of the unpacked bytes.
        compressed: Bytes as stored.
        size: Bytes when unpacked.
        method: `STORED` or `DEFLATED`.
        executable: Mode 0755 rather than 0644.

    Returns:
        The local header, and the central record with offset 0.
    """
    flags = 0 if name.isascii() else _UTF8
    common = (flags, method, 0, _EPOCH, crc, compressed, size, len(name))
    mode = 0o100755 if executable else 0o100644
    local = _LOCAL.pack(b"PK\3\4", _VERSION, *common, 0) + name
    central = _CENTRAL.pack(
        b"PK\1\2", _UNIX | _VERSION, _VERSION, *common, 0, 0, 0, 0, mode << 16, 0
    )
    return local, central + name


def write(out: IO[bytes], entries: list[Entry]) -> tuple[bytes, int]:
    """Write a zip file.

    Args:
        out: Where to, at its start.
        entries: The files, sorted by name.

    Returns:
        The SHA-256 digest of what was written, and its length in bytes.
    """
    pieces: list[Source] = []
    shifts: list[tuple[int, int]] = []  # up to which entry, by how much its offset grows
    offset = 0
    at, count = 0, len(entries)
    while at < count:
        source, start = entries[at].source, entries[at].start
        end = start
        # Files that lie one after the other in the same source are moved at once.
        while at < count and entries[at].source is source and entries[at].start == end:
            end = entries[at].end
            at += 1
        pieces.append(memoryview(source)[start:end])
        shifts.append((at, offset - start))
        offset += end - start
    digest = hashlib.sha256()
    if offset < _WORTH_A_THREAD:
        for piece in pieces:
            digest.update(piece)
            _write_all(out, piece)
        directory = _directory(entries, shifts)
    else:
        # Hashing takes longer than writing, and neither holds the interpreter.
        hashing = _hashed(digest, pieces)
        try:
            for piece in pieces:
                _write_all(out, piece)
            directory = _directory(entries, shifts)
        finally:
            hashing.join()
    tail = directory + _end(count, len(directory), offset)
    digest.update(tail)
    _write_all(out, tail)
    return digest.digest(), offset + len(tail)


def _hashed(digest: Hash, pieces: list[Source]) -> threading.Thread:
    """Hash in a thread of its own."""
    from threading import Thread  # noqa: PLC0415 - small packages need none

    def work() -> None:
        for piece in pieces:
            digest.update(piece)

    thread = Thread(target=work)
    thread.start()
    return thread


def _directory(entries: list[Entry], shifts: list[tuple[int, int]]) -> bytes:
    """Make the central directory, for entries whose data has moved."""
    directory = bytearray().join([entry.central for entry in entries])
    at = first = 0
    for last, shift in shifts:
        for entry in entries[first:last]:
            _OFFSET.pack_into(directory, at + 42, entry.start + shift)
            at += len(entry.central)
        first = last
    return bytes(directory)


def _write_all(out: IO[bytes], piece: Source) -> None:
    """Write all of a piece; a file without a buffer may take less at once."""
    rest = memoryview(piece)
    while rest:
        rest = rest[out.write(rest[:_BLOCK]) :]


def _end(count: int, length: int, offset: int) -> bytes:
    wide = b""
    if count >= _MOST_ENTRIES:
        wide = _END64.pack(b"PK\6\6", 44, _UNIX | 45, 45, 0, 0, count, count, length, offset)
        wide += _LOCATOR64.pack(b"PK\6\7", 0, offset + length, 1)
    few = min(count, _MOST_ENTRIES)
    return wide + _END.pack(b"PK\5\6", 0, 0, few, few, length, offset, 0)


def entries(data: bytes | mmap, length: int) -> list[Entry]:
    """Read the entries of a file that `write` wrote.

    Args:
        data: The file, and whatever follows it.
        length: Bytes of the file itself.

    Returns:
        The entries, in the order in which they were written.

    Raises:
        ValueError: It is not such a file.
    """
    end = length - _END.size
    if end < 0:
        raise ValueError("too short")
    signature, _, _, _, count, size, offset, _ = _END.unpack_from(data, end)
    if count == _MOST_ENTRIES:
        end -= _END64.size + _LOCATOR64.size
        count = _END64.unpack_from(data, end)[6] if end >= 0 else 0
    if signature != b"PK\5\6" or offset + size != end:
        raise ValueError("no end record")
    read = _CENTRAL_READ.unpack_from
    directory = data[offset:end]
    result: list[Entry] = []
    at = 0
    for _ in range(count):
        compressed, plain, name, _, start = read(directory, at)
        record = directory[at : at + 46 + name]
        result.append(
            Entry(record[46:], record, data, start, start + 30 + name + compressed, plain)
        )
        at += 46 + name
    return result


def stored(name: str, data: bytes, *, crc: int, executable: bool) -> Entry:
    """Make the entry of a file that is not compressed.

    Args:
        name: Path in the archive.
        data: Its content.
        crc: CRC-32 of it.
        executable: Mode 0755 rather than 0644.

    Returns:
        The entry, with its header and data in one piece.
    """
    local, central = records(
        name.encode(),
        crc=crc,
        compressed=len(data),
        size=len(data),
        method=STORED,
        executable=executable,
    )
    whole = local + data
    return Entry(name.encode(), central, whole, 0, len(whole), len(data))
