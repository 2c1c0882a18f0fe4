"""Wheels: what their names say, what of them goes into a package (PEP 427, PEP 491)."""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from packager import archive
from packager.errors import PackagingError, shown

if TYPE_CHECKING:
    from zipfile import ZipInfo

    from packager.target import Target

# Files that an installer writes, or whose content only holds where it wrote them.
_INSTALLER_FILES = {
    "RECORD",
    "RECORD.jws",
    "RECORD.p7s",
    "INSTALLER",
    "REQUESTED",
    "direct_url.json",
}
_NAME = re.compile(
    r"(?P<name>[^\s-]+)-(?P<version>[^\s-]+)(-(?P<build>\d[^\s-]*))?-(?P<tag>[^\s-]+-[^\s-]+-[^\s-]+)\.whl"
)
_ENCRYPTED = 1


class WheelName(NamedTuple):
    """What the file name of a wheel says.

    Attributes:
        name: The distribution's name, normalized (PEP 503).
        version: Its version, as written.
        build: The build tag's number and rest, for ordering; ``(0, "")`` without one.
        tags: Every tag that the compressed tag set stands for (PEP 425).
    """

    name: str
    version: str
    build: tuple[int, str]
    tags: list[str]


def normalized(name: str) -> str:
    """Give a distribution's name in the one form that compares equal (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse(filename: str) -> WheelName | None:
    """Take the file name of a wheel apart.

    Args:
        filename: Without a directory.

    Returns:
        Its parts, or None if it is not the name of a wheel.
    """
    match = _NAME.fullmatch(filename)
    if not match:
        return None
    pythons, abis, platforms = (part.split(".") for part in match["tag"].split("-"))
    tags = [f"{a}-{b}-{c}" for a in pythons for b in abis for c in platforms]
    number, rest = re.fullmatch(r"(\d+)(.*)", match["build"] or "0").groups()  # type: ignore[union-attr] # the pattern above made sure
    build = (int(number), rest)
    return WheelName(normalized(match["name"]), match["version"], build, tags)


def rank(filename: str, target: Target) -> tuple[int, int, str] | None:
    """Tell how well a wheel suits the target.

    Args:
        filename: The wheel's file name.
        target: What the package is built for.

    Returns:
        A key by which the best wheel sorts first, or None if the target cannot load it.
    """
    wheel = parse(filename)
    if wheel is None:
        return None
    ranks = [at for at in map(target.rank, wheel.tags) if at is not None]
    if not ranks:
        return None
    # The higher build number is the better one.
    return min(ranks), -wheel.build[0], wheel.build[1]


def normalize(filename: str, data: bytes) -> tuple[bytes, bytes]:
    """Turn a wheel into a zip of what belongs into a package, checking each member.

    Args:
        filename: The wheel's file name, for messages.
        data: The wheel.

    Returns:
        A zip as `archive.write` makes it, its members' compressed bytes unchanged,
        and its SHA-256 digest.

    Raises:
        PackagingError: It is not a sound wheel.
    """
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415 - not needed for what is cached

    try:
        with ZipFile(io.BytesIO(data)) as wheel:
            infos = wheel.infolist()
    except (BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise _broken(filename, f"it is no zip file: {error}") from error
    stem = _dist_info(filename, infos)
    kept: dict[bytes, archive.Entry] = {}
    for info in infos:
        name = _target_name(filename, info, stem)
        if name is None:
            continue
        entry = _moved(filename, info, name.encode(), data)
        if kept.setdefault(entry.name, entry) is not entry:
            raise _broken(filename, f"two members become {shown(name)}")
    out = io.BytesIO()
    digest, _ = archive.write(out, [kept[name] for name in sorted(kept)])
    return out.getvalue(), digest


def metadata(entries: list[archive.Entry]) -> str:
    """Give the METADATA of a wheel that `normalize` made.

    Args:
        entries: The entries of the normalized wheel.

    Returns:
        The text of the file.
    """
    entry = next(
        entry
        for entry in entries
        if entry.name.count(b"/") == 1 and entry.name.endswith(b".dist-info/METADATA")
    )
    method = int.from_bytes(entry.central[10:12], "little")
    data = bytes(entry.source[entry.start + 30 + len(entry.name) : entry.end])
    if method == archive.DEFLATED:
        data = zlib.decompress(data, -zlib.MAX_WBITS)
    return data.decode("utf-8", "replace")


def _broken(filename: str, why: str) -> PackagingError:
    return PackagingError(
        f"the wheel {shown(filename)} is damaged or malformed",
        found=[why],
        do="ask the index that serves it for a sound one, or pin another version",
    )


def _dist_info(filename: str, infos: list[ZipInfo]) -> str:
    """Find the one ``NAME-VERSION.dist-info`` directory and give its stem."""
    names = {info.filename for info in infos}
    stems = {name.split("/", 1)[0] for name in names if name.count("/") >= 1}
    found = sorted(stem for stem in stems if stem.endswith(".dist-info"))
    if len(found) != 1:
        raise _broken(filename, f"it has {len(found)} .dist-info directories, not one")
    for needed in ("METADATA", "WHEEL"):
        if f"{found[0]}/{needed}" not in names:
            raise _broken(filename, f"it lacks {found[0]}/{needed}")
    return found[0][: -len(".dist-info")]


def _target_name(filename: str, info: ZipInfo, stem: str) -> str | None:
    """Tell where a member goes, or None if it is left out."""
    name = info.filename
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or "\\" in name or re.match("[A-Za-z]:", name):
        raise _broken(filename, f"its member {shown(name)} has an absolute or foreign path")
    if any(part in ("", ".", "..") for part in parts):
        raise _broken(filename, f"its member {shown(name)} leads out of the package")
    if info.is_dir():
        return None
    if parts[0] == stem + ".dist-info" and len(parts) == 2 and parts[1] in _INSTALLER_FILES:  # noqa: PLR2004 - directly in it
        return None
    if parts[0] == stem + ".data":
        if len(parts) < 3 or parts[1] not in ("purelib", "platlib", "data", "scripts", "headers"):  # noqa: PLR2004 - .data, scheme, path
            raise _broken(filename, f"its member {shown(name)} has an unknown place")
        # Commands carry the builder's shebang, and nothing in Lambda calls them.
        if parts[1] in ("scripts", "headers") or parts[1:3] == ["data", "bin"]:
            return None
        parts = parts[2:]
    if "__pycache__" in parts:
        return None
    return "/".join(parts)


def _moved(filename: str, info: ZipInfo, name: bytes, data: bytes) -> archive.Entry:
    """Check a member and give it new headers around its old bytes."""
    if info.flag_bits & _ENCRYPTED or info.compress_type not in (archive.STORED, archive.DEFLATED):
        raise _broken(filename, f"its member {shown(info.filename)} is neither deflated nor stored")
    start = info.header_offset
    if data[start : start + 4] != b"PK\3\4" or start + 30 > len(data):
        raise _broken(filename, f"its member {shown(info.filename)} has no header")
    lengths = struct.unpack_from("<2H", data, start + 26)
    start += 30 + sum(lengths)
    packed = memoryview(data)[start : start + info.compress_size]
    _check(filename, info, packed)
    local, central = archive.records(
        name,
        crc=info.CRC,
        compressed=info.compress_size,
        size=info.file_size,
        method=info.compress_type,
        executable=bool(info.external_attr >> 16 & 0o111),
    )
    whole = b"".join((local, packed))
    return archive.Entry(name, central, whole, 0, len(whole), info.file_size)


def _check(filename: str, info: ZipInfo, packed: memoryview) -> None:
    """Unpack a member in memory: its size and CRC must be those that it declares."""
    plain: bytes | memoryview = packed
    finished = len(packed) == info.compress_size
    if info.compress_type == archive.DEFLATED:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than declared tells a bomb from a file of that size.
            plain = unpacker.decompress(packed, info.file_size + 1)
        except (zlib.error, MemoryError, OverflowError) as error:
            raise _broken(
                filename, f"its member {shown(info.filename)} cannot be unpacked: {error}"
            ) from error
        finished = unpacker.eof and not unpacker.unused_data
    if not finished or len(plain) != info.file_size:
        raise _broken(filename, f"its member {shown(info.filename)} has not the size it declares")
    if zlib.crc32(plain) != info.CRC:
        raise _broken(filename, f"its member {shown(info.filename)} has a wrong CRC-32")
