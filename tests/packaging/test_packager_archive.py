from __future__ import annotations

import hashlib
import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packager import archive

names = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0/"), min_size=1, max_size=20
)


def entry(name: str, data: bytes, *, executable: bool = False) -> archive.Entry:
    return archive.stored(name, data, crc=zlib.crc32(data), executable=executable)


def written(entries: list[archive.Entry]) -> bytes:
    out = io.BytesIO()
    archive.write(out, entries)
    return out.getvalue()


@given(st.dictionaries(names, st.binary(max_size=100), max_size=5))
def test_what_is_written_is_read_back(files: dict[str, bytes]) -> None:
    """Python's zipfile and our own reader find every name and byte."""
    entries = [entry(name, files[name]) for name in sorted(files, key=str.encode)]
    data = written(entries)
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert {info.orig_filename: found.read(info) for info in found.infolist()} == files
    again = archive.entries(data, len(data))
    assert [item.name for item in again] == [item.name for item in entries]
    assert written(again) == data


def test_every_header_field_is_fixed() -> None:
    """Date, modes, flags and extra fields never depend on where the zip is made."""
    data = written([entry("a.py", b"1"), entry("b", b"2", executable=True), entry("é", b"3")])
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        plain, executable, accented = found.infolist()
    assert plain.date_time == (1980, 1, 1, 0, 0, 0)
    assert [plain.external_attr >> 16, executable.external_attr >> 16] == [0o100644, 0o100755]
    assert [plain.flag_bits, accented.flag_bits] == [0, 0x800]
    assert (plain.create_system, plain.create_version, plain.extract_version) == (3, 20, 20)
    assert (plain.extra, plain.comment) == (b"", b"")


def test_more_files_than_a_plain_zip_can_count() -> None:
    """From 65,535 files on, the end record is that of zip64."""
    entries = [entry(f"{at:06}", b"") for at in range(70_000)]
    data = written(entries)
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert len(found.infolist()) == 70_000
    again = archive.entries(data, len(data))
    assert [item.name for item in again] == [item.name for item in entries]


@pytest.mark.parametrize("size", [10, 3 << 20])
def test_the_digest_is_that_of_what_is_written(size: int) -> None:
    """Small and large packages are hashed in different ways, with one result."""
    parts = [entry(name, name.encode() * size) for name in "abc"]
    # Of what is read from a cache, the middle is left out.
    cached = archive.entries(written(parts), len(written(parts)))
    out = io.BytesIO()
    digest, length = archive.write(out, [entry("0", b"own"), cached[0], cached[2]])
    assert digest == hashlib.sha256(out.getvalue()).digest()
    assert length == len(out.getvalue())
    with zipfile.ZipFile(out) as found:
        assert found.testzip() is None
        assert {info.filename: info.file_size for info in found.infolist()} == {
            "0": 3, "a": size, "c": size,
        }  # fmt: skip


def test_a_writer_that_takes_less_at_once() -> None:
    """A short write is gone on with: nothing is lost where the system takes a part."""

    class Slow(io.BytesIO):
        def write(self, data: object) -> int:
            return super().write(memoryview(data)[:7])  # type: ignore[arg-type] # bytes or memoryview

    entries = [entry("a", b"x" * 100), entry("b", b"y" * 100)]
    out = Slow()
    digest, size = archive.write(out, entries)
    assert out.getvalue() == written(entries)
    assert size == len(out.getvalue())
    assert len(digest) == 32


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 100])
def test_what_is_no_zip_of_ours_is_refused(data: bytes) -> None:
    """A damaged file is told from an empty one."""
    with pytest.raises(ValueError, match=r"too short|no end record"):
        archive.entries(data, len(data))
