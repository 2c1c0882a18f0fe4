from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packaging.packager_support import package

names = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0/"), min_size=1, max_size=20
)


def written(files: dict[str, bytes], executable: str = "") -> bytes:
    """Write files; give the zip, whose digest and length are those that are told."""
    entries = {
        name.encode(): package.stored(data, executable=name == executable)
        for name, data in files.items()
    }
    out = io.BytesIO()
    told = package.write(out, entries)
    assert told == (hashlib.sha256(out.getvalue()).digest(), len(out.getvalue()))
    return out.getvalue()


@given(st.dictionaries(names, st.binary(max_size=100), max_size=5))
def test_what_is_written_is_read_back(files: dict[str, bytes]) -> None:
    """Python's zipfile finds every name and byte, sorted by the bytes of the names."""
    with zipfile.ZipFile(io.BytesIO(written(files))) as found:
        read = {info.orig_filename: found.read(info) for info in found.infolist()}
    assert read == files
    assert list(read) == sorted(files, key=str.encode)


def test_every_header_field_is_fixed() -> None:
    """Date, modes, flags and extra fields never depend on where the zip is made."""
    data = written({"a.py": b"1", "b": b"2", "é": b"3"}, executable="b")
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        plain, executable, accented = found.infolist()
    assert plain.date_time == (1980, 1, 1, 0, 0, 0)
    assert [plain.external_attr >> 16, executable.external_attr >> 16] == [0o100644, 0o100755]
    assert [plain.flag_bits, accented.flag_bits] == [0, 0x800]
    assert (plain.create_system, plain.create_version, plain.extract_version) == (3, 20, 20)
    assert (plain.extra, plain.comment) == (b"", b"")


def test_more_files_than_a_plain_zip_can_count() -> None:
    """From 65,535 files on, the package is refused with their number."""
    files = {f"{at:06}": b"" for at in range(0xFFFF - 1)}
    with zipfile.ZipFile(io.BytesIO(written(files))) as found:
        assert len(found.infolist()) == 0xFFFF - 1
    with pytest.raises(package.Failure, match="65,535 files"):
        written({**files, "one more": b""})
